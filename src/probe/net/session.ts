import type { RateLimit } from '../../model/tls.ts'
import { type Clock, type HostLimiters, type RateLimiter, SYSTEM_CLOCK } from '../../net/limiter.ts'
import type { Exchange } from '../../tls/exchange.ts'
import { askHello, type Framing, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { type ConversationOptions, converse } from './conversation.ts'
import { Pace } from './pace.ts'
import { alertOf, isAnswer, isSilent, type Reply, unconfirmed } from './reply.ts'
import { Turns } from './turns.ts'

export type SessionOptions = ConversationOptions & {
  hosts: HostLimiters
  rate: RateLimiter
  /** Connections that may be made in all, repeated dials included. */
  budget: number
  /** When nothing new is asked any more, by performance.now(). */
  deadline?: number | undefined
  /** For the pauses in front of a host that limits connections. */
  clock?: Clock | undefined
}

/** Time-outs in a row after which a question that was answered before is repeated, to see if the host still answers. */
const SILENCES_BEFORE_CONTROL = 4

/** Time-outs at one address, after which it is not asked any more. */
const MAX_SILENCES = 24

/** Further dials of a question where the host loses some of its connections. */
const PATIENCE = 4

/** Where the host limits connections, so many equal replies, each followed by an answer to the control. */
const ROUNDS = 2

/** Controls in a row without an answer that make a limit of connections more likely than one server of several that is down. */
const CONTROL_DIALS = 3

const GONE = 'the host had stopped answering'

/** Makes a new exchange for each dial, because an exchange has a state. */
type Question<T> = () => Exchange<T>

/** `isSlow`: the reply came although the host was asked slowly. */
type Suspect = { question: Question<unknown>; reply: Reply<unknown>; isSlow: boolean }

/**
 * The questions to one address: counted and limited. A missing answer, or an alert, is a fact only where the host answers a
 * control (the first question that was answered) before and after it. Everything else about the host follows from the same
 * comparison: it loses some connections, limits their number, or has stopped answering.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #turns = new Turns()
  readonly #pace: Pace
  #control: Question<unknown> | undefined
  /** The number of the last connection that was answered, not by an alert. */
  #lastGood = 0
  /** Some connections were lost, whatever was asked: one of several servers may be down. */
  losesSome = false
  #suspects: Suspect[] = []
  #examining: Promise<void> | undefined
  #checking: Promise<string | undefined> | undefined
  #gone: string | undefined
  #silencesInARow = 0
  #silences = 0
  connections = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.#pace = new Pace(options.clock ?? SYSTEM_CLOCK, options.signal)
  }

  /** Undefined where the host was not seen to limit connections. */
  get rateLimit(): RateLimit | undefined {
    return this.#pace.limit
  }

  async ask<T>(question: Question<T>): Promise<Reply<T>> {
    const first = await this.#dial(question)
    if (await this.#holds(first)) return first
    if (alertOf(first) !== undefined || this.#pace.isLimited) return this.#examine(question, first)
    const second = await this.#dial(question, { again: true })
    if (second.kind === 'not-asked') return unconfirmed(first, second.detail)
    if (isAnswer(second) && !this.#pace.isLimited) this.losesSome = true
    if (second.kind === 'timed-out' || (await this.#holds(second))) return second
    return this.#examine(question, second)
  }

  hello(message: () => Uint8Array, framing?: Framing): Promise<Reply<HelloAnswer>> {
    return this.ask(() => askHello(message(), framing))
  }

  /** Runs a connection that other code makes under the same limits; undefined: the budget was spent. */
  async occupy<T>(connection: () => Promise<T>): Promise<T | undefined> {
    const made = await this.#inTurn(() => this.#connect(connection))
    return made && 'result' in made ? made.result : undefined
  }

  /** Whether a reply needs no second dial. A refused port counts, unless the host has answered before. */
  #counts(reply: Reply<unknown>): boolean {
    if (reply.kind === 'cut-off' || reply.kind === 'timed-out') return false
    return reply.kind !== 'no-connection' || (reply.state !== 'timed-out' && this.#control === undefined)
  }

  /** An alert counts once a connection that began later is answered: a host that limits connections may send one instead. */
  async #holds(reply: Reply<unknown>): Promise<boolean> {
    if (!this.#counts(reply)) return false
    if (alertOf(reply) === undefined || !this.#control || this.#lastGood === 0) return true
    const since = this.connections
    while (this.#turns.running.length > 0 && this.#lastGood <= since) {
      await Promise.race(this.#turns.running.map((dial) => dial.catch(() => {})))
      // The next question of what was waiting for this answer may be the one that shows it.
      await new Promise(setImmediate)
    }
    const control = this.#lastGood > since ? undefined : await this.#dial(this.#control, { again: true })
    // A limit may have been seen meanwhile, and the answer have come after a pause.
    if (this.#pace.isLimited) return false
    if (control?.kind === 'not-asked') return this.#gone === undefined
    return control === undefined || alertOf(control) === undefined
  }

  async #dial<T>(question: Question<T>, { again = false } = {}): Promise<Reply<T>> {
    for (;;) {
      const reply = await this.#inTurn(() => this.#converse(question, again))
      if (reply) return reply
      this.#checking ??= this.#turns.alone(() => {
        this.#checking = undefined
        return this.#control ? this.#awaken(this.#control) : GONE
      })
      const why = await this.#checking
      if (why !== undefined) return { kind: 'not-asked', detail: why }
    }
  }

  /** One at a time where the host limits connections. */
  #inTurn<T>(dial: () => Promise<T>): Promise<T> {
    return this.#turns.take(dial, () => this.#pace.isLimited)
  }

  /** Undefined: after so many time-outs the host is asked nothing new before it answers again. */
  #connect<T>(
    connection: (number: number) => Promise<T>,
    despiteSilence = true,
  ): Promise<{ result: T } | { spent: string } | undefined> {
    const { hosts, rate, to, signal } = this.#options
    return hosts.run(to.place, async () => {
      signal?.throwIfAborted()
      const spent = this.#spent
      if (spent !== undefined) return { spent }
      if (this.#silencesInARow >= SILENCES_BEFORE_CONTROL && !despiteSilence) return undefined
      const number = ++this.connections
      await this.#pace.turn()
      await rate.turn(signal)
      const result = await connection(number)
      signal?.throwIfAborted()
      return { result }
    })
  }

  async #converse<T>(question: Question<T>, despiteSilence: boolean): Promise<Reply<T> | undefined> {
    let number = 0
    const made = await this.#connect((nth) => {
      number = nth
      return converse(this.#options, question())
    }, despiteSilence)
    if (made === undefined) return undefined
    if ('spent' in made) return { kind: 'not-asked', detail: made.spent }
    const { result } = made
    const isGood = result.kind === 'answer' && alertOf(result) === undefined
    if (result.kind === 'answer' && (!this.#control || (isGood && this.#lastGood === 0))) {
      this.#control = question
    }
    if (isGood) {
      this.#lastGood = Math.max(this.#lastGood, number)
      this.#pace.answered++
    }
    const silent = isSilent(result)
    this.#silencesInARow = silent ? this.#silencesInARow + 1 : 0
    if (silent) this.#silences++
    return result
  }

  get #spent(): string | undefined {
    const { budget, deadline = Number.POSITIVE_INFINITY } = this.#options
    if (this.#gone !== undefined) return this.#gone
    if (this.connections >= budget) return 'the connection budget was spent'
    if (performance.now() >= deadline) return 'the time for this endpoint was used up'
    if (this.#pace.isSpent) return 'the host limits connections, and the time for pauses was used up'
    return this.#silences >= MAX_SILENCES ? 'the host left too many questions without an answer' : undefined
  }

  /** The reply to a question that was not answered, or only by an alert, after a comparison with the control. */
  async #examine<T>(question: Question<T>, reply: Reply<T>): Promise<Reply<T>> {
    const control = this.#control
    if (!control) return reply
    const suspect: Suspect = { question, reply, isSlow: this.#pace.isLimited }
    this.#suspects.push(suspect)
    this.#examining ??= this.#turns.alone(() => {
      this.#examining = undefined
      return this.#compare(this.#suspects.splice(0), control)
    })
    await this.#examining
    return suspect.reply as Reply<T>
  }

  /** Control, questions, control. What is cut in between too is confirmed, on a host that loses nothing. */
  async #compare(suspects: readonly Suspect[], control: Question<unknown>): Promise<void> {
    let open = suspects
    while (open.length > 0 && !this.#pace.isLimited) {
      const why = await this.#awaken(control)
      if (why !== undefined) return giveUp(open, why)
      if (this.#pace.isLimited) break
      const wasLossy = this.losesSome
      for (const suspect of open) await this.#askAgain(suspect)
      open = open.filter((suspect) => this.#isOpen(suspect))
      if (open.length === 0) return
      const after = await this.#converse(control, true)
      if (after && this.#isAnswered(after)) {
        for (const suspect of open) {
          const { reply } = suspect
          if (reply.kind === 'cut-off' && !this.losesSome) suspect.reply = { ...reply, confirmed: true }
        }
        return
      }
      // What is lost anyway is not answered with an alert.
      if (wasLossy && !(after && alertOf(after))) return
      this.losesSome = true
    }
    for (const suspect of open) await this.#compareSlowly(suspect, control)
  }

  /** The limit may have ended between a question and its control: once is not enough. */
  async #compareSlowly(suspect: Suspect, control: Question<unknown>): Promise<void> {
    for (let same = 0; same < ROUNDS; ) {
      await this.#pace.rest()
      await this.#askAgain(suspect)
      if (!this.#isOpen(suspect)) return
      const after = await this.#converse(control, true)
      if (after && this.#isAnswered(after)) same++
      else {
        const why = await this.#awaken(control)
        if (why !== undefined) return giveUp([suspect], why)
        same = 0
      }
    }
  }

  /** Of the control: an alert counts where nothing else was ever answered. */
  #isAnswered(reply: Reply<unknown>): boolean {
    return isAnswer(reply) || (reply.kind === 'answer' && this.#lastGood === 0)
  }

  #isOpen({ reply }: Suspect): boolean {
    return reply.kind !== 'not-asked' && !isAnswer(reply)
  }

  /** On a host that loses some connections, several times in a row. */
  async #askAgain(suspect: Suspect): Promise<void> {
    for (let i = 0; i < (this.losesSome && !this.#pace.isLimited ? PATIENCE : 1); i++) {
      const reply = await this.#converse(suspect.question, true)
      if (!reply || reply.kind === 'not-asked') {
        suspect.reply = unconfirmed(suspect.reply, reply?.detail ?? GONE)
        return
      }
      suspect.reply = reply
      if (isAnswer(reply)) {
        if (suspect.isSlow) this.#pace.slowDown()
        else if (!this.#pace.isLimited) this.losesSome = true
      }
      if (this.#counts(reply)) return
    }
  }

  /**
   * Dials the control until it is answered, with longer and longer pauses. Undefined: it was. Otherwise, why the host is not asked
   * any more. Several controls in a row without an answer show a limit, or the end.
   */
  async #awaken(control: Question<unknown>): Promise<string | undefined> {
    let isCut = false
    for (let i = this.#pace.isLimited ? CONTROL_DIALS : 0, silent = 0; ; i++) {
      if (i >= CONTROL_DIALS && !(await this.#pace.pause(i - CONTROL_DIALS))) break
      const reply = await this.#converse(control, true)
      if (!reply) break
      if (reply.kind === 'not-asked') return reply.detail
      if (this.#isAnswered(reply)) {
        if (i >= CONTROL_DIALS) this.#pace.slowDown()
        else if (i > 0) this.losesSome = true
        return undefined
      }
      if (isSilent(reply) && ++silent >= 2) break
      isCut = reply.kind === 'cut-off' || reply.kind === 'answer'
    }
    if (isCut) this.#pace.note()
    this.#gone = GONE
    return GONE
  }
}

const giveUp = (suspects: readonly Suspect[], why: string): void => {
  for (const suspect of suspects) suspect.reply = unconfirmed(suspect.reply, why)
}
