import { setTimeout as sleep } from 'node:timers/promises'

/** New names of ids that a stream gets before it waits for its turn, and milliseconds of a turn. */
const TURN_IDS = 100
const TURN_MS = 10

/** Milliseconds between two turns of a stream that asks for little: it does not wait for the others of its client. */
const SLOW_MS = 1_000

/** Starts again from 0 with a turn. */
type Paced = { renames: number }

type Waiting = { isSlow: boolean; signal: AbortSignal; go: () => void }

/**
 * Slows down streams that break off, and those with a flood of ids, each of which is sealed: 10,000 ids a second of all
 * streams leave time for others. Clients take turns, however many streams they have.
 */
export class Pace {
  /** The client whose turn was longest ago comes first. */
  readonly #waiting = new Map<string, Waiting[]>()
  /** Milliseconds, as performance.now gives them; at first, when the stream began. */
  readonly #lastTurn = new WeakMap<Paced, number>()

  /** Resolves when the stream may go on, or `signal` says that it has ended; undefined: at once. */
  turn(stream: Paced, client: string, signal: AbortSignal): Promise<void> | undefined {
    const last = this.#lastTurn.get(stream) ?? performance.now()
    this.#lastTurn.set(stream, last)
    if (stream.renames < TURN_IDS) return undefined
    stream.renames = 0
    const isSlow = performance.now() - last >= SLOW_MS
    return new Promise<void>((go) => this.#enter(client, { isSlow, signal, go })).then(() => {
      this.#lastTurn.set(stream, performance.now())
    })
  }

  /** Before a stream is opened again. @throws {Error} AbortError */
  pause(ms: number, signal: AbortSignal): Promise<void> {
    return sleep(ms, undefined, { signal })
  }

  #enter(client: string, waiting: Waiting): void {
    const queue = this.#waiting.get(client) ?? []
    const next = waiting.isSlow ? queue.findIndex(({ isSlow }) => !isSlow) : -1
    queue.splice(next === -1 ? queue.length : next, 0, waiting)
    if (this.#waiting.size === 0) setTimeout(() => this.#next(), TURN_MS)
    this.#waiting.set(client, queue)
  }

  #next(): void {
    for (const [client, queue] of this.#waiting) {
      this.#waiting.delete(client)
      const ended = queue.filter(({ signal }) => signal.aborted)
      const [first, ...others] = queue.filter(({ signal }) => !signal.aborted)
      for (const { go } of ended) go()
      first?.go()
      if (others.length > 0) this.#waiting.set(client, others)
      if (first) break
    }
    if (this.#waiting.size > 0) setTimeout(() => this.#next(), TURN_MS)
  }
}
