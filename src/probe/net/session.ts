import type { Answer } from '../../model/state.ts'
import type { HostLimiters, RateLimiter } from '../../net/limiter.ts'
import { alertName } from '../../registry/tls/alerts.ts'
import type { Exchange } from '../../tls/exchange.ts'
import type { Handshake13Result } from '../../tls/handshake13.ts'
import { askHello, type Framing, type HelloAnswer } from '../../tls/helloAnswer.ts'
import { type ConversationOptions, converse, type Outcome } from './conversation.ts'

export type SessionOptions = ConversationOptions & {
  hosts: HostLimiters
  rate: RateLimiter
  /** Connections that may be made in all, repeated dials included. */
  budget: number
  /** When nothing new is asked any more, by performance.now(). */
  deadline?: number | undefined
}

export type Reply<T> = Outcome<T> | { kind: 'not-asked'; detail: string }

/** Time-outs in a row after which a question that was answered before is repeated, to see if the host still answers. */
const SILENCES_BEFORE_CONTROL = 4

/** Time-outs at one address, after which it is not asked any more. */
const MAX_SILENCES = 24

/** Further dials of a question where the host loses some of its connections. */
const PATIENCE = 4

/** Dials that show whether a host loses some connections: two in a row detect one that drops every second. */
const CONTROL_DIALS = 2

const GONE = 'the host had stopped answering'

/** Makes a new exchange for each dial, because an exchange has a state. */
type Question<T> = () => Exchange<T>

/** The questions to one address: counted, limited, and repeated once where no answer came. */
export class Session {
  readonly #options: SessionOptions
  readonly #open = new Set<Promise<unknown>>()
  /** Settles when the dials that need the host for themselves have ended. */
  #closed: Promise<void> | undefined
  /** The first question that was answered: a host that still works answers it again. */
  #control: Question<unknown> | undefined
  #stillThere: Promise<boolean> | undefined
  /** Whether the host answers each connection alike; undefined: not examined. */
  #steady: Promise<boolean> | undefined
  /** Whether the host still answers: a dial under way, and the next one. */
  #checking: Promise<string | undefined> | undefined
  #waiting: Promise<string | undefined> | undefined
  #gone: string | undefined
  #silencesInARow = 0
  #silences = 0
  connections = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  async ask<T>(question: Question<T>): Promise<Reply<T>> {
    const first = await this.#dial(question)
    if (first.kind === 'answer' || this.#counts(first)) return first
    const second = await this.#dial(question, { again: true })
    if (second.kind === 'not-asked') return unconfirmed(first, second)
    if (this.#counts(second)) {
      if (second.kind === 'answer') this.#steady = Promise.resolve(false)
      return second
    }
    if (second.kind === 'timed-out') return second
    const last = (await this.#isSteady()) ? second : await this.#askPatiently(question, second)
    if (last.kind === 'answer' || this.#counts(last)) return last
    const why = await this.#whyNoAnswer()
    return why === undefined ? last : unconfirmed(last, { kind: 'not-asked', detail: why })
  }

  hello(message: () => Uint8Array, framing?: Framing): Promise<Reply<HelloAnswer>> {
    return this.ask(() => askHello(message(), framing))
  }

  /** Runs a connection that other code makes under the same limits; undefined: the budget was spent. */
  occupy<T>(connection: () => Promise<T>): Promise<T | undefined> {
    const { hosts, rate, to, signal } = this.#options
    return hosts.run(to.place, async () => {
      signal?.throwIfAborted()
      if (this.#spent !== undefined) return undefined
      this.connections++
      await rate.turn(signal)
      const result = await connection()
      signal?.throwIfAborted()
      return result
    })
  }

  /** Whether a reply counts without a second dial. A refused port counts, unless the host has answered before. */
  #counts(reply: Reply<unknown>): boolean {
    if (reply.kind === 'cut-off' || reply.kind === 'timed-out') return false
    return reply.kind !== 'no-connection' || (reply.state !== 'timed-out' && this.#control === undefined)
  }

  async #dial<T>(question: Question<T>, { again = false } = {}): Promise<Reply<T>> {
    for (;;) {
      while (this.#closed) await this.#closed
      const going = this.#connect(question, again)
      this.#open.add(going)
      try {
        const reply = await going
        if (reply) return reply
      } finally {
        this.#open.delete(going)
      }
      if (!(await this.#isStillThere())) return { kind: 'not-asked', detail: GONE }
    }
  }

  /** Undefined: after so many time-outs the host is asked nothing new before it answers again. */
  async #connect<T>(question: Question<T>, despiteSilence: boolean): Promise<Reply<T> | undefined> {
    const { hosts, rate, ...rest } = this.#options
    return hosts.run(rest.to.place, async () => {
      rest.signal?.throwIfAborted()
      const spent = this.#spent
      if (spent !== undefined) return { kind: 'not-asked', detail: spent }
      if (this.#silencesInARow >= SILENCES_BEFORE_CONTROL && !despiteSilence) return undefined
      this.connections++
      await rate.turn(rest.signal)
      const outcome = await converse(rest, question())
      const silent =
        outcome.kind === 'timed-out' || (outcome.kind === 'no-connection' && outcome.state === 'timed-out')
      if (outcome.kind === 'answer') this.#control ??= question
      this.#silencesInARow = silent ? this.#silencesInARow + 1 : 0
      if (silent) this.#silences++
      return outcome
    })
  }

  get #spent(): string | undefined {
    const { budget, deadline = Number.POSITIVE_INFINITY } = this.#options
    if (this.#gone !== undefined) return this.#gone
    if (this.connections >= budget) return 'the connection budget was spent'
    if (performance.now() >= deadline) return 'the time for this endpoint was used up'
    return this.#silences >= MAX_SILENCES ? 'the host left too many questions without an answer' : undefined
  }

  /** One control dial for everything that waits. An answer resets the count of time-outs; without one the session ends. */
  #isStillThere(): Promise<boolean> {
    const control = this.#control
    if (!control) return Promise.resolve(false)
    this.#stillThere ??= this.#connect(control, true).then((reply) => {
      const answered = reply?.kind === 'answer'
      if (answered) this.#stillThere = undefined
      return answered
    })
    return this.#stillThere
  }

  /**
   * Several servers may share one address, and one of them may be down: then some connections are lost, whatever is
   * asked. A host that answers the control each time, or never, is steady.
   */
  #isSteady(): Promise<boolean> {
    const control = this.#control
    if (!control) return Promise.resolve(true)
    this.#steady ??= this.#alone(async () => {
      const answered: boolean[] = []
      for (let i = 0; i < CONTROL_DIALS; i++) {
        const reply = await this.#connect(control, true)
        if (reply?.kind === 'not-asked') return true
        answered.push(reply?.kind === 'answer')
      }
      return new Set(answered).size === 1
    })
    return this.#steady
  }

  /**
   * Why a connection that was cut, or a port that refuses, says nothing about the question: the host does not answer its control
   * any more either. Undefined: it does, or has never answered. One dial for everything that waits, after it began to wait.
   */
  #whyNoAnswer(): Promise<string | undefined> {
    const control = this.#control
    if (!control) return Promise.resolve(undefined)
    const before = this.#checking
    this.#waiting ??= (async () => {
      await before
      this.#checking = this.#waiting
      this.#waiting = undefined
      return this.#alone(async () => {
        for (let i = 0; i < PATIENCE; i++) {
          const reply = await this.#connect(control, true)
          if (reply?.kind === 'answer') return undefined
          if (reply?.kind === 'not-asked') return reply.detail
        }
        this.#gone = GONE
        return GONE
      })
    })()
    return this.#waiting
  }

  #askPatiently<T>(question: Question<T>, last: Reply<T>): Promise<Reply<T>> {
    return this.#alone(async () => {
      for (let i = 0; i < PATIENCE; i++) {
        const reply = await this.#connect(question, true)
        if (reply === undefined || reply.kind === 'not-asked') return last
        if (this.#counts(reply)) return reply
      }
      return last
    })
  }

  async #alone<T>(task: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#closed = promise
    try {
      await Promise.allSettled(this.#open)
      return await task()
    } finally {
      this.#closed = undefined
      resolve()
    }
  }
}

/** An observation that could not be repeated is not a fact. */
const unconfirmed = (
  first: Exclude<Reply<unknown>, { kind: 'answer' }>,
  { detail }: Extract<Reply<unknown>, { kind: 'not-asked' }>,
): { kind: 'not-asked'; detail: string } => ({
  kind: 'not-asked',
  detail: `${stateWithoutAnswer(first).detail}, seen once: ${detail}`,
})

export const answerOf = <T>(reply: Reply<T> | undefined): T | undefined =>
  reply?.kind === 'answer' ? reply.value : undefined

export const stateOfReply = (reply: Reply<HelloAnswer | Handshake13Result>): Answer => {
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply)
  return reply.value.kind === 'alert'
    ? { state: 'refused', alert: alertName(reply.value.alert.description) }
    : { state: 'accepted' }
}

/** A missing answer as a fact: a reset is not a refusal, and a time-out is neither. */
export const stateWithoutAnswer = (reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Answer => {
  switch (reply.kind) {
    case 'cut-off': {
      const how = reply.how === 'reset' ? 'the connection was reset' : 'the connection was closed'
      return {
        state: 'cut-off',
        detail: reply.received.length > 0 ? `${how} in the middle of the answer` : how,
      }
    }
    case 'garbled':
      return { state: 'cut-off', detail: `the answer cannot be read: ${reply.detail}` }
    case 'timed-out':
      return {
        state: 'timed-out',
        detail: reply.received.length > 0 ? 'the answer did not end' : 'no answer',
      }
    case 'no-connection':
      return { state: reply.state === 'timed-out' ? 'timed-out' : 'cut-off', detail: reply.detail }
    case 'not-asked':
      return { state: 'not-tested', detail: reply.detail }
  }
}
