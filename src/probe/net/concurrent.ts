/**
 * Runs a task for each item, at most `limit` at a time, and yields the results as they come. Takes the next item only
 * when it can start, so that an endless list needs no more memory than a short one. The first error of a task or of the
 * list is thrown when the running tasks have ended.
 */
export async function* concurrently<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const results: R[] = []
  const errors: unknown[] = []
  const changed = new Signal()
  let running = 0
  let feeding = true

  const start = async (item: T): Promise<void> => {
    running++
    try {
      results.push(await task(item))
    } catch (error) {
      errors.push(error)
    } finally {
      running--
      changed.notify()
    }
  }
  const feed = async (): Promise<void> => {
    try {
      for await (const item of items) {
        while (feeding && (running >= limit || results.length >= limit)) await changed.wait()
        if (!feeding || errors.length > 0) return
        void start(item)
      }
    } catch (error) {
      errors.push(error)
    } finally {
      feeding = false
      changed.notify()
    }
  }

  void feed()
  try {
    while (feeding || running > 0 || results.length > 0) {
      if (results.length === 0) await changed.wait()
      else {
        yield results.shift() as R
        changed.notify()
      }
    }
    if (errors.length > 0) throw errors[0]
  } finally {
    feeding = false
    changed.notify()
  }
}

/** Resolves every wait at the next change. */
class Signal {
  #waiting: (() => void)[] = []

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  notify(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
