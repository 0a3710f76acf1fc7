/** Tasks that run at the same time, and some that run alone. */
export class Turns {
  readonly #running = new Set<Promise<unknown>>()
  /** Settles when the task that runs alone has ended. */
  #closed: Promise<void> | undefined

  /** `isAlone` is asked when it is its turn. */
  async take<T>(task: () => Promise<T>, isAlone: () => boolean): Promise<T> {
    while (this.#closed) await this.#closed
    if (isAlone()) return this.alone(task)
    return during(this.#running, task)
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

/** A task that is in `running` until it ends. */
export const during = async <T>(running: Set<Promise<unknown>>, task: () => Promise<T>): Promise<T> => {
  const one = task()
  running.add(one)
  try {
    return await one
  } finally {
    running.delete(one)
  }
}
