/** How far a scan is. `total`: undefined if it is unknown. */
export type Progress = { done: number; total: number | undefined }

const REDRAW_MS = 100

/** The one that is on the terminal now. */
let shown: ProgressLine | undefined

/** Whatever is printed while a scan runs takes the place of its progress, which the next endpoint draws again. */
export const clearProgress = (): void => shown?.clear()

/** A line on stderr, or several. */
export const writeNote = (text: string): void => {
  clearProgress()
  process.stderr.write(`${text}\n`)
}

/** One line on stderr that is redrawn: done, rate, time left. Nothing if stderr is not a terminal. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #started = performance.now()
  #drawn = 0
  #shown = false

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  update({ done, total }: Progress): void {
    const now = performance.now()
    if (!this.#stream.isTTY || (this.#shown && now - this.#drawn < REDRAW_MS)) return
    this.#drawn = now
    this.#stream.write(`\r\u001b[2K${progressText(done, total, (now - this.#started) / 1000)}`)
    this.#shown = true
    shown = this
  }

  /** Removes the line, so that other output can take its place. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\u001b[2K')
    this.#shown = false
    if (shown === this) shown = undefined
  }
}

/** `seconds` since the start. */
export const progressText = (done: number, total: number | undefined, seconds: number): string => {
  const share = total === undefined ? `${done} done` : `${done} of ${total}`
  if (done === 0 || seconds <= 0) return share
  const rate = done / seconds
  const left = total !== undefined && seconds > 1 ? ` · about ${duration((total - done) / rate)} left` : ''
  return `${share} · ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second${left}`
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`
