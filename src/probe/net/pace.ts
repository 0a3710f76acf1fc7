import type { RateLimit } from '../../model/tls.ts'
import type { Clock } from '../../net/limiter.ts'

/** Milliseconds of the first pause in front of a host that limits connections; each further one is twice as long. */
const FIRST_PAUSE_MS = 125

/** The longest pause, after which the host has stopped answering. */
const LONGEST_PAUSE_MS = 4_000

/** Milliseconds of all pauses at one address. */
const MAX_PAUSED_MS = 240_000

/** How slowly one address is asked. A host that does not limit connections is asked without pauses. */
export class Pace {
  readonly #clock: Clock
  readonly #signal: AbortSignal | undefined
  #interval = 0
  #last = 0
  #paused = 0
  #limit: RateLimit | undefined
  /** Connections that were answered, until a limit was seen. */
  answered = 0

  constructor(clock: Clock, signal: AbortSignal | undefined) {
    this.#clock = clock
    this.#signal = signal
  }

  get limit(): RateLimit | undefined {
    return this.#limit && { ...this.#limit, ...(this.isLimited ? { pauseMs: this.#interval } : {}) }
  }

  get isLimited(): boolean {
    return this.#interval > 0
  }

  get isSpent(): boolean {
    return this.#paused >= MAX_PAUSED_MS
  }

  /** Before each connection. */
  async turn(): Promise<void> {
    if (!this.isLimited) return
    await this.#sleep(this.#last + this.#interval - this.#clock.now())
    this.#last = this.#clock.now()
  }

  /** Before a question is repeated: what is cut after it was not cut because of the limit. */
  async rest(): Promise<undefined> {
    await this.#sleep(2 * this.#interval)
  }

  /** False: the longest pause is over. */
  async pause(nth: number): Promise<boolean> {
    const ms = FIRST_PAUSE_MS * 2 ** nth
    if (ms > LONGEST_PAUSE_MS || this.isSpent) return false
    await this.#sleep(ms)
    return true
  }

  /** The host answers again after a pause, or answers a question that it cut before. */
  slowDown(): void {
    this.note()
    this.#interval = Math.min(LONGEST_PAUSE_MS, this.#interval * 2 || FIRST_PAUSE_MS)
    this.#last = this.#clock.now()
  }

  /** The host accepts connections and answers none of them. */
  note(): void {
    this.#limit ??= { answered: this.answered }
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0) return
    this.#paused += ms
    await this.#clock.sleep(ms, this.#signal)
  }
}
