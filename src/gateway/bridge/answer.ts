import { EventReader, isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import { parseOrUndefined } from '../../mcp/json.ts'
import { messageOf, type RpcError } from '../../mcp/message.ts'
import { type Fault, fault, faultOf, statusFault } from '../client/fault.ts'
import type { HybridAnswer } from '../client/hybridClient.ts'
import { readAll } from '../waitingRoom.ts'
import { MAX_MESSAGE } from './lineWriter.ts'

export type TakeEvent = (event: ServerEvent) => Promise<void> | void

/** How far an event stream came: where to continue when it breaks off. */
export type Position = { lastEventId: string; retryMs?: number | undefined }

export const isFine = ({ status }: HybridAnswer): boolean => status >= 200 && status < 300

export const isJson = ({ headers }: HybridAnswer): boolean =>
  /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')

export const isOpenStream = ({ status, headers }: HybridAnswer): boolean =>
  status === 200 && isEventStream(headers['content-type'])

/** One event after the other. @throws {Fault} ANSWER_CUT_OFF and others; `position` is right even then */
export const readEvents = async (
  answer: HybridAnswer,
  position: Position,
  take: TakeEvent,
): Promise<void> => {
  const reader = new EventReader(position.lastEventId)
  try {
    for await (const chunk of bodyOf(answer)) {
      if (!answer.holder.resize(reader.held + chunk.length)) throw fault('ANSWER_TOO_LARGE with others')
      const events = reader.read(chunk)
      position.lastEventId = reader.lastEventId
      position.retryMs = reader.retryMs ?? position.retryMs
      if (reader.held > MAX_MESSAGE) throw fault('ANSWER_TOO_LARGE', { bytes: MAX_MESSAGE })
      for (const event of events) await take(event)
      answer.holder.resize(reader.held)
    }
  } catch (error) {
    throw faultOf(error, 'answer')
  } finally {
    answer.holder.resize(0)
  }
}

/** The whole body as text. It counts until the caller frees `answer.holder`. @throws {Fault} ANSWER_TOO_LARGE, ANSWER_CUT_OFF and others */
export const readText = async (answer: HybridAnswer, maxBytes: number = MAX_MESSAGE): Promise<string> => {
  try {
    const bytes = await readAll(bodyOf(answer), (size) => {
      if (size > maxBytes) throw fault('ANSWER_TOO_LARGE', { bytes: MAX_MESSAGE })
      if (!answer.holder.resize(size)) throw fault('ANSWER_TOO_LARGE with others')
    })
    return bytes.toString('utf8')
  } catch (error) {
    throw faultOf(error, 'answer')
  }
}

const bodyOf = ({ headers, body }: HybridAnswer): AsyncIterable<Buffer> => {
  if ((headers['content-encoding'] ?? 'identity') === 'identity') return body
  body.destroy()
  throw fault('ANSWER_INVALID by compression')
}

/** Bytes that are read of the body of an error. */
const MAX_REFUSAL = 1_048_576

/** Of an answer that is not 2xx; `error`: the server's own, where its body is one. `inSession`: the request named a session. */
export const refusalOf = async (
  answer: HybridAnswer,
  inSession = false,
): Promise<{ fault: Fault; error: RpcError | undefined }> => {
  const text = await readText(answer, MAX_REFUSAL).catch(() => '')
  answer.holder.resize(0)
  const { status } = answer
  const told = status === 404 && inSession ? fault('SESSION_ENDED') : statusFault(status)
  // The client has to learn that the session ended, whatever error the server has for it.
  return { fault: told, error: told.code === 'SESSION_ENDED' ? undefined : errorIn(text) }
}

const errorIn = (text: string): RpcError | undefined => {
  const message = messageOf(parseOrUndefined(text.replace(/^\ufeff/, '')))
  const error = message?.kind === 'response' ? message.error : undefined
  return error && Number.isInteger(error.code) && error.message !== '' ? error : undefined
}
