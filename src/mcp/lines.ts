const LF = 0x0a

export const TOO_LONG = Symbol('too long')

export type Line = string | typeof TOO_LONG

/**
 * Splits a stream into lines of UTF-8: messages of the stdio transport (revision 2025-11-25, basic/transports) and
 * logs. A line ends in LF, with or without CR. A byte order mark before a line is left out (RFC 8259 §8.1), and so are
 * empty lines. Of a line that is longer than `maxBytes` the beginning is given (`cut`) or TOO_LONG (`drop`), as soon as
 * it is too long; its rest is skipped.
 */
export class Lines {
  readonly #maxBytes: number
  readonly #tooLong: 'cut' | 'drop'
  #parts: Uint8Array[] = []
  #bytes = 0
  #isSkipping = false

  constructor(maxBytes: number, tooLong: 'cut' | 'drop') {
    this.#maxBytes = maxBytes
    this.#tooLong = tooLong
  }

  read(chunk: Uint8Array): Line[] {
    const lines: Line[] = []
    let from = 0
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      this.#hold(chunk, from, at, lines)
      this.#end(lines)
      from = at + 1
    }
    this.#hold(chunk, from, chunk.length, lines)
    return lines
  }

  rest(): Line[] {
    const lines: Line[] = []
    this.#end(lines)
    return lines
  }

  /** An empty line must cost almost nothing: a hostile process can write a million of them in a megabyte. */
  #end(lines: Line[]): void {
    this.#isSkipping = false
    if (this.#bytes === 0) return
    const line = this.#take().replace(/\r$/, '')
    if (line.trim() !== '') lines.push(line)
  }

  #hold(chunk: Uint8Array, from: number, to: number, lines: Line[]): void {
    if (this.#isSkipping || from === to) return
    this.#parts.push(chunk.subarray(from, to))
    this.#bytes += to - from
    if (this.#bytes <= this.#maxBytes) return
    this.#isSkipping = true
    lines.push(this.#tooLong === 'cut' ? this.#take() : TOO_LONG)
    this.#parts = []
    this.#bytes = 0
  }

  #take(): string {
    const line = Buffer.concat(this.#parts).subarray(0, this.#maxBytes)
    this.#parts = []
    this.#bytes = 0
    return line.toString('utf8').replace(/^\ufeff/, '')
  }
}
