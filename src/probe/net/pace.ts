import type { RateLimit } from '../../model/tls.ts'
import type { Clock } from '../../net/limiter.ts'

/** Milliseconds of the first pause in front of a host that limits connections; each further one is twice as long. */
const FIRST_PAUSE_MS = 125

/** The longest pause, after which the host has stopped answering. */
const LONGEST_PAUSE_MS = 8_000

/** Milliseconds before a longer interval begins: connections that were made faster may still count. */
const SETTLING_MS = 1_000

/** Milliseconds of all pauses of one probe of an address. */
const MAX_PAUSED_MS = 600_000

/** The pauses of one probe. `mostMs`: milliseconds of all of them. */
export class Patience {
  readonly clock: Clock
  readonly #signal: AbortSignal | undefined
  readonly #mostMs: number
  #paused = 0

  constructor(clock: Clock, signal: AbortSignal | undefined, mostMs = MAX_PAUSED_MS) {
    this.clock = clock
    this.#signal = signal
    this.#mostMs = mostMs
  }

  get isSpent(): boolean {
    return this.#paused >= this.#mostMs
  }

  async sleep(ms: number): Promise<void> {
    if (ms <= 0) return
    this.#paused += ms
    await this.clock.sleep(ms, this.#signal)
  }
}

/** How slowly one address is asked, by all probes together. A host that does not limit connections is asked without pauses. */
export class Pace {
  #interval = 0
  #next = 0
  #limit: RateLimit | undefined
  #lastAnswer: number | undefined
  #waited = 0
  readonly #endings = new Set<string>()
  #isSerial = false
  /** Connections that were answered, until a limit was seen. */
  answered = 0

  get limit(): RateLimit | undefined {
    if (this.#limit === undefined) return undefined
    const serial = this.#isSerial ? { simultaneous: 1 } : {}
    return { ...this.#limit, ...(this.isLimited ? { pauseMs: this.#interval } : serial) }
  }

  /** Milliseconds between two connections; 0: there is no pause. */
  get interval(): number {
    return this.#interval
  }

  get isLimited(): boolean {
    return this.#interval > 0
  }

  /** The host answers one connection at a time. */
  get isSerial(): boolean {
    return this.#isSerial || this.isLimited
  }

  countAnswer(patience: Patience): void {
    this.answered++
    this.#waited = this.sinceAnswer(patience)
    this.#lastAnswer = patience.clock.now()
  }

  /** Milliseconds between the last two answers. */
  get waited(): number {
    return this.#waited
  }

  /** How the limit ends connections: what else ends one is a reply of the server. */
  learn(ending: string | undefined): void {
    if (ending !== undefined) this.#endings.add(ending)
  }

  /** Whether this may be a reply of the limit. */
  isEnding(ending: string | undefined): boolean {
    return ending !== undefined && this.#endings.has(ending)
  }

  /** Before each connection. */
  async turn(patience: Patience): Promise<void> {
    if (!this.isLimited) return
    const now = patience.clock.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    await patience.sleep(start - now)
  }

  /** Milliseconds since the last answer. */
  sinceAnswer({ clock }: Patience): number {
    return this.#lastAnswer === undefined ? 0 : clock.now() - this.#lastAnswer
  }

  /** Before a question is repeated: at least `ms` after the last answer, what is cut is not cut because of the limit. */
  rest(patience: Patience, ms = 0): Promise<void> {
    return patience.sleep(Math.max(2 * this.#interval, ms - this.sinceAnswer(patience)))
  }

  /** False: the longest pause is over. */
  async pause(nth: number, patience: Patience): Promise<boolean> {
    const ms = FIRST_PAUSE_MS * 2 ** nth
    if (ms > LONGEST_PAUSE_MS || patience.isSpent) return false
    await patience.sleep(ms)
    return true
  }

  /**
   * The host answers again after a pause, or answers a question that it cut before. Where it needed long for that, the interval
   * begins with an eighth of it: a window of ten seconds allows several connections, and one connection in ten seconds is found
   * in three steps.
   */
  slowDown({ clock }: Patience): void {
    this.note()
    let interval = 2 * this.#interval || FIRST_PAUSE_MS
    while (2 * interval <= this.#waited / 8) interval *= 2
    this.#interval = Math.min(LONGEST_PAUSE_MS, interval)
    this.#next = clock.now() + Math.max(this.#interval, SETTLING_MS)
  }

  /** The host answers connections that are open alone, and ends those that are not. */
  askOneAtATime(): void {
    this.note()
    this.#isSerial = true
  }

  /** It ends some that are open alone too. */
  forgetOneAtATime(): void {
    if (!this.#isSerial || this.isLimited) return
    this.#isSerial = false
    this.#limit = undefined
  }

  /** The host accepts connections and answers none of them. */
  note(answered = this.answered): void {
    this.#limit ??= { answered }
  }
}
