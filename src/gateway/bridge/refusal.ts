import { parseExactly } from '../../mcp/json.ts'
import { messageOf, type RpcError } from '../../mcp/message.ts'
import type { FaultCode } from '../../model/error.ts'
import type { HybridAnswer } from '../client/exchange.ts'
import { type Fault, fault } from '../client/fault.ts'
import { readText } from './answer.ts'

/** Bytes that are read of the body of an error. */
const MAX_REFUSAL = 1_048_576

export type Refusal = {
  fault: Fault
  /** What the server itself says, where it says it in JSON-RPC: code, message and data. */
  error?: RpcError | undefined
}

/** An answer that is no 2xx. `inSession`: the request named a session. */
export const refusalOf = async (answer: HybridAnswer, inSession = false): Promise<Refusal> => {
  const text = await readText(answer, MAX_REFUSAL).catch(() => '')
  const told = statusFault(answer.status, inSession)
  const error = errorIn(text)
  // The end of a session has to be told as such, whatever words the server has for it.
  return error === undefined || told.code === 'SESSION_ENDED' ? { fault: told } : { fault: told, error }
}

const errorIn = (text: string): RpcError | undefined => {
  try {
    const message = messageOf(parseExactly(text))
    const error = message?.kind === 'response' ? message.error : undefined
    return error && Number.isInteger(error.code) && error.message !== '' ? error : undefined
  } catch {
    return undefined
  }
}

const statusFault = (status: number, inSession: boolean): Fault => {
  const code: FaultCode = `HTTP_${status}`
  switch (status) {
    case 401:
      return fault(
        code,
        'the server asks who is there (HTTP 401)',
        'Bring a token: --token-env NAME, or --header.',
      )
    case 403:
      return fault(
        code,
        'the server refuses the request (HTTP 403)',
        'The token may not do this, or has expired.',
      )
    case 404:
      return inSession
        ? fault('SESSION_ENDED', 'the server has ended the session (HTTP 404)', 'Connect the client anew.')
        : fault(code, 'there is no MCP endpoint at this path (HTTP 404)', 'Check the path of the URL.')
    case 405:
      return fault(code, 'what is at this path takes no messages (HTTP 405)', 'Check the path of the URL.')
    case 429:
      return fault(code, 'the server asks for patience (HTTP 429)', 'Try again later.')
    default:
      return fault(code, `the server answered with HTTP ${status}`, 'Look at the log of the server.')
  }
}
