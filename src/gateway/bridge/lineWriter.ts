import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Bytes of one message, either way. */
export const MAX_MESSAGE = 67_108_864

export class LineWriter {
  readonly #output: Writable
  readonly #signal: AbortSignal

  /** After `signal`, `room` does not wait. */
  constructor(output: Writable, signal: AbortSignal) {
    this.#output = output
    this.#signal = signal
  }

  write(line: string): void {
    if (!this.#output.destroyed) this.#output.write(`${line}\n`)
  }

  /** Done when the reader has taken most of what was written, or is gone; undefined where there is room. */
  room(): Promise<void> | undefined {
    const isWaitedFor = !this.#output.destroyed && !this.#signal.aborted
    return this.#output.writableNeedDrain && isWaitedFor ? this.#drained() : undefined
  }

  async #drained(): Promise<void> {
    const settled = new AbortController()
    const signal = AbortSignal.any([settled.signal, this.#signal])
    await Promise.race(
      ['drain', 'close'].map((event) => once(this.#output, event, { signal }).catch(() => {})),
    )
    settled.abort()
  }
}
