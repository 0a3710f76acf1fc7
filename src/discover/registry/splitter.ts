import type { RegistryContext } from './server.ts'

/** What a registry said, in pieces. `text` is JSON, but for its brackets unread. */
export type Piece =
  /** One element of `servers`, or a server by itself, and the line where it begins. */
  | { kind: 'server'; text: string; line: number }
  /** The end of a page: its text with the servers left out. */
  | { kind: 'page'; text: string }
  | { kind: 'problem'; code: SplitProblem; line: number }

/** NOT_JSON ends the reading, unless the document is one of lines. */
export type SplitProblem = 'NOT_JSON' | 'SYNTAX' | 'TRUNCATED' | 'TOO_LARGE' | 'TOO_DEEP' | 'BAD_ENTRY'

/** Bytes of one server, or of all that a page says beside its servers. */
const MAX_BYTES = 1024 * 1024
/** How deep a server may be nested. The schema needs ten levels. */
const MAX_DEPTH = 64
/** Arrays around pages. */
const MAX_ARRAYS = 4

/**
 * Cuts pages into servers as they come in, so that neither a page nor a dump has to fit into memory. Takes a page
 * (an object with `servers`), a server by itself, arrays of either, and one of either a line (JSON Lines).
 */
class RegistrySplitter {
  /** Nothing more will be read. */
  over = false
  /** One document a line: a broken one ends with its line. Known from the start, or when a second one begins. */
  #lines: boolean
  #place: 'outside' | 'page' | 'list' | 'server' = 'outside'
  /** What is being captured, from its first byte on, as far as it came in. */
  #buffer: Buffer = Buffer.alloc(0)
  /** The page's text before its list. */
  #before = ''
  #isPage = false
  #arrays = 0
  /** Brackets that are open in what is being captured. */
  #depth = 0
  #inString = false
  #escaped = false
  /** In something that is neither a page nor a server: to the next comma, or to the end of the line. */
  #inWaste = false
  #spoilt: SplitProblem | undefined
  #line = 1
  #startLine = 1
  #documents = 0

  constructor({ lines }: { lines: boolean }) {
    this.#lines = lines
  }

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    const kept = this.#buffer.length
    const bytes = kept === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    let start = 0
    const capture = (at: number, place: 'page' | 'server', depth = 1): void => {
      start = at
      this.#place = place
      this.#depth = depth
    }
    for (let i = kept; i < bytes.length && !this.over; i++) {
      const byte = bytes[i] ?? 0
      if (byte === NEWLINE) {
        this.#line++
        if (this.#lines) this.#endLine(pieces)
      } else if (this.#inString) this.#inString = this.#isStillString(byte)
      else if (byte <= SPACE) continue
      else if (byte === QUOTE && (this.#place !== 'outside' || this.#inWaste)) {
        this.#inString = true
        if (this.#place === 'list') this.#waste(pieces)
      } else if (this.#place === 'outside' || this.#place === 'list') {
        if (this.#inWaste && byte !== COMMA && byte !== CLOSE_ARRAY) continue
        if (byte === COMMA) this.#inWaste = false
        else if (this.#place === 'list' && byte === CLOSE_ARRAY) {
          this.#inWaste = false
          capture(i, 'page')
        } else if (byte === OPEN_OBJECT || (this.#place === 'list' && byte === OPEN_ARRAY)) {
          if (this.#place === 'outside') this.#begin()
          this.#startLine = this.#line
          capture(i, this.#place === 'list' ? 'server' : 'page')
        } else this.#outside(byte, pieces)
      } else if (byte === OPEN_ARRAY && this.#depth === 1 && isServersKey(bytes, start, i)) {
        if (this.#spoilt) pieces.push({ kind: 'problem', code: this.#spoilt, line: this.#startLine })
        this.#before += this.#taken(bytes, start, i + 1)
        this.#spoilt = undefined
        this.#isPage = true
        this.#place = 'list'
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        if (++this.#depth > MAX_DEPTH) this.#spoilt ??= 'TOO_DEEP'
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        if (--this.#depth === 0) pieces.push(this.#finish(bytes, start, i + 1))
      }
      if (this.#depth > 0 && i - start > MAX_BYTES) {
        // What is too large is not kept: only its brackets are followed.
        this.#spoilt = 'TOO_LARGE'
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

  #isStillString(byte: number): boolean {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else return byte !== QUOTE
    return true
  }

  #begin(): void {
    // A second document outside of any array: they stand one a line.
    if (this.#arrays === 0 && this.#documents++ > 0) this.#lines = true
  }

  #outside(byte: number, pieces: Piece[]): void {
    if (byte === OPEN_ARRAY && this.#place === 'outside' && this.#arrays < MAX_ARRAYS) {
      this.#begin()
      this.#arrays++
    } else if (byte === CLOSE_ARRAY && this.#arrays > 0) this.#arrays--
    else if (this.#place === 'outside' && BYTE_ORDER_MARK.includes(byte)) return
    else if (this.#place === 'list' || this.#lines) this.#waste(pieces)
    else {
      pieces.push({ kind: 'problem', code: 'NOT_JSON', line: this.#line })
      this.over = true
    }
  }

  #waste(pieces: Piece[]): void {
    if (!this.#inWaste) pieces.push({ kind: 'problem', code: 'BAD_ENTRY', line: this.#line })
    this.#inWaste = true
  }

  #endLine(pieces: Piece[]): void {
    if (this.#place !== 'outside') pieces.push({ kind: 'problem', code: 'SYNTAX', line: this.#line - 1 })
    this.#reset()
    this.#inWaste = false
    this.#inString = false
    this.#escaped = false
    this.#arrays = 0
  }

  #finish(bytes: Buffer, start: number, end: number): Piece {
    const spoilt = this.#spoilt
    const text = this.#taken(bytes, start, end)
    if (this.#place === 'server') {
      this.#place = 'list'
      return spoilt
        ? { kind: 'problem', code: spoilt, line: this.#startLine }
        : { kind: 'server', text, line: this.#startLine }
    }
    const page = this.#before + text
    const isPage = this.#isPage
    this.#reset()
    if (spoilt) return { kind: 'problem', code: spoilt, line: this.#startLine }
    return isPage ? { kind: 'page', text: page } : { kind: 'server', text: page, line: this.#startLine }
  }

  #taken(bytes: Buffer, start: number, end: number): string {
    const text = this.#spoilt ? '' : bytes.toString('utf8', start, end)
    if (this.#place === 'server') this.#spoilt = undefined
    this.#depth = 0
    return text
  }

  #reset(): void {
    this.#place = 'outside'
    this.#depth = 0
    this.#spoilt = undefined
    this.#isPage = false
    this.#before = ''
  }
}

/** Servers that are read from one registry. */
export const MAX_SERVERS = 500_000

/** What the bytes of a page or a dump hold, as they come in. Throws the signal's reason when aborted. */
export async function* piecesOf(
  chunks: AsyncIterable<Buffer>,
  options: { lines: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  const splitter = new RegistrySplitter(options)
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield* splitter.push(chunk)
    if (splitter.over) return
  }
  yield* splitter.end()
}

/** Undefined for what is not valid JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

/** What leaves the rest of a page unread. */
export const ENDING: readonly SplitProblem[] = ['NOT_JSON', 'TRUNCATED']

const MESSAGES: Readonly<Record<SplitProblem, string>> = {
  NOT_JSON: 'this is not JSON',
  SYNTAX: 'an entry is not valid JSON',
  TRUNCATED: 'it ends in the middle',
  TOO_LARGE: 'an entry is larger than 1 MiB',
  TOO_DEEP: 'an entry is nested too deep',
  BAD_ENTRY: 'an entry is not a server',
}

export const noteProblem = (code: SplitProblem, line: number | undefined, { note }: RegistryContext): void =>
  note(code, line, MESSAGES[code])

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
