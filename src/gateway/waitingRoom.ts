import { Pieces } from '../mcp/pieces.ts'

/** Bytes that all who wait may hold together, next to the first FREE_BYTES of each. */
export const MAX_WAITING = 268_435_456

/** Bytes of each holder that do not count: short messages are never refused. */
const FREE_BYTES = 65_536

/** The part of the room that a holder has to receive or send for progress: a byte now and then is none. */
const PROGRESS_PART = 1 / 16_384

/** Milliseconds without progress after which a holder gives its room to another that needs it. */
const PATIENCE_MS = 5_000

/**
 * The joint bound on what is in memory because a peer has not read it, or has not sent its end: bodies of requests,
 * answers, and events that are stored for a client that was cut off.
 */
export class WaitingRoom {
  #left: number
  readonly #patienceMs: number
  readonly #progress: number
  readonly #ofClients = new Map<string, number>()
  /** Those that count, with the time of their last progress; the one whose progress is longest ago comes first. */
  readonly #holders = new Map<Holder, number>()

  constructor(bytes: number = MAX_WAITING, patienceMs: number = PATIENCE_MS) {
    this.#left = bytes
    this.#patienceMs = patienceMs
    this.#progress = bytes * PROGRESS_PART
  }

  /**
   * `evict`: drops what the holder waits with, where another one needs the room; without it, it is never asked to. `client`:
   * `clientOf` the connection.
   */
  enter(evict?: () => void, client = ''): Holder {
    return new Holder((holder, counted) => this.#change(holder, counted), client, evict)
  }

  #change(holder: Holder, counted: number): boolean {
    const more = counted - holder.counted
    if (more > this.#left) this.#evict(holder, more)
    if (more > this.#left) return false
    this.#left -= more
    holder.counted = counted
    holder.moved += Math.abs(more)
    const own = this.#of(holder.client) + more
    if (own > 0) this.#ofClients.set(holder.client, own)
    else this.#ofClients.delete(holder.client)
    if (counted > 0 && this.#holders.has(holder) && holder.moved < this.#progress) return true
    holder.moved = 0
    this.#holders.delete(holder)
    if (counted > 0) this.#holders.set(holder, performance.now())
    return true
  }

  #of(client: string): number {
    return this.#ofClients.get(client) ?? 0
  }

  /** First those without progress, and then the slowest of the client that holds most, down to what the newcomer's would hold. */
  #evict(newcomer: Holder, bytes: number): void {
    const before = performance.now() - this.#patienceMs
    const own = this.#of(newcomer.client) + bytes
    const [greediest] = [...this.#ofClients].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0])
    const isGiving = (holder: Holder, progress: number): boolean =>
      progress <= before || (holder.client === greediest && this.#of(greediest) > own)
    for (const [holder, progress] of this.#holders) {
      if (bytes <= this.#left) return
      if (holder === newcomer || holder.evict === undefined || !isGiving(holder, progress)) continue
      holder.evict()
      holder.resize(0)
    }
  }
}

export class Holder {
  /** Bytes of the room that it takes. */
  counted = 0
  /** Bytes that came or went since its last progress. */
  moved = 0
  readonly client: string
  evict: (() => void) | undefined
  readonly #change: (holder: Holder, counted: number) => boolean

  constructor(
    change: (holder: Holder, counted: number) => boolean,
    client: string,
    evict: (() => void) | undefined,
  ) {
    this.#change = change
    this.client = client
    this.evict = evict
  }

  /** To `bytes` in all. False, with nothing changed, where the bound would be exceeded. */
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
