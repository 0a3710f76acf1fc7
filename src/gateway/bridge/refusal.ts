import { parseOrUndefined } from '../../mcp/json.ts'
import { messageOf, type RpcError } from '../../mcp/message.ts'
import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { type Fault, fault, statusFault } from '../client/fault.ts'
import type { HybridAnswer } from '../client/hybridClient.ts'
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
  const { status } = answer
  const told = status === 404 && inSession ? fault('SESSION_ENDED') : statusFault(status)
  // The client has to learn that the session ended, whatever error the server has for it.
  return { fault: told, error: told.code === 'SESSION_ENDED' ? undefined : errorIn(text) }
}

const errorIn = (text: string): RpcError | undefined => {
  const message = messageOf(parseOrUndefined(text))
  const error = message?.kind === 'response' ? message.error : undefined
  return error && Number.isInteger(error.code) && error.message !== '' ? error : undefined
}

/** A fault as the answer to a request. `data.code` says which it is, for programs. */
export const undeliverable = ({ code, message, hint }: Fault): RpcError => ({
  code: RPC_ERRORS.gateway,
  message: `mcp-pqc connect: ${message}`,
  data: { code, hint },
})
