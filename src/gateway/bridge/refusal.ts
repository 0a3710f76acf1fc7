import { parseOrUndefined } from '../../mcp/json.ts'
import { messageOf, type RpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import type { HybridAnswer } from '../client/exchange.ts'
import { type Fault, fault } from '../client/fault.ts'
import { readText } from './answer.ts'

/** Bytes that are read of the body of an error. */
const MAX_REFUSAL = 1_048_576

export type Refusal = {
  fault: Fault
  /** The server's own JSON-RPC error, where its body is one. */
  error?: RpcError | undefined
}

/** An answer that is not 2xx. `inSession`: the request named a session. */
export const refusalOf = async (answer: HybridAnswer, inSession = false): Promise<Refusal> => {
  const text = await readText(answer, MAX_REFUSAL).catch(() => '')
  answer.holder.resize(0)
  const told = statusFault(answer.status, inSession)
  // The client has to learn that the session ended, whatever error the server has for it.
  return { fault: told, error: told.code === 'SESSION_ENDED' ? undefined : errorIn(text) }
}

const errorIn = (text: string): RpcError | undefined => {
  const message = messageOf(parseOrUndefined(text))
  const error = message?.kind === 'response' ? message.error : undefined
  return error && Number.isInteger(error.code) && error.message !== '' ? error : undefined
}

const statusFault = (status: number, inSession: boolean): Fault => {
  if (status === 404 && inSession)
    return fault('SESSION_ENDED', 'the server has ended the session (HTTP 404)', 'Connect the client again.')
  const [message, hint] = STATUS[status] ?? [
    `the server answered with HTTP ${status}`,
    'Check the log of the server.',
  ]
  return fault(`HTTP_${status}`, message, hint)
}

const STATUS: Readonly<Record<number, readonly [message: string, hint: string]>> = {
  401: ['the server requires authorization (HTTP 401)', 'Send a token: --token-env NAME, or --header.'],
  403: [
    'the server refuses the request (HTTP 403)',
    'Send a token with --token-env NAME, or check that the one you send is valid and has the rights.',
  ],
  404: ['there is no MCP endpoint at this path (HTTP 404)', 'Check the path of the URL.'],
  405: ['this path does not accept messages (HTTP 405)', 'Check the path of the URL.'],
  429: ['the server limits requests (HTTP 429)', 'Try again later.'],
}

export const noAnswer = (): Fault =>
  fault(
    'NO_ANSWER',
    'the server ended its answer without answering',
    'Check the path of the URL, whether a login is required, and the server log.',
  )

export const tooLate = (): Fault =>
  fault(
    'ANSWER_TIMEOUT',
    'the server did not answer in time after the end of the input',
    'Allow more time with --answer-timeout.',
  )

/** A login page and a wrong path both answer 200. */
export const webPage = (): Fault =>
  fault(
    'NO_ANSWER',
    'the server answered with a web page (text/html): a login page, or the page of a wrong path',
    'Check the path of the URL. If the server requires a login, send a token: --token-env NAME, or --header.',
  )

/** A fault as the answer to a request. `data.code` says which it is, for programs. */
export const undeliverable = ({ code, message, hint }: Fault): RpcError => ({
  code: RPC_ERRORS.gateway,
  message: `mcp-pqc connect: ${message}`,
  data: { code, hint },
})
