export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON-RPC 2.0 §4 and §5: which of the four a message is; undefined for what is none. */
export const kindOf = (message: JsonObject): 'request' | 'notification' | 'response' | undefined => {
  if (message['jsonrpc'] !== '2.0') return undefined
  if (typeof message['method'] === 'string') return 'id' in message ? 'request' : 'notification'
  return 'result' in message || 'error' in message ? 'response' : undefined
}

/** JSON text of a request id or progress token, which tells 1 from "1". */
export const keyOf = (id: unknown): string => JSON.stringify(id) ?? 'null'

/** The token under which progress on a request is reported (`params._meta.progressToken`). */
export const progressTokenOf = (request: JsonObject): unknown => metaOf(request)?.['progressToken']

export const metaOf = (message: JsonObject): JsonObject | undefined => {
  const meta = isObject(message['params']) ? message['params']['_meta'] : undefined
  return isObject(meta) ? meta : undefined
}

/** `params.name`, of a message whose parameters are an object. */
export const paramOf = (message: JsonObject, name: string): unknown =>
  isObject(message['params']) ? message['params'][name] : undefined
