import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** Bytes of one message, either way. */
export const MAX_MESSAGE = 67_108_864

/** A line that was longer than MAX_MESSAGE, and is dropped. */
export const TOO_LONG = Symbol('too long')

/** Lines of UTF-8 without their ends; empty ones are left out. What is not read waits in the pipe. */
export async function* linesOf(
  input: Readable,
  maxBytes: number = MAX_MESSAGE,
): AsyncGenerator<string | typeof TOO_LONG> {
  let held: Buffer[] = []
  let size = 0
  const hold = (piece: Buffer): void => {
    size += piece.length
    if (size > maxBytes) held = []
    else if (piece.length > 0) held.push(piece)
  }
  const take = (): string | typeof TOO_LONG => {
    const line = size > maxBytes ? TOO_LONG : Buffer.concat(held).toString('utf8').trim()
    held = []
    size = 0
    return line
  }
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      hold(chunk.subarray(start, end))
      start = end + 1
      const line = take()
      if (line !== '') yield line
    }
    hold(chunk.subarray(start))
  }
  const rest = take()
  if (rest !== '') yield rest
}

const LF = 0x0a

/** Writes lines. A reader that is slow is waited for with `room`. */
export class LineWriter {
  readonly #output: Writable
  readonly #closing = new AbortController()

  constructor(output: Writable) {
    this.#output = output
  }

  write(line: string): void {
    if (!this.#output.destroyed) this.#output.write(`${line}\n`)
  }

  /** Done when the reader has taken most of what was written, or is gone; undefined where it need not be waited for. */
  room(): Promise<void> | undefined {
    const isWaitedFor = !this.#output.destroyed && !this.#closing.signal.aborted
    return this.#output.writableNeedDrain && isWaitedFor ? this.#drained() : undefined
  }

  /** From now on no reader is waited for. */
  close(): void {
    this.#closing.abort()
  }

  async #drained(): Promise<void> {
    const settled = new AbortController()
    const signal = AbortSignal.any([settled.signal, this.#closing.signal])
    await Promise.race(
      ['drain', 'close'].map((event) => once(this.#output, event, { signal }).catch(() => {})),
    )
    settled.abort()
  }
}
