import type { ServerResponse } from 'node:http'
import { type RpcError, rpcError } from '../mcp/message.ts'
import { RPC_ERRORS } from '../registry/mcp/jsonRpc.ts'

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
