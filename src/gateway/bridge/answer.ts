import { EventReader, isEventStream, type ServerEvent } from '../../mcp/eventStream.ts'
import type { HybridAnswer, Take } from '../client/exchange.ts'
import { type Fault, fault, faultOf } from '../client/fault.ts'
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
export const readEvents = (answer: HybridAnswer, position: Position, take: TakeEvent): Promise<void> => {
  const reader = new EventReader()
  const takeAll = async (events: readonly ServerEvent[], pending: Promise<void>): Promise<void> => {
    await pending
    for (const event of events) await take(event)
    answer.holder.resize(reader.held)
  }
  const reading = readBody(answer, (chunk) => {
    if (!answer.holder.resize(reader.held + chunk.length)) throw noRoom()
    const events = reader.read(chunk)
    if (reader.lastEventId !== '') position.lastEventId = reader.lastEventId
    position.retryMs = reader.retryMs ?? position.retryMs
    if (reader.held > MAX_MESSAGE) throw tooLarge()
    for (const [index, event] of events.entries()) {
      const pending = take(event)
      if (pending) return takeAll(events.slice(index + 1), pending)
    }
    answer.holder.resize(reader.held)
  })
  return reading.finally(() => answer.holder.resize(0))
}

/** The whole body as text. It counts until the caller frees `answer.holder`. @throws {Fault} ANSWER_TOO_LARGE, ANSWER_CUT_OFF and others */
export const readText = async (answer: HybridAnswer, maxBytes: number = MAX_MESSAGE): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  await readBody(answer, (chunk) => {
    size += chunk.length
    if (size > maxBytes) throw tooLarge()
    if (!answer.holder.resize(size)) throw noRoom()
    chunks.push(chunk)
  })
  return Buffer.concat(chunks).toString('utf8')
}

const readBody = async ({ headers, body }: HybridAnswer, take: Take): Promise<void> => {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    body.abandon()
    throw fault(
      'ANSWER_INVALID',
      'the server compresses an answer although it was asked not to',
      'Configure the server, or the proxy in front of it, to respect Accept-Encoding: identity.',
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
    'Request less at a time.',
  )

const noRoom = (): Fault =>
  fault(
    'ANSWER_TOO_LARGE',
    'the answer was refused: all answers under way together exceed the memory limit',
    'Send fewer requests at the same time, or request smaller answers.',
  )
