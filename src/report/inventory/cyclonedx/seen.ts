import { hash } from 'node:crypto'

/**
 * The references that were written. A set of a million strings would need most of the memory that a report may use:
 * after the first ones, which are the most frequent, 16 bytes of the SHA-256 of each are stored, in an open hash table.
 */
export class Seen {
  readonly #first = new Set<string>()
  #table = new Uint32Array(WORDS * 1024)
  #used = 0

  /** True the first time. */
  add(ref: string): boolean {
    if (this.#first.has(ref)) return false
    if (this.#first.size < MAX_FIRST) {
      this.#first.add(ref)
      return true
    }
    const key = keyOf(ref)
    const at = find(this.#table, key)
    if (isTaken(this.#table, at)) return false
    this.#table.set(key, at)
    this.#used++
    if (this.#used * WORDS * 2 > this.#table.length) this.#grow()
    return true
  }

  has(ref: string): boolean {
    return this.#first.has(ref) || isTaken(this.#table, find(this.#table, keyOf(ref)))
  }

  #grow(): void {
    const larger = new Uint32Array(this.#table.length * 2)
    for (let at = 0; at < this.#table.length; at += WORDS) {
      if (!isTaken(this.#table, at)) continue
      const key = this.#table.subarray(at, at + WORDS)
      larger.set(key, find(larger, key))
    }
    this.#table = larger
  }
}

const MAX_FIRST = 5000
const WORDS = 4

/** The first 16 bytes of the digest. */
const keyOf = (ref: string): Uint32Array =>
  new Uint32Array(Uint8Array.from(hash('sha256', ref, 'buffer')).buffer, 0, WORDS)

/** A digest of zeros alone does not occur. */
const isTaken = (table: Uint32Array, at: number): boolean =>
  table[at] !== 0 || table[at + 1] !== 0 || table[at + 2] !== 0 || table[at + 3] !== 0

/** The position of the key, or the free position for it: half of the table is always free. */
const find = (table: Uint32Array, key: Uint32Array): number => {
  let at = ((key[0] ?? 0) * WORDS) % table.length
  while (isTaken(table, at) && !isAt(table, at, key)) at = (at + WORDS) % table.length
  return at
}

const isAt = (table: Uint32Array, at: number, key: Uint32Array): boolean =>
  table[at] === key[0] && table[at + 1] === key[1] && table[at + 2] === key[2] && table[at + 3] === key[3]
