import { EventReader, isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import type { HybridAnswer, Take } from '../client/exchange.ts'
import { type Fault, fault, faultOf } from '../client/fault.ts'
import { MAX_MESSAGE } from './lineWriter.ts'

export type AnswerKind = 'events' | 'json' | 'other'

export const kindOfAnswer = ({ headers }: HybridAnswer): AnswerKind => {
  const type = headers['content-type']
  if (isEventStream(type)) return 'events'
  return /^application\/json\s*(;|$)/i.test(type ?? '') ? 'json' : 'other'
}

/** How far an event stream came: where to go on when it breaks off. */
export type Place = { lastEventId: string; retryMs?: number | undefined }

/**
 * Hands out the events as they come, each when the one before was taken.
 *
 * @throws {Fault} ANSWER_CUT_OFF and others; `place` is right even then.
 */
export const readEvents = (
  answer: HybridAnswer,
  place: Place,
  take: (event: ServerEvent) => Promise<void> | void,
): Promise<void> => {
  const reader = new EventReader()
  const takeAll = async (events: readonly ServerEvent[], pending: Promise<void>): Promise<void> => {
    await pending
    for (const event of events) await take(event)
  }
  return readBody(answer, (chunk) => {
    const events = reader.read(chunk)
    if (reader.lastEventId !== '') place.lastEventId = reader.lastEventId
    place.retryMs = reader.retryMs ?? place.retryMs
    if (reader.held > MAX_MESSAGE) throw tooLarge()
    for (const [index, event] of events.entries()) {
      const pending = take(event)
      if (pending) return takeAll(events.slice(index + 1), pending)
    }
  })
}

/** The whole body as text. @throws {Fault} ANSWER_TOO_LARGE, ANSWER_CUT_OFF and others. */
export const readText = async (answer: HybridAnswer, maxBytes: number = MAX_MESSAGE): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  await readBody(answer, (chunk) => {
    size += chunk.length
    if (size > maxBytes) throw tooLarge()
    chunks.push(chunk)
  })
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8')
}

const readBody = async ({ headers, body }: HybridAnswer, take: Take): Promise<void> => {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    body.abandon()
    throw fault(
      'ANSWER_INVALID',
      'the server compresses an answer though it was asked not to',
      'Mend the server.',
    )
  }
  try {
    await body.read(take)
  } catch (error) {
    throw faultOf(error, 'answer')
  }
}

const tooLarge = (): Fault =>
  fault(
    'ANSWER_TOO_LARGE',
    `the server sent a message of more than ${MAX_MESSAGE} bytes`,
    'Ask for less at a time.',
  )
