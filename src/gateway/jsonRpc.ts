import type { ServerResponse } from 'node:http'

export type RpcError = { code: number; message: string; data?: unknown }

/** `id` is JSON text, as it came: a number that JavaScript cannot hold goes back unharmed. */
export const rpcError = (id: string, error: RpcError): string =>
  `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`

/** Answers with one error, or with a batch of them where several requests came; with id null where none did. */
export const answerRpcError = (
  response: ServerResponse,
  status: number,
  ids: readonly string[],
  error: RpcError,
  headers: Record<string, string> = {},
): void => {
  const errors = (ids.length > 0 ? ids : ['null']).map((id) => rpcError(id, error))
  const body = Buffer.from(errors.length === 1 ? String(errors[0]) : `[${errors.join(',')}]`)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers })
    .end(body)
}

/**
 * WHATWG HTML §9.2.5: one event of type `message`, as Streamable HTTP sends it. A line's end between two tokens of the
 * JSON would be one of the event's lines, too.
 */
export const messageEvent = (json: string, id?: string): string =>
  `event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${json.replace(/[\r\n]+/g, ' ')}\n\n`
