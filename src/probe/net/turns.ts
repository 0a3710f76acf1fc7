/** Tasks that run at the same time, and some that run alone. */
export class Turns {
  readonly #running = new Set<Promise<unknown>>()
  /** Settles when the task that runs alone has ended. */
  #closed: Promise<void> | undefined

  /** The others that are under way. */
  get running(): readonly Promise<unknown>[] {
    return [...this.#running]
  }

  /** `isAlone` is asked when it is its turn. */
  async take<T>(task: () => Promise<T>, isAlone: () => boolean): Promise<T> {
    while (this.#closed) await this.#closed
    if (isAlone()) return this.alone(task)
    const running = task()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** When the others have ended; new ones wait. */
  async alone<T>(task: () => T | Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#closed = promise
    try {
      await Promise.allSettled(this.#running)
      return await task()
    } finally {
      this.#closed = undefined
      resolve()
    }
  }
}
