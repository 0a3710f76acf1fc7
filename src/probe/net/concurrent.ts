/**
 * Takes the next item only when it can start, so that an endless list needs no more memory than a short one.
 * The first error of a task or of the list is thrown when the running tasks have ended. `undefined` is not yielded.
 */
export async function* concurrently<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  task: (item: T) => Promise<R | undefined>,
): AsyncGenerator<R> {
  const results: R[] = []
  const errors: unknown[] = []
  let running = 0
  let feeding = true
  // Two, so that a task without a result wakes only what starts the next one.
  let feedMore = (): void => {}
  let yieldMore = (): void => {}

  const start = async (item: T): Promise<void> => {
    running++
    try {
      const result = await task(item)
      if (result !== undefined) results.push(result)
    } catch (error) {
      errors.push(error)
    } finally {
      running--
      feedMore()
      if (results.length > 0 || running === 0) yieldMore()
    }
  }
  const feed = async (): Promise<void> => {
    try {
      for await (const item of items) {
        while (feeding && (running >= limit || results.length >= limit))
          await new Promise<void>((resolve) => (feedMore = resolve))
        if (!feeding || errors.length > 0) return
        void start(item)
      }
    } catch (error) {
      errors.push(error)
    } finally {
      feeding = false
      yieldMore()
    }
  }

  void feed()
  try {
    while (feeding || running > 0 || results.length > 0) {
      if (results.length === 0) await new Promise<void>((resolve) => (yieldMore = resolve))
      else {
        yield results.shift() as R
        feedMore()
      }
    }
    if (errors.length > 0) throw errors[0]
  } finally {
    feeding = false
    feedMore()
  }
}
