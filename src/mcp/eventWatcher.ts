import { EventLines, EventReader, fieldOf, retryIn } from './eventStream.ts'

/** Bytes in which the first event has to end. An `endpoint` event is a few hundred. */
const MAX_FIRST_EVENT = 8_192

/** Bytes of a line that are held to see whether it is an `id`. */
const MAX_ID_LINE = 1_024

const LF = 0x0a

const BYTE_ORDER_MARK = '\xef\xbb\xbf'

/**
 * Which event a stream has come to. Gives the stream with the ids that `rename` returns, and otherwise unchanged; holds
 * back only the beginning of a line that may be an id. An id that is too long is given as an empty one: there, the stream
 * cannot be resumed. Of the ids of one event, the first and the last are given.
 */
export class EventPosition {
  /** Of the last event that ended, as it came; undefined where the stream gives no ids and cannot be resumed. */
  lastId: string | undefined
  /** Milliseconds to wait before reconnecting, where the stream says so. */
  retryMs: number | undefined
  readonly #rename: (id: string) => string
  #lines = new EventLines(MAX_ID_LINE)
  #id: string | undefined
  /** The event has an id already: only its last one counts, which is renamed when the event ends. */
  #hasId = false
  #later: string | undefined
  /** The id that was renamed last. */
  #renamed = { id: '', name: '' }
  /** How often `rename` was called, which costs more than all else here. */
  renames = 0
  /** The line that has not ended: held back, passed on as it comes, or left out. */
  #current: 'held' | 'passed' | 'left-out' = 'held'
  #held = Buffer.alloc(0)

  constructor(rename: (id: string) => string) {
    this.#rename = rename
  }

  read(chunk: Uint8Array): Uint8Array {
    let from = this.#lines.isAfterCr && chunk[0] === LF ? 1 : 0
    /** Where the lines begin that pass unchanged, in one piece: a hostile stream has a line for each byte. */
    let start = 0
    const passed: Uint8Array[] = []
    for (const { text, length, end } of this.#lines.read(chunk)) {
      if (length === 0) {
        this.lastId = this.#id ?? this.lastId
        if (this.#later !== undefined) {
          passed.push(chunk.subarray(start, from), Buffer.from(`id: ${this.#nameOf(this.#later)}\n`))
          start = from
        }
        this.#startEvent()
      } else if (text.startsWith('retry')) this.retryMs = retryIn(fieldOf(text)) ?? this.retryMs
      if (text.startsWith('id') || this.#held.length > 0 || this.#current === 'left-out') {
        passed.push(chunk.subarray(start, from), this.#endLine(text, length, chunk.subarray(from, end)))
        start = end
      } else this.#current = 'held'
      from = end
    }
    passed.push(chunk.subarray(start, from), this.#goOn(chunk.subarray(from)))
    return Buffer.concat(passed)
  }

  #goOn(part: Uint8Array): Uint8Array {
    if (this.#current === 'passed') return part
    if (this.#current === 'left-out') return NOTHING
    const line = Buffer.concat([this.#held, part])
    this.#held = NOTHING
    if (!mayBeId(line)) {
      this.#current = 'passed'
      return line
    }
    if (line.length >= MAX_ID_LINE) this.#current = 'left-out'
    else this.#held = line
    return NOTHING
  }

  #endLine(text: string, length: number, part: Uint8Array): Uint8Array {
    const line = this.#current === 'held' ? Buffer.concat([this.#held, part]) : part
    const isLeftOut = this.#current === 'left-out'
    this.#current = 'held'
    this.#held = NOTHING
    const [name, value] = fieldOf(text)
    const isTooLong = isLeftOut || (name === 'id' && length >= MAX_ID_LINE)
    if (!isTooLong && (name !== 'id' || value.includes('\0'))) return line
    const told = this.#toldOf(isTooLong ? '' : value)
    if (!isTooLong && value === '') return line
    const end = line.subarray(line.toString('latin1', line.length - 2) === '\r\n' ? -2 : -1)
    return Buffer.concat([Buffer.from(told), end])
  }

  /** The line for this id of an event. */
  #toldOf(id: string): string {
    this.#id = id
    // A comment: without it, the line ends before and after could become one.
    const told = id === '' ? 'id' : this.#hasId ? ':' : `id: ${this.#nameOf(id)}`
    this.#later = this.#hasId && id !== '' ? id : undefined
    this.#hasId ||= id !== ''
    return told
  }

  #nameOf(id: string): string {
    if (this.#renamed.id !== id) {
      this.#renamed = { id, name: this.#rename(id) }
      this.renames++
    }
    return this.#renamed.name
  }

  #startEvent(): void {
    this.#hasId = false
    this.#later = undefined
  }

  /**
   * Makes an event that was cut off harmless: the last `event` line of an event names its type, and MCP clients ignore
   * events of this type. After a whole event it has no effect.
   */
  cutOff(): string {
    const isMidLine = this.#current === 'passed' && this.#lines.length > 0
    // What follows is another stream.
    this.#lines = new EventLines(MAX_ID_LINE)
    this.#startEvent()
    this.#current = 'held'
    this.#held = NOTHING
    return `${isMidLine ? '\n' : ''}event: cut-off\n\n`
  }
}

const NOTHING = Buffer.alloc(0)

/** `line`: its beginning. */
const mayBeId = (line: Buffer): boolean => {
  const start = line.toString('latin1', 0, 6)
  const text = start.startsWith(BYTE_ORDER_MARK) ? start.slice(BYTE_ORDER_MARK.length) : start
  return 'id:'.startsWith(text.slice(0, 3)) || BYTE_ORDER_MARK.startsWith(start)
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
