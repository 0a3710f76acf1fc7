import { ELSEWHERE } from './elsewhere.ts'
import { AS_OF, type Clause, type MandateRow, type Strength } from './mandate.ts'
import { UNITED_STATES } from './unitedStates.ts'

export type { Clause, MandateRow, Strength }

/** Who asks for what by when. A clause holds for the algorithm that is in use. */
export const MANDATES: readonly MandateRow[] = [...UNITED_STATES, ...ELSEWHERE]

export const DEFAULT_MANDATE = 'nist-ir-8547'

const ROWS: ReadonlyMap<string, MandateRow> = new Map(MANDATES.map((row) => [row.id, row]))

export const mandate = (id: string): MandateRow | undefined => ROWS.get(id)

export const MANDATE_IDS: readonly string[] = MANDATES.map(({ id }) => id)

/**
 * The day on which post-quantum key exchange became a standard: nothing can have been due before, whatever Mosca's
 * inequality comes to.
 */
export const ML_KEM_STANDARD = {
  date: '2024-08-13',
  source: 'FIPS 203, https://csrc.nist.gov/pubs/fips/203/final',
  asOf: AS_OF,
} as const
