/** So many times as long as one answer may take a whole endpoint: 400 connections one after the other, each 2 T. */
const ENDPOINT_PATIENCE = 800

/** So many times, after that, may take what is already under way. */
const CLOSING_PATIENCE = 4

/** Milliseconds for an endpoint; a limited rate adds its waits for as many connections of each endpoint at work. */
export const endpointDeadline = (
  timeoutMs: number,
  rate: number | undefined,
  concurrency: number,
): number => {
  const waits = rate === undefined ? 0 : (concurrency * (ENDPOINT_PATIENCE / 2) * 1000) / rate
  return Math.min(ENDPOINT_PATIENCE * timeoutMs + waits, LONGEST_TIMER)
}

/** Of setTimeout, minus room for the closing time. */
const LONGEST_TIMER = 2 ** 30

export type DeadlineOptions = {
  timeoutMs: number
  deadlineMs?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * The time of one endpoint from the moment it is started. At `end` nothing new is asked. CLOSING_PATIENCE later, whatever
 * still waits is left behind, whether or not it listens to the signal.
 */
export class Deadline {
  readonly end: number
  readonly #options: DeadlineOptions
  readonly #controller = new AbortController()
  readonly #over = Promise.withResolvers<typeof LATE>()
  readonly #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(options: DeadlineOptions) {
    const { deadlineMs, timeoutMs, signal } = options
    this.#options = options
    this.end = performance.now() + (deadlineMs ?? Number.POSITIVE_INFINITY)
    if (signal?.aborted) this.#abort()
    signal?.addEventListener('abort', this.#abort)
    if (deadlineMs === undefined) return
    this.#timer = setTimeout(
      () => {
        this.#isOver = true
        this.#over.resolve(LATE)
        this.#controller.abort(new Error(this.why))
      },
      deadlineMs + CLOSING_PATIENCE * timeoutMs,
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get why(): string {
    return `not tested to the end: the endpoint took longer than ${Math.ceil(this.#options.deadlineMs ?? 0)} ms`
  }

  async until<T, L>(task: Promise<T>, late: L): Promise<T | L> {
    try {
      const result = await Promise.race([task, this.#over.promise])
      return result === LATE ? late : result
    } catch (error) {
      if (this.#isOver && !this.#options.signal?.aborted) return late
      throw error
    }
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#options.signal?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => this.#controller.abort(this.#options.signal?.reason)
}

const LATE = Symbol('late')
