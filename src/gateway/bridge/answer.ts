import { EventReader, type ServerEvent } from '../../model/eventStream.ts'
import { type Fault, fault, faultOf } from '../client/fault.ts'
import type { HybridAnswer } from '../client/hybridClient.ts'
import { MAX_MESSAGE } from './lines.ts'

export type AnswerKind = 'events' | 'json' | 'other'

/** WHATWG HTML §9.2.5; RFC 8259 §11. */
export const kindOfAnswer = ({ headers }: HybridAnswer): AnswerKind => {
  const type = String(headers['content-type'] ?? '')
  if (/^text\/event-stream\s*(;|$)/i.test(type)) return 'events'
  return /^application\/json\s*(;|$)/i.test(type) ? 'json' : 'other'
}

/** How far an event stream came: where to go on when it breaks off. */
export type Place = { lastEventId: string; retryMs?: number | undefined }

/**
 * Hands out the events as they come, each piece when the one before was taken.
 *
 * @throws {Fault} ANSWER_CUT_OFF and others; `place` is right even then.
 */
export const readEvents = async (
  answer: HybridAnswer,
  place: Place,
  take: (event: ServerEvent) => Promise<void> | void,
): Promise<void> => {
  requirePlain(answer)
  const reader = new EventReader()
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const events = reader.read(chunk)
      if (reader.lastEventId !== '') place.lastEventId = reader.lastEventId
      place.retryMs = reader.retryMs ?? place.retryMs
      for (const event of events) await take(event)
      if (reader.held > MAX_MESSAGE) throw tooLarge()
    }
  } catch (error) {
    throw faultOf(error, 'answer')
  }
}

/** The whole body as text. @throws {Fault} ANSWER_TOO_LARGE, ANSWER_CUT_OFF and others. */
export const readText = async (answer: HybridAnswer, maxBytes: number = MAX_MESSAGE): Promise<string> => {
  requirePlain(answer)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    throw faultOf(error, 'answer')
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8')
}

const tooLarge = (): Fault =>
  fault(
    'ANSWER_TOO_LARGE',
    `the server sent a message of more than ${MAX_MESSAGE} bytes`,
    'Ask for less at a time.',
  )

/** It was asked for as it is. */
const requirePlain = ({ headers, body }: HybridAnswer): void => {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return
  body.destroy()
  throw fault(
    'ANSWER_INVALID',
    'the server compresses an answer though it was asked not to',
    'Mend the server.',
  )
}
