import { StringDecoder } from 'node:string_decoder'

/** Bytes of one part: more than a scan stores of an endpoint, which docs/limits.md bounds. */
const MAX_PART = 83_886_080

/** Bytes of the rest of the document. */
const MAX_REST = 67_108_864

/** One element of the arrays that hold most of a document. `place`: names and numbers from the root. `line` is where it begins. */
export type Part = { text: string; bytes: number; place: readonly (string | number)[]; line: number }

/** What is left. `lineAt`: the line of a position in `text`, in the document. `repeated`: the place of an array that is there twice. */
export type Rest = { text: string; lineAt: (position: number) => number; repeated: string | undefined }

const [QUOTE, BACKSLASH, COMMA, NEWLINE] = Buffer.from('"\\,\n')
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN, CLOSE] = Buffer.from('[]{}')

/** Longer names of members are not compared. */
const MAX_NAME = 32

/**
 * Hands over the text of each part of a JSON document as its bytes come, so that text and values of a large one are never in
 * memory as a whole; the rest has `[]` in the place of each. `at`: the names of the members that hold arrays, each in the
 * objects of the array before. What is not JSON comes back as parts, or a rest, that are not JSON either.
 */
export class DocumentSplitter {
  readonly #at: readonly string[]
  readonly #take: (part: Part) => void
  /** Levels above a part. */
  readonly #above: number
  readonly #decoder = new StringDecoder('utf8')
  readonly #rest: string[] = []
  /** Where parts were cut out of the rest, in characters, and their lines. */
  readonly #cuts: { position: number; lines: number }[] = []
  readonly #arrays = new Set<string>()
  /** Of each level above a part: the name of the last text in an object, the number of the item in an array. */
  readonly #steps: (string | number)[] = []
  #depth = 0
  #line = 1
  #string: 'none' | 'open' | 'escaped' = 'none'
  #name: Buffer | undefined
  #part: { pieces: Buffer[]; bytes: number; line: number } | undefined
  #restBytes = 0
  #restLength = 0
  #repeated: string | undefined

  constructor(at: readonly string[], take: (part: Part) => void) {
    this.#at = at
    this.#take = take
    this.#above = at.length * 2
  }

  /** @throws {RangeError} The document exceeds a bound. What `take` throws. */
  push(chunk: Buffer): void {
    let taken = 0
    for (let at = 0; at < chunk.length; at++) {
      if (this.#part) {
        at = this.#endOfPart(chunk, at)
        if (at === chunk.length) break
        this.#endPart(this.#part, chunk.subarray(taken, at + 1))
        taken = at + 1
        continue
      }
      if (this.#string !== 'none') {
        at = this.#endOfString(chunk, at)
        continue
      }
      const byte = chunk[at]
      if (byte === NEWLINE) this.#line++
      else if (byte === QUOTE) this.#beginString()
      else if (byte === COMMA) this.#nextItem()
      else if (byte === CLOSE || byte === CLOSE_ARRAY) this.#close()
      else if (byte === OPEN || byte === OPEN_ARRAY) {
        if (this.#beginsPart()) {
          this.#leave(chunk.subarray(taken, at))
          this.#part = { pieces: [], bytes: 0, line: this.#line }
          taken = at
        }
        this.#open(byte === OPEN_ARRAY)
      }
    }
    const rest = chunk.subarray(taken)
    if (this.#part) this.#gather(this.#part, rest)
    else this.#leave(rest)
  }

  /** @throws {RangeError} The rest exceeds a bound. */
  end(): Rest {
    // Of a truncated document.
    for (const piece of this.#part?.pieces ?? []) this.#leave(piece)
    const text = this.#rest.join('') + this.#decoder.end()
    const lineAt = (position: number): number =>
      this.#cuts
        .filter((cut) => cut.position <= position)
        .reduce((line, { lines }) => line + lines, text.slice(0, position).split('\n').length)
    return { text, lineAt, repeated: this.#repeated }
  }

  /** The last byte of the part, or the length of the chunk. Most bytes of a document pass here. */
  #endOfPart(chunk: Buffer, start: number): number {
    let [at, depth, line, string] = [start, this.#depth, this.#line, this.#string]
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (string !== 'none') {
        if (string === 'escaped') string = 'open'
        else if (byte === QUOTE) string = 'none'
        else if (byte === BACKSLASH) string = 'escaped'
      } else if (byte === QUOTE) string = 'open'
      else if (byte === NEWLINE) line++
      else if (byte === OPEN || byte === OPEN_ARRAY) depth++
      else if ((byte === CLOSE || byte === CLOSE_ARRAY) && --depth === this.#above) break
    }
    this.#depth = depth
    this.#line = line
    this.#string = string
    return at
  }

  #beginString(): void {
    this.#string = 'open'
    const isShallow = this.#depth === this.#steps.length
    this.#name = isShallow && typeof this.#steps.at(-1) === 'string' ? Buffer.alloc(0) : undefined
  }

  /** Where the text ends, or the chunk. */
  #endOfString(chunk: Buffer, start: number): number {
    let at = start
    let isEscaped = this.#string === 'escaped'
    while (at < chunk.length && (isEscaped || chunk[at] !== QUOTE)) {
      isEscaped = !isEscaped && chunk[at] === BACKSLASH
      at++
    }
    if (this.#name && this.#name.length <= MAX_NAME)
      this.#name = Buffer.concat([this.#name, chunk.subarray(start, Math.min(at, start + MAX_NAME + 1))])
    this.#string = at < chunk.length ? 'none' : isEscaped ? 'escaped' : 'open'
    if (this.#string === 'none' && this.#name) this.#steps[this.#steps.length - 1] = this.#name.toString()
    return at
  }

  #nextItem(): void {
    const last = this.#steps.at(-1)
    if (this.#depth === this.#steps.length && typeof last === 'number')
      this.#steps[this.#depth - 1] = last + 1
  }

  #open(isArray: boolean): void {
    if (this.#depth === this.#steps.length && this.#depth < this.#above) {
      this.#steps.push(isArray ? 0 : '')
      if (isArray && this.#isPlace()) this.#beginArray()
    }
    this.#depth++
  }

  #close(): void {
    if (this.#depth === this.#steps.length) this.#steps.pop()
    this.#depth--
  }

  #beginsPart(): boolean {
    return this.#depth === this.#above && this.#isPlace()
  }

  /** Whether items of one of the arrays are read. */
  #isPlace(): boolean {
    const steps = this.#steps
    return (
      steps.length === this.#above &&
      this.#at.every((name, i) => steps[2 * i] === name && typeof steps[2 * i + 1] === 'number')
    )
  }

  #beginArray(): void {
    const place = this.#steps.slice(0, -1).join('.')
    if (this.#arrays.has(place)) this.#repeated ??= place
    this.#arrays.add(place)
  }

  #gather(part: { pieces: Buffer[]; bytes: number }, piece: Buffer): void {
    part.pieces.push(piece)
    part.bytes += piece.length
    if (part.bytes > MAX_PART)
      throw new RangeError(`${this.#steps.join('.')} is larger than ${MAX_PART} bytes`)
  }

  #endPart(part: { pieces: Buffer[]; bytes: number; line: number }, last: Buffer): void {
    this.#gather(part, last)
    this.#part = undefined
    this.#cuts.push({ position: this.#restLength, lines: this.#line - part.line })
    this.#leave(PLACEHOLDER)
    const [first = last] = part.pieces
    const bytes = part.pieces.length === 1 ? first : Buffer.concat(part.pieces)
    this.#take({ text: bytes.toString(), bytes: part.bytes, place: [...this.#steps], line: part.line })
  }

  /** As text: a piece of the chunk would keep all of it in memory. */
  #leave(piece: Buffer): void {
    this.#restBytes += piece.length
    if (this.#restBytes > MAX_REST)
      throw new RangeError(`what is not in ${this.#at.join('[].')}[] is larger than ${MAX_REST} bytes`)
    const text = this.#decoder.write(piece)
    this.#restLength += text.length
    this.#rest.push(text)
  }
}

const PLACEHOLDER = Buffer.from('[]')
