import { asLine } from './message.ts'
import { Pieces } from './pieces.ts'

export type ServerEvent = { event: string; data: string }

const [LF, CR] = [0x0a, 0x0d]

/** WHATWG HTML §9.2.5. A type that only begins like it (`text/event-stream-x`) is another one. */
export const isEventStream = (contentType: string | string[] | undefined): boolean =>
  /^text\/event-stream\s*(;|$)/i.test(String(contentType ?? ''))

/** `text`: without its end, cut after as many bytes as are kept. `end`: where the next line starts in this piece. */
export type EventLine = { text: string; length: number; end: number }

/** WHATWG HTML §9.2.6: splits an event stream into lines, which end in CR, LF or both. */
export class EventLines {
  /** Bytes of the line that has not ended. */
  length = 0
  /** The last piece ended in CR: an LF that follows belongs to the same line end. */
  isAfterCr = false
  readonly #keep: number
  readonly #held = new Pieces()
  #isFirst = true

  /** `keep`: bytes of a line that are held. */
  constructor(keep: number = Number.POSITIVE_INFINITY) {
    this.#keep = keep
  }

  *read(chunk: Uint8Array): Generator<EventLine, void> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    let start = this.isAfterCr && chunk[0] === LF ? 1 : 0
    this.isAfterCr &&= chunk.length === 0
    let lf = chunk.indexOf(LF, start)
    let cr = chunk.indexOf(CR, start)
    while (lf !== -1 || cr !== -1) {
      const isCr = cr !== -1 && (lf === -1 || cr < lf)
      const at = isCr ? cr : lf
      const from = start
      start = isCr && lf === at + 1 ? at + 2 : at + 1
      this.isAfterCr = isCr && start === chunk.length && lf !== at + 1
      if (this.length === 0 && at - from <= this.#keep)
        yield this.#line(bytes.toString('utf8', from, at), at - from, start)
      else {
        this.#hold(chunk.subarray(from, at))
        yield this.#take(start)
      }
      if (lf !== -1 && lf < start) lf = chunk.indexOf(LF, start)
      if (cr !== -1 && cr < start) cr = chunk.indexOf(CR, start)
    }
    this.#hold(chunk.subarray(start))
  }

  #hold(part: Uint8Array): void {
    if (part.length > 0 && this.length < this.#keep)
      this.#held.add(part.subarray(0, this.#keep - this.length))
    this.length += part.length
  }

  #take(end: number): EventLine {
    const { length } = this
    this.length = 0
    return this.#line(this.#held.length === 0 ? '' : this.#held.take().toString('utf8'), length, end)
  }

  /** A hostile stream has a line for each byte or two: a TextDecoder, or an object for its bytes, would need microseconds for each. */
  #line(text: string, length: number, end: number): EventLine {
    const line = { text: this.#isFirst ? text.replace(/^\ufeff/, '') : text, length, end }
    this.#isFirst = false
    return line
  }
}

/** Name and value of a line's field; the name of a comment is empty. */
export const fieldOf = (line: string): [name: string, value: string] => {
  const colon = line.indexOf(':')
  return colon < 0
    ? [line, '']
    : [line.slice(0, colon), line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))]
}

/** Milliseconds of a field `retry`. */
export const retryIn = ([name, value]: [string, string]): number | undefined =>
  name === 'retry' && /^\d+$/.test(value) ? Number(value) : undefined

/** Characters of an id, which is kept as long as the stream; a longer one counts as empty: there, it cannot be resumed. */
const MAX_ID = 4_096

/** The caller bounds how much is read in all, and how much one event may hold. */
export class EventReader {
  /** Of the last event that ended, or of one before it: what a client that reconnects has to send. */
  lastEventId: string
  /** Milliseconds to wait before reconnecting, where the stream says so. */
  retryMs: number | undefined
  held = 0
  readonly #lines = new EventLines()
  #event = ''
  #id: string
  #data: string[] = []

  /** `lastEventId`: after which the stream was resumed. */
  constructor(lastEventId = '') {
    this.lastEventId = lastEventId
    this.#id = lastEventId
  }

  read(chunk: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = []
    this.held += chunk.length
    for (const { text, end } of this.#lines.read(chunk)) {
      const event = this.endLine(text)
      if (event) events.push(event)
      if (text === '') this.held = chunk.length - end
    }
    return events
  }

  /** The event that this line ends, an empty one. */
  endLine(line: string): ServerEvent | undefined {
    if (line === '') {
      const event = { event: this.#event || 'message', data: this.#data.join('\n') }
      const isEvent = this.#data.length > 0
      this.lastEventId = this.#id
      this.#event = ''
      this.#data = []
      return isEvent ? event : undefined
    }
    const [name, value] = fieldOf(line)
    if (name === 'event') this.#event = value
    else if (name === 'data') this.#data.push(value)
    else if (name === 'id' && !value.includes('\0')) this.#id = value.length > MAX_ID ? '' : value
    else this.retryMs = retryIn([name, value]) ?? this.retryMs
    return undefined
  }
}

/** WHATWG HTML §9.2.5: one event of type `message`, as Streamable HTTP sends it. */
export const messageEvent = (json: string, id?: string): string =>
  `event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${asLine(json)}\n\n`
