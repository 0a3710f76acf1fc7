const LF = 0x0a

/** A line is longer than was agreed. */
class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
}

/** Cuts a stream into lines of UTF-8 without their ends; holds at most one line of `maxBytes`. */
export class Lines {
  readonly #maxBytes: number
  #parts: Uint8Array[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Throws LineTooLong. */
  read(chunk: Uint8Array): string[] {
    const lines: string[] = []
    let from = 0
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      this.#hold(chunk.subarray(from, at))
      lines.push(this.rest())
      from = at + 1
    }
    this.#hold(chunk.subarray(from))
    return lines
  }

  /** What came after the last line's end. */
  rest(): string {
    const line = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#bytes = 0
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }

  #hold(part: Uint8Array): void {
    if (part.length === 0) return
    this.#bytes += part.length
    if (this.#bytes > this.#maxBytes) throw new LineTooLong(`a line of more than ${this.#maxBytes} bytes`)
    this.#parts.push(part)
  }
}
