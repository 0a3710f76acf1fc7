import failures from './failures.json' with { type: 'json' }
import type { RegistryContext } from './server.ts'

/** A part of a registry's answer. `text` is JSON that is not parsed yet. */
export type Piece =
  /** One element of `servers`, or a single server, and its first line. */
  | { kind: 'server'; text: string; line: number }
  /** The end of a page: its text without the servers. */
  | { kind: 'page'; text: string }
  | { kind: 'problem'; code: SplitProblem; line: number }

/** NOT_JSON ends the reading, except in JSON Lines. */
export type SplitProblem = 'NOT_JSON' | 'SYNTAX' | 'TRUNCATED' | 'TOO_LARGE' | 'TOO_DEEP' | 'BAD_ENTRY'

/** Bytes of one server, or of a page without its servers. */
const MAX_BYTES = 1_048_576
/** Levels of nesting of a server. The schema needs ten. */
const MAX_DEPTH = 64
/** Arrays around pages. */
const MAX_ARRAYS = 4

/**
 * Splits pages into servers while they are read, so that neither a page nor a dump has to fit into memory. Accepts a page
 * (an object with `servers`), a single server, arrays of either, and one of either per line (JSON Lines).
 */
class RegistrySplitter {
  /** The rest of the input is ignored. */
  over = false
  /** JSON Lines: a broken document ends with its line. Set by the caller, or when a second document begins. */
  lines = false
  #place: 'outside' | 'page' | 'list' | 'server' = 'outside'
  #buffer: Buffer = Buffer.alloc(0)
  /** The page's text before its list. */
  #before = ''
  #isPage = false
  #arrays = 0
  /** Open brackets in what is being captured. */
  #depth = 0
  #inString = false
  #escaped = false
  /** In something that is neither a page nor a server: skipped up to the next comma or the end of the line. */
  #skipping = false
  #problem: SplitProblem | undefined
  #line = 1
  #startLine = 1
  #documents = 0

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    const before = this.#buffer.length
    const bytes = before === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    let start = 0
    const capture = (at: number, place: 'page' | 'server', depth = 1): void => {
      start = at
      this.#place = place
      this.#depth = depth
    }
    for (let i = before; i < bytes.length && !this.over; i++) {
      const byte = bytes[i] ?? 0
      if (byte === NEWLINE) {
        this.#line++
        if (this.lines) this.#endLine(pieces)
      } else if (this.#escaped) this.#escaped = false
      else if (this.#inString) {
        this.#escaped = byte === BACKSLASH
        this.#inString = byte !== QUOTE
      } else if (byte <= SPACE) continue
      else if (byte === QUOTE && (this.#place !== 'outside' || this.#skipping)) {
        this.#inString = true
        if (this.#place === 'list') this.#skip(pieces)
      } else if (this.#place === 'outside' || this.#place === 'list') {
        if (this.#skipping && byte !== COMMA && byte !== CLOSE_ARRAY) continue
        if (byte === COMMA) this.#skipping = false
        else if (this.#place === 'list' && byte === CLOSE_ARRAY) {
          this.#skipping = false
          capture(i, 'page')
        } else if (byte === OPEN_OBJECT || (this.#place === 'list' && byte === OPEN_ARRAY)) {
          if (this.#place === 'outside') this.#begin()
          this.#startLine = this.#line
          capture(i, this.#place === 'list' ? 'server' : 'page')
        } else this.#outside(byte, pieces)
      } else if (byte === OPEN_ARRAY && this.#depth === 1 && isServersKey(bytes, start, i)) {
        if (this.#problem) pieces.push({ kind: 'problem', code: this.#problem, line: this.#startLine })
        this.#before += this.#taken(bytes, start, i + 1)
        this.#problem = undefined
        this.#isPage = true
        this.#place = 'list'
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        if (++this.#depth > MAX_DEPTH) this.#problem ??= 'TOO_DEEP'
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        if (--this.#depth === 0) pieces.push(this.#finish(bytes, start, i + 1))
      }
      if (this.#depth > 0 && i - start > MAX_BYTES) {
        // Drop its bytes; continue to count its brackets.
        this.#problem = 'TOO_LARGE'
        start = i
      }
    }
    const isCapturing = this.#place === 'page' || this.#place === 'server'
    this.#buffer = isCapturing && !this.over ? Buffer.from(bytes.subarray(start)) : Buffer.alloc(0)
    return pieces
  }

  /** What is wrong with the end. */
  end(): Piece[] {
    if (this.over) return []
    if (this.#place === 'outside' && this.#arrays === 0)
      return this.#documents === 0 ? [{ kind: 'problem', code: 'NOT_JSON', line: this.#line }] : []
    return [{ kind: 'problem', code: 'TRUNCATED', line: this.#line }]
  }

  #begin(): void {
    // A second document outside of any array: JSON Lines.
    if (this.#arrays === 0 && this.#documents++ > 0) this.lines = true
  }

  #outside(byte: number, pieces: Piece[]): void {
    if (byte === OPEN_ARRAY && this.#place === 'outside' && this.#arrays < MAX_ARRAYS) {
      this.#begin()
      this.#arrays++
    } else if (byte === CLOSE_ARRAY && this.#arrays > 0) this.#arrays--
    else if (this.#place === 'outside' && BYTE_ORDER_MARK.includes(byte)) return
    else if (this.#place === 'list' || this.lines) this.#skip(pieces)
    else {
      pieces.push({ kind: 'problem', code: 'NOT_JSON', line: this.#line })
      this.over = true
    }
  }

  #skip(pieces: Piece[]): void {
    if (!this.#skipping) pieces.push({ kind: 'problem', code: 'BAD_ENTRY', line: this.#line })
    this.#skipping = true
  }

  #endLine(pieces: Piece[]): void {
    if (this.#place !== 'outside') pieces.push({ kind: 'problem', code: 'SYNTAX', line: this.#line - 1 })
    this.#reset()
    this.#skipping = false
    this.#inString = false
    this.#escaped = false
    this.#arrays = 0
  }

  #finish(bytes: Buffer, start: number, end: number): Piece {
    const problem = this.#problem
    const text = this.#taken(bytes, start, end)
    if (this.#place === 'server') {
      this.#place = 'list'
      return problem
        ? { kind: 'problem', code: problem, line: this.#startLine }
        : { kind: 'server', text, line: this.#startLine }
    }
    const page = this.#before + text
    const isPage = this.#isPage
    this.#reset()
    if (problem) return { kind: 'problem', code: problem, line: this.#startLine }
    return isPage ? { kind: 'page', text: page } : { kind: 'server', text: page, line: this.#startLine }
  }

  #taken(bytes: Buffer, start: number, end: number): string {
    const text = this.#problem ? '' : bytes.toString('utf8', start, end)
    if (this.#place === 'server') this.#problem = undefined
    this.#depth = 0
    return text
  }

  #reset(): void {
    this.#place = 'outside'
    this.#depth = 0
    this.#problem = undefined
    this.#isPage = false
    this.#before = ''
  }
}

/** Limit of servers per registry. */
export const MAX_SERVERS = 500_000

/** Splits the bytes of a page or a dump. Throws the signal's reason when aborted. */
export async function* piecesOf(
  chunks: AsyncIterable<Buffer>,
  { lines }: { lines: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  const splitter = new RegistrySplitter()
  splitter.lines = lines
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield* splitter.push(chunk)
    if (splitter.over) return
  }
  yield* splitter.end()
}

/** Undefined for invalid JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

/** Problems after which the rest of a page is not read. */
export const ENDING: readonly SplitProblem[] = ['NOT_JSON', 'TRUNCATED']

export const noteProblem = (code: SplitProblem, line: number | undefined, { note }: RegistryContext): void =>
  note(code, line, failures.entry[code])

const [NEWLINE, SPACE, QUOTE, BACKSLASH, COMMA, COLON] = [0x0a, 0x20, 0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
/** U+FEFF in UTF-8. */
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf]
const SERVERS = Buffer.from('"servers"')

/** True where the bracket at `at` opens the value of the key `servers`. */
const isServersKey = (bytes: Buffer, start: number, at: number): boolean => {
  let end = at
  while (end > start && (bytes[end - 1] ?? 0) <= SPACE) end--
  if (bytes[--end] !== COLON) return false
  while (end > start && (bytes[end - 1] ?? 0) <= SPACE) end--
  const from = end - SERVERS.length
  return from >= start && bytes.compare(SERVERS, 0, SERVERS.length, from, end) === 0
}
