import { setTimeout as sleep } from 'node:timers/promises'

/** At most `limit` at a time; the others wait in line. The one way to limit concurrency in this program. */
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

/** One limiter a host, kept only while something runs there. */
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
      // Another one may stand there by now: deleting that would give its host a second set of places.
      if (limiter.idle && this.#hosts.get(host) === limiter) this.#hosts.delete(host)
    }
  }
}

/** What a RateLimiter reads the time from, in milliseconds. */
export type Clock = { now(): number; sleep(ms: number, signal: AbortSignal | undefined): Promise<void> }

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

/** Spaces starts so that no more than `perSecond` begin in a second; undefined: as fast as it goes. */
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
