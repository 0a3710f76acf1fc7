import { finder, rowsOf } from '../../dataFile.ts'
import table from './dhPrimes.json' with { type: 'json' }

/** A prime of Diffie-Hellman that many servers share. `name`: of the group in its RFC, or of the software that ships it. */
export type DhPrimeRow = {
  name: string
  /** Of the prime's bytes, big-endian, without leading zeros. */
  sha256: string
  source: string
}

const DH_PRIMES: readonly DhPrimeRow[] = rowsOf(table.primes)

export const dhPrime = finder(DH_PRIMES, ({ sha256 }) => sha256)
