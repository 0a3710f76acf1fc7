import { RPC_ERRORS } from '../registry/mcp/jsonRpc.ts'
import { isObject, type Json, type JsonObject, numberText, parseExactly } from './json.ts'

/** `id` is JSON text, which distinguishes 1 from "1" and holds numbers that JavaScript cannot. `raw`: as it was parsed. */
export type Request = { kind: 'request'; id: string; method: string; params: JsonObject; raw: JsonObject }
export type Notification = { kind: 'notification'; method: string; params: JsonObject; raw: JsonObject }
/** `id`: `null` where the peer could not read the request's. */
export type Response = {
  kind: 'response'
  id: string
  result: unknown
  error: RpcError | undefined
  raw: JsonObject
}
export type Message = Request | Notification | Response

/** JSON-RPC 2.0 §5.1. */
export type RpcError = { code: number; message: string; data?: unknown }

/**
 * JSON-RPC 2.0 §4 and §5, with the stricter ids of MCP (revision 2025-11-25, basic, "Requests"): `jsonrpc` is "2.0";
 * the id of a request is a string or a number, and not null; a notification has none. undefined: not a message.
 */
export const messageOf = (value: unknown): Message | undefined => {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return undefined
  const { method, params, result, error } = value
  const id = idText(value['id'])
  if (typeof method === 'string') {
    const content = { method, params: isObject(params) ? params : {}, raw: value }
    if (value['id'] === undefined) return { kind: 'notification', ...content }
    return id === undefined ? undefined : { kind: 'request', id, ...content }
  }
  if (!('result' in value) && !('error' in value)) return undefined
  return { kind: 'response', id: id ?? 'null', result, error: errorOf(error), raw: value }
}

/** JSON text of a request id or progress token: a string or a number. */
export const idText = (id: unknown): string | undefined =>
  typeof id === 'string' ? JSON.stringify(id) : numberText(id)

/** Careless servers leave out the message. */
const errorOf = (error: unknown): RpcError | undefined => {
  if (!isObject(error)) return undefined
  const { code, message, data } = error
  return {
    code: Number(code),
    message: typeof message === 'string' ? message : '',
    ...(data !== undefined && { data }),
  }
}

export const metaOf = ({ params }: { params: JsonObject }): JsonObject =>
  isObject(params['_meta']) ? params['_meta'] : {}

/** The messages of one line, body or event: one, or several as revision 2025-03-26 allowed. */
export type RpcBatch = readonly Message[]

/** The error to answer with. `id`: of the message that it concerns; `null` where that is unknown. */
export type Unreadable = RpcError & { id: string }

/**
 * Characters of the shortest message. A peer may send millions of lines or events that are none: an exception for each is dear.
 */
export const SHORTEST = '{"jsonrpc":"2.0","method":""}'.length

/** Messages of a batch, from a server or a client of `connect`. */
export const MAX_BATCH = 1_000

/** Refuses the whole batch where one message is invalid. */
export const readBatch = (text: string): RpcBatch | Unreadable => {
  let value: unknown
  try {
    value = parseExactly(text)
  } catch (error) {
    const message = `the message is ${error instanceof RangeError ? error.message : 'not JSON'}`
    return { code: RPC_ERRORS.parse, id: 'null', message }
  }
  const parts = Array.isArray(value) ? value : [value]
  if (parts.length > MAX_BATCH) {
    const message = `the batch has more than ${MAX_BATCH} messages`
    return { code: RPC_ERRORS.invalidRequest, id: 'null', message }
  }
  const messages = parts.map(messageOf)
  const wrong = messages.indexOf(undefined)
  if (messages.length > 0 && wrong === -1) return messages as Message[]
  const part: unknown = parts[wrong]
  const id = isObject(part) ? idText(part['id']) : undefined
  return { code: RPC_ERRORS.invalidRequest, id: id ?? 'null', message: NOT_RPC }
}

const NOT_RPC = 'the message is not JSON-RPC 2.0'

/** The same of a server, whose messages are not answered. */
export const readReceived = (text: string): RpcBatch | Unreadable =>
  text.length < SHORTEST ? { code: RPC_ERRORS.invalidRequest, id: 'null', message: NOT_RPC } : readBatch(text)

export const rpcError = (id: string, error: RpcError): string =>
  `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`

/** JSON-RPC 2.0 §5: the answer to one request. */
export type RpcReply =
  | { kind: 'result'; result: JsonObject }
  | { kind: 'error'; code: number; message: string; data?: unknown }

/** `problem` says why there is none. An error without an id answers the last request (JSON-RPC 2.0 §5). */
export const replyTo = (id: number, json: Json): RpcReply | { kind: 'none'; problem: string } => {
  if ('problem' in json) return { kind: 'none', problem: json.problem }
  let problem = 'JSON that is not JSON-RPC'
  for (const value of Array.isArray(json.value) ? json.value : [json.value]) {
    const message = messageOf(value)
    if (message?.kind !== 'response') continue
    const { id: answered, result, error } = message
    if (error && (answered === String(id) || answered === 'null')) return { kind: 'error', ...error }
    if (answered === String(id) && isObject(result)) return { kind: 'result', result }
    problem =
      answered === String(id)
        ? 'a JSON-RPC result that is not an object'
        : 'a JSON-RPC response to another id'
  }
  return { kind: 'none', problem }
}

/** Line ends in JSON stand between its tokens only, where a space means the same. */
export const asLine = (text: string): string => (/[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ') : text)
