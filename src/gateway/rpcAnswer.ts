import type { ServerResponse } from 'node:http'
import { type RpcError, rpcError } from '../mcp/message.ts'
import { RPC_ERRORS } from '../registry/mcp/jsonRpc.ts'
import { hasRoom } from './server/boundedResponse.ts'

export const gatewayError = (message: string): RpcError => ({ code: RPC_ERRORS.gateway, message })

/** A request that is answered with an error; as text, one of the gateway. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly error: RpcError
  readonly headers: Record<string, string>

  constructor(status: number, error: RpcError | string, headers: Record<string, string> = {}) {
    const told = typeof error === 'string' ? gatewayError(error) : error
    super(told.message)
    this.status = status
    this.error = told
    this.headers = headers
  }
}

/** Seconds after which a client may try again that was refused because the limit of memory was reached. */
export const RETRY_AFTER = '10'

/** For a body or an answer that would exceed what may wait in memory (`waitingRoom.ts`). */
export const noRoom = (): Refusal =>
  new Refusal(503, 'The memory for waiting messages is used up. Try again later.', {
    'retry-after': RETRY_AFTER,
  })

/** The refusal of a request that failed. @throws what is an error of this program */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  const unreadable = (message: string): Refusal => new Refusal(400, { code: RPC_ERRORS.parse, message })
  if (error instanceof SyntaxError || error instanceof TypeError) return unreadable('Parse error')
  // More levels or values than are accepted.
  if (error instanceof RangeError) return unreadable(`The message is ${error.message}.`)
  throw error
}

/**
 * Answers with one error, or with a batch of them where several requests came; with id null where none did, or where
 * the answer would exceed the limit of memory.
 */
export const answerRpcError = (
  response: ServerResponse,
  status: number,
  ids: readonly string[],
  error: RpcError,
  headers: Record<string, string> = {},
): void => {
  const errors = ids.map((id) => rpcError(id, error))
  const all = Buffer.from(errors.length === 1 ? String(errors[0]) : `[${errors.join(',')}]`)
  const isWhole = ids.length > 0 && hasRoom(response, all.length)
  const body = isWhole ? all : Buffer.from(rpcError('null', error))
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers })
    .end(body)
}
