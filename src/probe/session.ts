import type { Finding } from '../model/state.ts'
import { alertName } from '../registry/alerts.ts'
import { converse, type Dialogue, type Outcome } from './conversation.ts'
import { askHello, type Framing, type HelloAnswer } from './helloAnswer.ts'
import type { HostLimiters, RateLimiter } from './limiter.ts'

export type SessionOptions = {
  address: string
  port: number
  timeoutMs: number
  hosts: HostLimiters
  rate: RateLimiter
  /** Connections that may be made in all, repeated dials included. */
  budget: number
  signal?: AbortSignal | undefined
}

/** An answer, or why there is none. */
export type Reply<T> =
  | Exclude<Outcome<T>, { kind: 'no-connection' }>
  | { kind: 'no-connection'; state: 'closed' | 'timed-out' | 'unreachable'; detail: string }
  | { kind: 'not-asked'; detail: string }

/** After so many time-outs in a row a host has stopped answering, and asking on would only keep it busy. */
const SILENCES_BEFORE_STOP = 4

/** Milliseconds between the two halves of a hello that is split over segments: longer than any Nagle or delayed-ACK timer matters. */
export const SPLIT_PAUSE_MS = 60

/** The questions put to one address: counted, limited, and dialled again once where the answer was no answer. */
export class Session {
  readonly #options: SessionOptions
  #silences = 0
  connections = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** `dialogue` is called for each dial: a dialogue has a state and serves once. */
  async ask<T>(dialogue: () => Dialogue<T>): Promise<Reply<T>> {
    const first = await this.#dial(dialogue)
    if (first.kind === 'answer' || first.kind === 'garbled' || first.kind === 'not-asked') return first
    if (first.kind === 'no-connection' && first.state === 'unreachable') return first
    const second = await this.#dial(dialogue)
    return second.kind === 'not-asked' ? first : second
  }

  /** One ClientHello, one answer. */
  hello(message: () => Uint8Array, framing?: Framing): Promise<Reply<HelloAnswer>> {
    return this.ask(() => askHello(message(), framing))
  }

  async #dial<T>(dialogue: () => Dialogue<T>): Promise<Reply<T>> {
    const { hosts, rate, budget, ...rest } = this.#options
    return hosts.run(rest.address, async () => {
      rest.signal?.throwIfAborted()
      if (this.connections >= budget) return { kind: 'not-asked', detail: 'the connection budget was spent' }
      if (this.#silences >= SILENCES_BEFORE_STOP) {
        return { kind: 'not-asked', detail: 'the host had stopped answering' }
      }
      this.connections++
      await rate.turn()
      const outcome = await converse({ ...rest, pauseMs: SPLIT_PAUSE_MS }, dialogue())
      const silent =
        outcome.kind === 'timed-out' || (outcome.kind === 'no-connection' && outcome.state === 'timed-out')
      this.#silences = silent ? this.#silences + 1 : 0
      return outcome
    })
  }
}

/** How a reply to a hello counts as a fact. */
export const findingOf = (reply: Reply<HelloAnswer>): Finding => {
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply)
  return reply.value.kind === 'alert'
    ? { state: 'refused', alert: alertName(reply.value.alert.description) }
    : { state: 'accepted' }
}

/** What it says when no answer came: a reset is not a refusal, and silence is neither. */
export const stateWithoutAnswer = (reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Finding => {
  switch (reply.kind) {
    case 'cut-off':
      return {
        state: 'cut-off',
        detail: reply.how === 'reset' ? 'the connection was reset' : 'the connection was closed',
      }
    case 'garbled':
      return { state: 'cut-off', detail: `the answer is not TLS: ${reply.detail}` }
    case 'timed-out':
      return { state: 'timed-out', detail: reply.received > 0 ? 'the answer did not end' : 'no answer' }
    case 'no-connection':
      return { state: reply.state === 'timed-out' ? 'timed-out' : 'cut-off', detail: reply.detail }
    case 'not-asked':
      return { state: 'not-tested', detail: reply.detail }
  }
}
