import type { Json } from '../http/body.ts'

export type JsonObject = Record<string, unknown>

/** JSON-RPC 2.0 §5: what was answered to one request. */
export type RpcReply =
  | { kind: 'result'; result: JsonObject }
  | { kind: 'error'; code: number; message: string; data: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A request, or a notification where there is no id. */
export const message = (id: number | undefined, method: string, params?: JsonObject): string =>
  JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && { id }), method, ...(params && { params }) })

/**
 * The reply to request `id` in what was received: a message or, as 2025-03-26 allowed, a batch of them. Words say why
 * there is none. An error without id is the reply to whatever was asked last (JSON-RPC 2.0 §5).
 */
export const replyTo = (id: number, json: Json): RpcReply | { kind: 'none'; problem: string } => {
  if ('problem' in json) return { kind: 'none', problem: json.problem }
  const messages = Array.isArray(json.value) ? json.value : [json.value]
  let problem = 'JSON, and no JSON-RPC'
  for (const one of messages) {
    if (!isObject(one) || one['jsonrpc'] !== '2.0') continue
    const { id: answered, result, error } = one
    if (isObject(error) && (answered === id || answered === null || answered === undefined)) {
      const { code, message: text, data } = error
      return { kind: 'error', code: Number(code), message: typeof text === 'string' ? text : '', data }
    }
    if (answered === id && isObject(result)) return { kind: 'result', result }
    if ('result' in one || 'error' in one) problem = 'a JSON-RPC response to another id'
  }
  return { kind: 'none', problem }
}
