import table from './hashes.json' with { type: 'json' }
import type { AlgorithmRow } from './row.ts'

/**
 * By the name that TLS gives them in cipher suites and in this program's signature schemes, lower case. SHA-224 is in no category
 * of NIST's, and SHA-512 is stronger than every one.
 */
const HASHES: Readonly<Record<string, AlgorithmRow>> = Object.fromEntries(
  Object.entries(table).map(([name, row]) => [name, { ...row, primitive: 'hash', functions: ['digest'] }]),
)

export const hashAlgorithm = (name: string): AlgorithmRow | undefined => {
  const key = name.toLowerCase()
  return Object.hasOwn(HASHES, key) ? HASHES[key] : undefined
}

/** HMAC with that hash (RFC 2104). */
export const hmac = (hashName: string): AlgorithmRow | undefined => {
  const row = hashAlgorithm(hashName)
  return (
    row && {
      name: `HMAC-${row.name}`,
      primitive: 'mac',
      family: 'HMAC',
      functions: ['tag'],
      source: 'RFC 2104',
    }
  )
}
