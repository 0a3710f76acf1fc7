import { CLASSICAL_OIDS, type OidRow } from './classicalOids.ts'
import { POST_QUANTUM_OIDS } from './postQuantumOids.ts'

export type { OidRow }

export const OIDS: readonly OidRow[] = [...POST_QUANTUM_OIDS, ...CLASSICAL_OIDS]

const ROWS: ReadonlyMap<string, OidRow> = new Map(OIDS.map((row) => [row.oid, row]))

export const oid = (value: string): OidRow | undefined => ROWS.get(value)

/** RFC 5280 §4.2.1.12: id-kp-serverAuth. */
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'

/** A name to show: the number itself where no row has it. */
export const oidName = (value: string): string => {
  const row = ROWS.get(value)
  if (row === undefined) return value
  const { algorithm, parameters } = row
  if (parameters === undefined) return algorithm
  // `ML-DSA-65` says its family already; `secp256r1` does not.
  return parameters.startsWith(algorithm) ? parameters : `${algorithm} ${parameters}`
}
