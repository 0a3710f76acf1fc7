import { EventLines, EventReader, fieldOf } from './eventStream.ts'

/** Bytes in which the first event has to end. An `endpoint` event is a few hundred. */
const MAX_FIRST_EVENT = 8_192

/** Bytes of a line that are held to see whether it is an `id`. */
const MAX_ID_LINE = 1_024

const LF = 0x0a

/** Which event a stream has come to. It changes nothing, and holds only the beginning of the current line. */
export class EventPosition {
  /** Of the last event that ended; undefined where the stream gives no ids and cannot be resumed. */
  lastId: string | undefined
  readonly #lines = new EventLines(MAX_ID_LINE)
  #id: string | undefined

  read(chunk: Uint8Array): void {
    for (const { text, length } of this.#lines.read(chunk)) {
      if (length === 0) this.lastId = this.#id ?? this.lastId
      const [name, value] = fieldOf(text)
      if (name === 'id' && length < MAX_ID_LINE && !value.includes('\0')) this.#id = value
    }
  }

  /**
   * Makes an event that was cut off harmless: the last `event` line of an event names its type, and MCP clients ignore
   * events of this type. After a whole event it has no effect.
   */
  cutOff(): string {
    return `${this.#lines.length > 0 ? '\n' : ''}event: cut-off\n\n`
  }
}

/**
 * Revision 2024-11-05, HTTP+SSE: the first event, `endpoint`, names the URL for the client's messages. Holds the stream
 * back from that event's first field until the event ends, and gives it with the URL that `replace` returns; everything
 * else passes unchanged.
 */
export class EndpointEvent {
  readonly #replace: (endpoint: string) => string
  readonly #lines = new EventLines()
  readonly #reader = new EventReader()
  #held = Buffer.alloc(0)
  #isDone = false
  #hasFields = false
  /** The event ended in the first half of CR LF. */
  #skipsLf = false

  constructor(replace: (endpoint: string) => string) {
    this.#replace = replace
  }

  /** Throws what `replace` throws. */
  read(chunk: Uint8Array): Uint8Array {
    if (this.#isDone) return this.#pass(chunk)
    const before = this.#held.length
    const held = Buffer.concat([this.#held, chunk])
    // The second half of CR LF belongs to the line before.
    let start = this.#lines.isAfterCr && chunk[0] === LF && !this.#hasFields ? 1 : 0
    for (const { text, end } of this.#lines.read(chunk)) {
      const event = this.#reader.endLine(text)
      if (event) {
        this.#isDone = true
        if (event.event !== 'endpoint') return held
        this.#skipsLf = this.#lines.isAfterCr
        const rewritten = Buffer.from(`event: endpoint\ndata: ${this.#replace(event.data)}\n\n`)
        return Buffer.concat([held.subarray(0, start), rewritten, held.subarray(before + end)])
      }
      this.#hasFields = text !== '' && (this.#hasFields || !text.startsWith(':'))
      if (!this.#hasFields) start = before + end
    }
    this.#isDone = held.length > MAX_FIRST_EVENT
    if (this.#isDone) start = held.length
    this.#held = held.subarray(start)
    return held.subarray(0, start)
  }

  #pass(chunk: Uint8Array): Uint8Array {
    const rest = this.#skipsLf && chunk[0] === LF ? chunk.subarray(1) : chunk
    this.#skipsLf &&= chunk.length === 0
    return rest
  }
}
