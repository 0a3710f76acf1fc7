import { EventReader, isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import { fault, faultOf } from '../client/fault.ts'
import type { HybridAnswer } from '../client/hybridClient.ts'
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
  const reader = new EventReader()
  try {
    for await (const chunk of bodyOf(answer)) {
      if (!answer.holder.resize(reader.held + chunk.length)) throw fault('ANSWER_TOO_LARGE with others')
      const events = reader.read(chunk)
      if (reader.lastEventId !== '') position.lastEventId = reader.lastEventId
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
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of bodyOf(answer)) {
      size += chunk.length
      if (size > maxBytes) throw fault('ANSWER_TOO_LARGE', { bytes: MAX_MESSAGE })
      if (!answer.holder.resize(size)) throw fault('ANSWER_TOO_LARGE with others')
      chunks.push(chunk)
    }
  } catch (error) {
    throw faultOf(error, 'answer')
  }
  return Buffer.concat(chunks).toString('utf8')
}

const bodyOf = ({ headers, body }: HybridAnswer): AsyncIterable<Buffer> => {
  if ((headers['content-encoding'] ?? 'identity') === 'identity') return body
  body.destroy()
  throw fault('ANSWER_INVALID by compression')
}
