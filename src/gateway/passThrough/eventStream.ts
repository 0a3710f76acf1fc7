/** Bytes in which the first event has to be whole. An `endpoint` event is a few hundred. */
const MAX_FIRST_EVENT = 8_192

/** Bytes of a line that are kept to see whether it is an `id`. */
const MAX_ID_LINE = 1_024

const LF = 0x0a
const CR = 0x0d

/**
 * WHATWG HTML §9.2.6: which event a stream has come to, seen as it streams by. Nothing is changed or held, but for the
 * beginning of the line at hand.
 */
export class EventPosition {
  /** Of the last event that went by whole; undefined where the stream gives no ids: it cannot be taken up again. */
  lastId: string | undefined
  #line: number[] = []
  #length = 0
  #pending: string | undefined
  #afterCr = false

  read(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === LF && this.#afterCr) this.#afterCr = false
      else if (byte === LF || byte === CR) this.#endLine(byte)
      else this.#keep(byte)
    }
  }

  /**
   * Makes what was cut off harmless: the last `event` line of an event names its type, and no MCP client reads events
   * of this one. After a whole event it says nothing.
   */
  cutOff(): string {
    return `${this.#length > 0 ? '\n' : ''}event: cut-off\n\n`
  }

  #keep(byte: number): void {
    this.#afterCr = false
    this.#length++
    if (this.#line.length < MAX_ID_LINE) this.#line.push(byte)
  }

  #endLine(byte: number): void {
    this.#afterCr = byte === CR
    if (this.#length === 0) this.lastId = this.#pending ?? this.lastId
    else if (this.#length < MAX_ID_LINE && this.#line[0] === 0x69) {
      const [, id] = /^id: ?([^\0]*)$/.exec(Buffer.from(this.#line).toString('utf8')) ?? []
      this.#pending = id ?? this.#pending
    }
    this.#line = []
    this.#length = 0
  }
}

/**
 * Revision 2024-11-05, HTTP+SSE: the first event, `endpoint`, says where the client is to send its messages. Holds back
 * what comes before the end of that event, and gives it with the place that `replace` makes of it; all else goes by.
 */
export class EndpointEvent {
  readonly #replace: (endpoint: string) => string
  #held = Buffer.alloc(0)
  #done = false

  constructor(replace: (endpoint: string) => string) {
    this.#replace = replace
  }

  /** Throws what `replace` throws. */
  read(chunk: Uint8Array): Uint8Array {
    if (this.#done) return chunk
    const held = Buffer.concat([this.#held, chunk])
    const { start, end, fields } = firstEvent(held.toString('latin1'))
    this.#done = end !== undefined || held.length > MAX_FIRST_EVENT
    if (end === undefined || !fields.some((line) => /^event: ?endpoint$/.test(line))) {
      const released = this.#done ? held.length : start
      this.#held = held.subarray(released)
      return held.subarray(0, released)
    }
    const place = fields
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.replace(/^data: ?/, ''))
      .join('\n')
    const rewritten = `event: endpoint\ndata: ${this.#replace(place)}\n\n`
    return Buffer.concat([held.subarray(0, start), Buffer.from(rewritten, 'latin1'), held.subarray(end)])
  }
}

/**
 * The lines of the first event, where it starts behind comments, empty lines and what has no data (and is no event), and
 * its end, if that has come.
 */
const firstEvent = (text: string): { start: number; end?: number; fields: string[] } => {
  let fields: string[] = []
  let from = 0
  let start = 0
  // A carriage return at the end may be half of a line's end.
  for (const { index, 0: newline } of text.matchAll(/\r\n|\r(?!$)|\n/g)) {
    const line = text.slice(from, index).replace(BYTE_ORDER_MARK, '')
    from = index + newline.length
    if (line === '' && fields.some((field) => /^data(?::|$)/.test(field))) return { start, end: from, fields }
    if (line === '') fields = []
    if (line !== '' && !line.startsWith(':')) fields.push(line)
    else if (fields.length === 0) start = from
  }
  return { start, fields }
}

/** As latin1. A stream may begin with one, and clients do not see it. */
const BYTE_ORDER_MARK = /^\xef\xbb\xbf/
