import type { RateLimit } from '../../model/tls.ts'
import { type Clock, type HostLimiters, type RateLimiter, SYSTEM_CLOCK } from '../../net/limiter.ts'
import { askHello, type Framing, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { type Compared, Comparison, GONE, type Question } from './comparison.ts'
import { type ConversationOptions, converse } from './conversation.ts'
import { type Host, shareHost } from './host.ts'
import { Patience } from './pace.ts'
import { alertOf, endingOf, isAnswer, isSilent, type Reply, unconfirmed } from './reply.ts'
import { during } from './turns.ts'

export type SessionOptions = ConversationOptions & {
  hosts: HostLimiters
  rate: RateLimiter
  /** Connections that may be made in all, repeated dials included. */
  budget: number
  /** When nothing new is asked any more, by performance.now(). */
  deadline?: number | undefined
  /** For the pauses in front of a host that limits connections. */
  clock?: Clock | undefined
  /** Milliseconds of all pauses; undefined: the usual ones. */
  mostPausedMs?: number | undefined
  /** One connection at a time, also where the host is not seen to limit them. */
  serial?: boolean | undefined
}

/** Time-outs in a row after which a question that was answered before is repeated, to see if the host still answers. */
const SILENCES_BEFORE_CONTROL = 4

/** Time-outs at one address, after which it is not asked any more. */
const MAX_SILENCES = 24

/** Milliseconds before a host that answered nothing is asked again: it may limit connections, and others may have made some. */
const FIRST_WAITS_MS = [500, 1_000, 2_000, 4_000, 4_000] as const

/** Milliseconds that a connection stays open on which nothing is sent. */
const HELD_MS = 500

/**
 * The questions to one address: counted and limited. A missing answer, or an alert, is a fact only where the host answers a
 * control (the first question that was answered) before and after it. Everything else about the host follows from the same
 * comparison: it loses some connections, limits their number, or has stopped answering. `release` it at the end.
 */
export class Session implements Compared {
  readonly #options: SessionOptions
  readonly #host: Host
  readonly release: () => void
  readonly patience: Patience
  readonly #comparison = new Comparison(this)
  readonly #running = new Set<Promise<unknown>>()
  #control: Question<unknown> | undefined
  /** The number of the last connection that was answered, not by an alert. */
  #lastGood = 0
  /** How many connections were open when that of a reply began, and how many milliseconds after the one before. */
  readonly #begun = new WeakMap<Reply<unknown>, { width: number; interval: number }>()
  /** Some connections were lost, whatever was asked: one of several servers may be down. */
  losesSome = false
  #checking: Promise<string | undefined> | undefined
  #gone: string | undefined
  #silencesInARow = 0
  #silences = 0
  connections = 0

  constructor(options: SessionOptions) {
    this.#options = options
    const { host, release } = shareHost(options.hosts, options.to)
    this.#host = host
    this.release = release
    this.patience = new Patience(options.clock ?? SYSTEM_CLOCK, options.signal, options.mostPausedMs)
  }

  /** Undefined where the host was not seen to limit connections. */
  get rateLimit(): RateLimit | undefined {
    return this.pace.limit
  }

  get pace() {
    return this.#host.pace
  }

  get hasAnswered(): boolean {
    return this.#lastGood > 0
  }

  get control(): Question<unknown> | undefined {
    return this.#control
  }

  async ask<T>(question: Question<T>): Promise<Reply<T>> {
    const first = await this.#dial(question)
    if (await this.#holds(first)) return first
    if (this.#isOfSimultaneous(first)) {
      const alone = await this.#host.turns.alone(() => this.converse(question, true))
      if (alone && alertOf(alone) !== undefined && (await this.#holds(alone))) {
        this.#host.refusals.add(endingOf(alone) as string)
        return alone
      }
    }
    if (alertOf(first) !== undefined || this.pace.isLimited) return this.#examine(question, first)
    const second = await this.#dial(question, { again: true })
    if (second.kind === 'not-asked') return unconfirmed(first, second.detail)
    if (isAnswer(second) && !this.pace.isLimited) await this.#noteLost(first)
    if (second.kind === 'timed-out' || (await this.#holds(second))) return second
    return this.#examine(question, second)
  }

  hello(message: () => Uint8Array, framing?: Framing): Promise<Reply<HelloAnswer>> {
    return this.ask(() => askHello(message(), framing))
  }

  /** Runs a connection that other code makes under the same limits; undefined: the budget was spent. */
  async occupy<T>(connection: () => Promise<T>): Promise<T | undefined> {
    const made = await this.#inTurn(() => this.#connect(connection, () => false))
    return made && 'result' in made ? made.result : undefined
  }

  /** Before a connection that other code makes, and that is not counted. */
  turn(): Promise<void> {
    return this.pace.turn(this.patience)
  }

  /** Whether the host’s limit of connections ends them so. */
  isLimit(ending: { state: string; alert?: string | undefined }): boolean {
    const { state, alert } = ending
    return this.pace.isSerial && this.pace.isEnding(alert === undefined ? state : `alert ${alert}`)
  }

  /** Whether the host ends a connection on which nothing is sent: then it does not do so because of what is asked. */
  async endsUnasked(): Promise<boolean> {
    const { timeoutMs } = this.#options
    const options = { ...this.#options, timeoutMs: Math.min(timeoutMs, HELD_MS) }
    const reply = await this.occupy(() => converse(options, { opening: [], receive: () => true }))
    return reply?.kind === 'cut-off'
  }

  /** The first good answer to a question that the host did not answer so far, asked again after pauses. */
  async outlast<T>(question: Question<T>): Promise<Reply<T> | undefined> {
    for (const ms of FIRST_WAITS_MS) {
      if (this.#spent !== undefined) return undefined
      await this.patience.sleep(ms)
      const reply = await this.#dial(question, { again: true })
      if (!isAnswer(reply)) {
        this.pace.learn(endingOf(reply))
        continue
      }
      this.pace.note(0)
      this.pace.slowDown(this.patience)
      return reply
    }
    return undefined
  }

  /** Whether a reply needs no second dial. A refused port counts, unless the host has answered before. */
  counts(reply: Reply<unknown>): boolean {
    if (reply.kind === 'cut-off' || reply.kind === 'timed-out') return false
    return reply.kind !== 'no-connection' || (reply.state !== 'timed-out' && this.#control === undefined)
  }

  /** An alert counts once a connection that began later is answered: a host that limits connections may send one instead. */
  async #holds(reply: Reply<unknown>): Promise<boolean> {
    if (!this.counts(reply)) return false
    if (alertOf(reply) === undefined || !this.#control || this.#lastGood === 0) return true
    if ((this.pace.isSerial && this.pace.isEnding(endingOf(reply))) || this.#isOfSimultaneous(reply))
      return false
    const since = this.connections
    const wasLimited = this.pace.isLimited
    while (this.#running.size > 0 && this.#lastGood <= since) {
      await Promise.race([...this.#running].map((dial) => dial.catch(() => {})))
      // The next question of what was waiting for this answer may be the one that shows it.
      await new Promise(setImmediate)
    }
    const control = this.#lastGood > since ? undefined : await this.#dial(this.#control, { again: true })
    // A limit may have been seen meanwhile, and the answer have come after a pause.
    if (this.pace.isLimited && !wasLimited) return false
    if (control?.kind === 'not-asked') return this.#gone === undefined
    if (control === undefined || isAnswer(control)) return true
    return alertOf(control) === undefined && !this.pace.isLimited
  }

  /** An alert that may be due to the connections which were open at the same time. */
  #isOfSimultaneous(reply: Reply<unknown>): boolean {
    if (alertOf(reply) === undefined || !this.hasAnswered) return false
    return this.#host.isDoubtful(endingOf(reply) as string, this.#widthOf(reply))
  }

  /** A lost connection was answered when it was repeated: it was lost because others were open at the same time, or by chance. */
  async #noteLost(reply: Reply<unknown>): Promise<void> {
    const control = this.#control
    if (control && this.#widthOf(reply) > 1 && !this.losesSome) {
      if (await this.#host.turns.alone(() => this.#comparison.limitsSimultaneous(control))) return
    }
    this.pace.forgetOneAtATime()
    this.losesSome = true
  }

  #widthOf(reply: Reply<unknown>): number {
    return this.#begun.get(reply)?.width ?? 1
  }

  async #dial<T>(question: Question<T>, { again = false } = {}): Promise<Reply<T>> {
    for (;;) {
      const reply = await this.#inTurn(() => this.converse(question, again))
      if (reply) return reply
      this.#checking ??= this.#host.turns.alone(() => {
        this.#checking = undefined
        return this.#control ? this.#comparison.awaken(this.#control) : GONE
      })
      const why = await this.#checking
      if (why !== undefined) return { kind: 'not-asked', detail: why }
    }
  }

  /** One at a time where the host limits connections. */
  #inTurn<T>(dial: () => Promise<T>): Promise<T> {
    const isAlone = (): boolean => this.#options.serial === true || this.pace.isSerial
    return this.#host.turns.take(() => during(this.#running, dial), isAlone)
  }

  /** Undefined: after so many time-outs the host is asked nothing new before it answers again. */
  #connect<T>(
    connection: (number: number) => Promise<T>,
    isGood: (result: T) => boolean,
    despiteSilence = true,
  ): Promise<{ result: T; width: number } | { spent: string } | undefined> {
    const { hosts, rate, to, signal } = this.#options
    return hosts.run(to.place, async () => {
      signal?.throwIfAborted()
      const spent = this.#spent
      if (spent !== undefined) return { spent }
      if (this.#silencesInARow >= SILENCES_BEFORE_CONTROL && !despiteSilence) return undefined
      const number = ++this.connections
      await this.pace.turn(this.patience)
      await rate.turn(signal)
      const made = await this.#host.connect(() => connection(number), isGood)
      signal?.throwIfAborted()
      return made
    })
  }

  async converse<T>(question: Question<T>, despiteSilence: boolean): Promise<Reply<T> | undefined> {
    let number = 0
    let interval = 0
    const made = await this.#connect(
      (nth) => {
        number = nth
        interval = this.pace.interval
        return converse(this.#options, question())
      },
      (outcome) => outcome.kind === 'answer' && alertOf(outcome) === undefined,
      despiteSilence,
    )
    if (made === undefined) return undefined
    if ('spent' in made) return { kind: 'not-asked', detail: made.spent }
    const { result, width } = made
    this.#begun.set(result, { width, interval })
    const isGood = result.kind === 'answer' && alertOf(result) === undefined
    if (result.kind === 'answer' && (!this.#control || (isGood && this.#lastGood === 0))) {
      this.#control = question
    }
    if (isGood) {
      this.#lastGood = Math.max(this.#lastGood, number)
      this.pace.countAnswer(this.patience)
    }
    const silent = isSilent(result)
    this.#silencesInARow = silent ? this.#silencesInARow + 1 : 0
    if (silent) this.#silences++
    return result
  }

  /** The host is not asked any more. */
  giveUp(): void {
    this.#gone = GONE
  }

  get #spent(): string | undefined {
    const { budget, deadline = Number.POSITIVE_INFINITY } = this.#options
    if (this.#gone !== undefined) return this.#gone
    if (this.connections >= budget) return 'the connection budget was spent'
    if (performance.now() >= deadline) return 'the time for this endpoint was used up'
    if (this.patience.isSpent) return 'the host limits connections, and the time for pauses was used up'
    return this.#silences >= MAX_SILENCES ? 'the host left too many questions without an answer' : undefined
  }

  /** The reply to a question that was not answered, or only by an alert, after a comparison with the control. */
  #examine<T>(question: Question<T>, reply: Reply<T>): Promise<Reply<T>> {
    const control = this.#control
    if (!control) return Promise.resolve(reply)
    const { width, interval } = this.#begun.get(reply) ?? { width: 1, interval: 0 }
    const suspect = { question, reply, interval, wasSimultaneous: width > 1 }
    return this.#comparison.examine(suspect, control, (task) => this.#host.turns.alone(task))
  }
}
