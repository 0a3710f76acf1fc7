import { setTimeout as sleep } from 'node:timers/promises'

export class Limiter {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#running++
    try {
      return await task()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }

  get idle(): boolean {
    return this.#running === 0
  }
}

/** One limiter for each host, held only while a task runs there. */
export class HostLimiters {
  readonly #limit: number
  readonly #hosts = new Map<string, Limiter>()

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(host: string, task: () => Promise<T>): Promise<T> {
    let limiter = this.#hosts.get(host)
    if (!limiter) {
      limiter = new Limiter(this.#limit)
      this.#hosts.set(host, limiter)
    }
    try {
      return await limiter.run(task)
    } finally {
      // Another limiter may be in its place by now, which must stay.
      if (limiter.idle && this.#hosts.get(host) === limiter) this.#hosts.delete(host)
    }
  }
}

/** Milliseconds. */
export type Clock = { now(): number; sleep(ms: number, signal: AbortSignal | undefined): Promise<void> }

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

/** Spaces starts so that at most `perSecond` begin in a second; undefined: no limit. */
export class RateLimiter {
  readonly #interval: number | undefined
  readonly #clock: Clock
  #next = 0

  constructor(perSecond: number | undefined, clock: Clock = SYSTEM_CLOCK) {
    this.#interval = perSecond === undefined ? undefined : 1000 / perSecond
    this.#clock = clock
  }

  /** Rejects as soon as `signal` aborts. */
  async turn(signal?: AbortSignal): Promise<void> {
    if (this.#interval === undefined) return
    const now = this.#clock.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await this.#clock.sleep(start - now, signal)
  }
}
