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
      lines.push(...this.#hold(chunk.subarray(from, at)), ...this.rest())
      from = at + 1
    }
    lines.push(...this.#hold(chunk.subarray(from)))
    return lines
  }

  rest(): Line[] {
    const line = this.#isSkipping ? '' : this.#take().replace(/\r$/, '')
    this.#isSkipping = false
    return line.trim() === '' ? [] : [line]
  }

  #hold(part: Uint8Array): Line[] {
    if (this.#isSkipping || part.length === 0) return []
    this.#parts.push(part)
    this.#bytes += part.length
    if (this.#bytes <= this.#maxBytes) return []
    this.#isSkipping = true
    if (this.#tooLong === 'cut') return [this.#take()]
    this.#parts = []
    this.#bytes = 0
    return [TOO_LONG]
  }

  #take(): string {
    const line = Buffer.concat(this.#parts).subarray(0, this.#maxBytes)
    this.#parts = []
    this.#bytes = 0
    return line.toString('utf8').replace(/^\ufeff/, '')
  }
}
