import { byName, rowsOf } from '../dataFile.ts'
import { CIPHER_SUITES } from '../tls/suites/cipherSuites.ts'
import table from './ciphers.json' with { type: 'json' }
import { hashAlgorithm, hmac } from './hashes.ts'
import type { AlgorithmRow } from './row.ts'

/** A row of the file. `suites`: what names of cipher suites call it, where that is not its name in capitals. */
export type CipherRow = Omit<AlgorithmRow, 'functions'> & { suites?: readonly string[] }

const ROWS = rowsOf<CipherRow>(table).map(({ suites, ...row }) => {
  const cipher: AlgorithmRow = { ...row, functions: ['encrypt', 'decrypt'] }
  return { cipher, suites: suites ?? [row.name.toUpperCase().replaceAll('-', '_')] }
})

/** By its name: `AES-256-GCM`. */
export const cipherNamed = byName(ROWS.map(({ cipher }) => cipher))

/** By the middle of a suite's name, the longest first: `AES_128_CCM_8` before `AES_128_CCM`. */
const IN_SUITES = ROWS.flatMap(({ cipher, suites }) => suites.map((name) => ({ name, cipher }))).toSorted(
  (a, b) => b.name.length - a.name.length,
)

/** RFC 6655 §3: suites with CCM whose name has no hash use SHA-256. */
const DEFAULT_HASH = 'SHA256'

const readRecords = (suite: string): AlgorithmRow[] => {
  const body = suite.replace(/^TLS_(.+_WITH_)?/, '')
  const found = IN_SUITES.find(({ name }) => body === name || body.startsWith(`${name}_`))
  if (!found && !body.startsWith('NULL_')) return []
  const { name, cipher } = found ?? { name: 'NULL' }
  const rest = body.slice(name.length + 1).replace(/_OLD$/, '') || DEFAULT_HASH
  const digest = cipher?.primitive === 'ae' ? hashAlgorithm(rest) : hmac(rest)
  return [cipher, digest].filter((row) => row !== undefined)
}

const RECORDS: ReadonlyMap<string, readonly AlgorithmRow[]> = new Map(
  CIPHER_SUITES.map(({ name }) => [name, readRecords(name)]),
)

/**
 * What protects the records under a suite, and the hash of its key derivation: not its key exchange, and not its
 * authentication. Empty for what has no row here; without a cipher for a suite that does not encrypt.
 */
export const recordAlgorithms = (suite: string): readonly AlgorithmRow[] => RECORDS.get(suite) ?? []
