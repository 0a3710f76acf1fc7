import { MessageScan } from './messageScan.ts'
import { Pieces } from './pieces.ts'

const LF = 0x0a

/** A scan has read a line that was too long. */
export type Line = string | MessageScan

/**
 * Splits a stream into lines of UTF-8: messages of the stdio transport (revision 2025-11-25, basic/transports) and
 * logs. A line ends in LF, with or without CR. A byte order mark before a line is left out (RFC 8259 §8.1), and so are
 * empty lines. Of a line that is longer than `maxBytes` the beginning is given at once (`cut`), or at its end what a scan
 * found in it (`scan`), such as the id that is to be answered.
 */
export class Lines {
  readonly #maxBytes: number
  readonly #tooLong: 'cut' | 'scan'
  readonly #held = new Pieces()
  /** Bytes of a line that is too long, after those that were held. */
  skipped = 0
  #isSkipping = false
  #scan: MessageScan | undefined

  constructor(maxBytes: number, tooLong: 'cut' | 'scan') {
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
    this.skipped = 0
    if (this.#scan) lines.push(this.#scan)
    this.#scan = undefined
    if (this.#held.length === 0) return
    const line = this.#text().replace(/\r$/, '')
    if (line.trim() !== '') lines.push(line)
  }

  #hold(chunk: Uint8Array, from: number, to: number, lines: Line[]): void {
    if (from === to) return
    const piece = chunk.subarray(from, to)
    if (this.#isSkipping) {
      this.skipped += piece.length
      this.#scan?.read(piece)
    } else this.#held.add(piece)
    if (this.#held.length <= this.#maxBytes) return
    this.#isSkipping = true
    if (this.#tooLong === 'cut') lines.push(this.#text())
    else {
      this.#scan = new MessageScan()
      this.#scan.read(this.#held.take())
    }
  }

  #text(): string {
    const line = this.#held.take().subarray(0, this.#maxBytes)
    return line.toString('utf8').replace(/^\ufeff/, '')
  }
}
