/** Lines that are shown per second: clients on the network cause them. */
const LINES_PER_SECOND = 20

/** A log for people, each line with its time. Lines beyond the limit are counted. */
export class LogLines {
  readonly #write: (line: string) => void
  readonly #now: () => number
  #second = 0
  #shown = 0
  #hidden = 0

  constructor(write: (line: string) => void, now: () => number = Date.now) {
    this.#write = write
    this.#now = now
  }

  line(text: string): void {
    const now = this.#now()
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.end()
      this.#second = second
      this.#shown = 0
    }
    if (this.#shown++ < LINES_PER_SECOND) this.#write(`${timeOf(now)} ${text}`)
    else this.#hidden++
  }

  end(): void {
    if (this.#hidden > 0) this.#write(`${timeOf(this.#now())} … and ${this.#hidden} more lines`)
    this.#hidden = 0
  }
}

/** RFC 3339, in UTC, to the second. */
const timeOf = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`
