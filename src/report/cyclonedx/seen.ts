import { hash } from 'node:crypto'

/** Which references there have been. A million certificates have long ones: those are kept as 16 bytes each. */
export class Seen {
  readonly #keys = new Set<string>()

  /** True the first time. */
  add(ref: string): boolean {
    const key = ref.length <= SHORT ? ref : hash('sha256', ref, 'buffer').toString('latin1', 0, 16)
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    return true
  }
}

const SHORT = 40
