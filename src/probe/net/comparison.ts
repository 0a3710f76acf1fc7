import type { Exchange } from '../../tls/exchange.ts'
import type { Pace, Patience } from './pace.ts'
import { alertOf, endingOf, isAnswer, isSilent, type Reply, unconfirmed } from './reply.ts'

/** Makes a new exchange for each dial, because an exchange has a state. */
export type Question<T> = () => Exchange<T>

/** What a comparison needs of a session. */
export type Compared = {
  readonly pace: Pace
  readonly patience: Patience
  readonly hasAnswered: boolean
  losesSome: boolean
  converse<T>(question: Question<T>, despiteSilence: boolean): Promise<Reply<T> | undefined>
  counts(reply: Reply<unknown>): boolean
  giveUp(): void
}

/** Further dials of a question where the host loses some of its connections. */
const PATIENCE = 4

/** Where the host limits connections, so many equal replies, each followed by an answer to the control. */
const ROUNDS = 2

/** Comparisons of one question whose last control is not answered, while the first one of the next is. */
const MAX_ROUNDS = 3

/** Controls in a row without an answer that make a limit of connections more likely than one server of several that is down. */
const CONTROL_DIALS = 3

/** Controls at once, and then one after the other, that show a limit of connections which are open at the same time. */
const CONTROLS_AT_ONCE = 4

export const GONE = 'the host had stopped answering'

/** `interval`: milliseconds between connections, with which the reply came; `wasSimultaneous`: other connections were open. */
type Suspect = {
  question: Question<unknown>
  reply: Reply<unknown>
  interval: number
  wasSimultaneous: boolean
}

/** Repeats questions that were not answered, with a control before and after each, while no other connection is open. */
export class Comparison {
  readonly #session: Compared
  #suspects: Suspect[] = []
  #examining: Promise<void> | undefined
  #isSimultaneousTested = false

  constructor(session: Compared) {
    this.#session = session
  }

  /** `alone` runs a task while no other connection is open. */
  async examine<T>(
    suspect: Suspect & { reply: Reply<T> },
    control: Question<unknown>,
    alone: (task: () => Promise<void>) => Promise<void>,
  ): Promise<Reply<T>> {
    this.#suspects.push(suspect)
    this.#examining ??= alone(() => {
      this.#examining = undefined
      return this.#compare(this.#suspects.splice(0), control)
    })
    await this.#examining
    return suspect.reply
  }

  /** Control, questions, control. What is cut in between too is confirmed, on a host that loses nothing. */
  async #compare(suspects: readonly Suspect[], control: Question<unknown>): Promise<void> {
    const { pace } = this.#session
    let open = suspects
    for (let round = 1; open.length > 0 && !pace.isLimited; round++) {
      const why = await this.awaken(control)
      if (why !== undefined) return giveUp(open, why)
      if (pace.isLimited) break
      const wasLossy = this.#session.losesSome
      let isLost = false
      let isSuspected = false
      for (const suspect of open) {
        const wasCut = alertOf(suspect.reply) === undefined
        await this.#askAgain(suspect)
        if (!suspect.wasSimultaneous || !isAnswer(suspect.reply)) continue
        isSuspected = true
        isLost ||= wasCut
      }
      if (isSuspected && !(await this.limitsSimultaneous(control)) && isLost) this.#session.losesSome = true
      open = open.filter((suspect) => this.#isOpen(suspect))
      if (open.length === 0) return
      const after = await this.#askControl(control)
      if (after && this.#isAnswered(after)) {
        for (const suspect of open) {
          const { reply } = suspect
          if (reply.kind === 'cut-off' && !this.#session.losesSome)
            suspect.reply = { ...reply, confirmed: true }
        }
        return
      }
      // A host that loses connections sends no alerts; servers that differ may send them repeatedly.
      if ((wasLossy && !(after && alertOf(after))) || round === MAX_ROUNDS) return
      this.#session.losesSome = true
    }
    for (const suspect of open) await this.#compareSlowly(suspect, control)
  }

  /** Whether the host ends connections only while others are open: controls at once are lost, and controls one by one are answered. */
  async limitsSimultaneous(control: Question<unknown>): Promise<boolean> {
    const { pace, patience } = this.#session
    if (this.#isSimultaneousTested) return pace.isSerial
    this.#isSimultaneousTested = true
    const ask = async (): Promise<boolean> => {
      const reply = await this.#askControl(control)
      return reply !== undefined && this.#isAnswered(reply)
    }
    const together = await Promise.all(Array.from({ length: CONTROLS_AT_ONCE }, ask))
    if (together.every(Boolean)) return false
    // Until the host has noticed that those are closed.
    await pace.pause(0, patience)
    for (let i = 0; i < 2 * CONTROLS_AT_ONCE; i++) if (!(await ask())) return false
    pace.askOneAtATime()
    return true
  }

  /**
   * The limit may have ended between a question and its control: once is not enough, and the question is repeated as long after
   * the last answer as that control was.
   */
  async #compareSlowly(suspect: Suspect, control: Question<unknown>): Promise<void> {
    const { pace, patience } = this.#session
    for (let same = 0, ms = 0; same < ROUNDS; ) {
      await pace.rest(patience, ms)
      await this.#askAgain(suspect)
      if (!this.#isOpen(suspect)) return
      const after = await this.#askControl(control)
      if (after && this.#isAnswered(after)) {
        same++
        ms = pace.waited
      } else {
        const why = await this.awaken(control)
        if (why !== undefined) return giveUp([suspect], why)
        same = 0
      }
      // A server may refuse by what the limit does not send.
      if (same > 0 && alertOf(suspect.reply) && !pace.isEnding(endingOf(suspect.reply))) return
    }
  }

  /** Of the control: an alert counts where nothing else was ever answered. */
  #isAnswered(reply: Reply<unknown>): boolean {
    return isAnswer(reply) || (reply.kind === 'answer' && !this.#session.hasAnswered)
  }

  #isOpen({ reply }: Suspect): boolean {
    return reply.kind !== 'not-asked' && !isAnswer(reply)
  }

  /** On a host that loses some connections, several times in a row. */
  async #askAgain(suspect: Suspect): Promise<void> {
    const { pace, patience } = this.#session
    for (let i = 0; i < (this.#session.losesSome && !pace.isLimited ? PATIENCE : 1); i++) {
      const interval = pace.interval
      const before = endingOf(suspect.reply)
      const reply = await this.#session.converse(suspect.question, true)
      if (!reply || reply.kind === 'not-asked') {
        suspect.reply = unconfirmed(suspect.reply, reply?.detail ?? GONE)
        return
      }
      suspect.reply = reply
      if (isAnswer(reply)) {
        if (pace.isLimited) pace.learn(before)
        // A cut after a shorter interval says nothing about this interval.
        if (suspect.interval > 0 && suspect.interval === interval) pace.slowDown(patience)
        else if (!pace.isLimited && !suspect.wasSimultaneous) this.#session.losesSome = true
      }
      if (this.#session.counts(reply)) return
      suspect.interval = interval
    }
  }

  async #askControl(control: Question<unknown>): Promise<Reply<unknown> | undefined> {
    const reply = await this.#session.converse(control, true)
    if (reply && !this.#isAnswered(reply)) this.#session.pace.learn(endingOf(reply))
    return reply
  }

  /**
   * Dials the control until it is answered, with longer and longer pauses. Undefined: it was. Otherwise, why the host is not asked
   * any more. Several controls in a row without an answer show a limit, or the end.
   */
  async awaken(control: Question<unknown>): Promise<string | undefined> {
    const { pace, patience } = this.#session
    let isCut = false
    for (let i = pace.isLimited ? CONTROL_DIALS : 0, silent = 0; ; i++) {
      if (i >= CONTROL_DIALS && !(await pace.pause(i - CONTROL_DIALS, patience))) break
      const reply = await this.#askControl(control)
      if (!reply) break
      if (reply.kind === 'not-asked') return reply.detail
      if (this.#isAnswered(reply)) {
        if (i >= CONTROL_DIALS) pace.slowDown(patience)
        else if (i > 0) this.#session.losesSome = true
        return undefined
      }
      if (isSilent(reply) && ++silent >= 2) break
      isCut = reply.kind === 'no-connection' ? reply.state === 'closed' : !isSilent(reply)
    }
    if (isCut) pace.note()
    this.#session.giveUp()
    return GONE
  }
}

const giveUp = (suspects: readonly Suspect[], why: string): void => {
  for (const suspect of suspects) suspect.reply = unconfirmed(suspect.reply, why)
}
