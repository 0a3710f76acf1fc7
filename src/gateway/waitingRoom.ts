import { Pieces } from '../mcp/pieces.ts'

/** Bytes that all who wait may hold together, next to the first FREE_BYTES of each. */
export const MAX_WAITING = 268_435_456

/** Bytes of each holder that do not count: short messages are never refused. */
const FREE_BYTES = 65_536

/** Milliseconds without progress after which a holder gives its room to another that needs it. */
const PATIENCE_MS = 5_000

/**
 * The joint bound on what is in memory because a peer has not read it, or has not sent its end: bodies of requests,
 * answers, and events that are stored for a client that was cut off.
 */
export class WaitingRoom {
  #left: number
  readonly #patienceMs: number
  /** Those that count, with the time of their last progress; the one whose progress is longest ago comes first. */
  readonly #holders = new Map<Holder, number>()

  constructor(bytes: number = MAX_WAITING, patienceMs: number = PATIENCE_MS) {
    this.#left = bytes
    this.#patienceMs = patienceMs
  }

  /** `evict`: drops what the holder waits with, where another one needs the room; without it, it is never asked to. */
  enter(evict?: () => void): Holder {
    return new Holder((holder, counted) => this.#change(holder, counted), evict)
  }

  #change(holder: Holder, counted: number): boolean {
    const more = counted - holder.counted
    if (more > this.#left) this.#evict(holder, more)
    if (more > this.#left) return false
    this.#left -= more
    holder.counted = counted
    this.#holders.delete(holder)
    if (counted > 0) this.#holders.set(holder, performance.now())
    return true
  }

  #evict(newcomer: Holder, bytes: number): void {
    const before = performance.now() - this.#patienceMs
    for (const [holder, progress] of this.#holders) {
      if (progress > before || bytes <= this.#left) return
      if (holder === newcomer || holder.evict === undefined) continue
      holder.evict()
      holder.resize(0)
    }
  }
}

export class Holder {
  /** Bytes of the room that it takes. */
  counted = 0
  evict: (() => void) | undefined
  readonly #change: (holder: Holder, counted: number) => boolean

  constructor(change: (holder: Holder, counted: number) => boolean, evict: (() => void) | undefined) {
    this.#change = change
    this.evict = evict
  }

  /** To `bytes` in all; each call is progress. False, with nothing changed, where the bound would be exceeded. */
  resize(bytes: number): boolean {
    const counted = Math.max(0, bytes - FREE_BYTES)
    return (counted === 0 && this.counted === 0) || this.#change(this, counted)
  }
}

/** All bytes of a stream. `bound` gets their number after each piece, before that is held. Throws what it throws. */
export const readAll = async (
  stream: AsyncIterable<Buffer>,
  bound: (size: number) => void,
): Promise<Buffer> => {
  const pieces = new Pieces()
  for await (const piece of stream) {
    bound(pieces.length + piece.length)
    pieces.add(piece)
  }
  return pieces.take()
}
