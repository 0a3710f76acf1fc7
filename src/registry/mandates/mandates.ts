import { ELSEWHERE } from './elsewhere.ts'
import { AS_OF, type Clause, type MandateRow, type Policy, type Strength } from './mandate.ts'
import { UNITED_STATES } from './unitedStates.ts'

export type { Clause, Policy, Strength }

/** Who requires what by when. A clause applies to the algorithm that is in use. */
export const MANDATES: readonly MandateRow[] = [...UNITED_STATES, ...ELSEWHERE]

export const DEFAULT_MANDATE = 'nist-ir-8547'

export const mandate = (id: string): MandateRow | undefined => MANDATES.find((row) => row.id === id)

export const MANDATE_IDS: readonly string[] = MANDATES.map((row) => row.id)

/** Whether a mandate exists and names algorithms. Most do not. */
export const namesAlgorithms = (id: string): boolean => {
  const { groups, sshMethods, signature } = mandate(id) ?? {}
  return (groups ?? sshMethods ?? signature) !== undefined
}

/** Source and date of a row, as reports show them. */
export const sourceOf = ({ source, asOf, read }: Pick<MandateRow, 'source' | 'asOf' | 'read'>): string =>
  `${source}; as of ${asOf}${read === 'secondary' ? ', read in secondary sources' : ''}`

/** What mandates require together: the algorithms that each of them allows, and the clauses of all. */
export const policyOf = (ids: readonly string[]): Policy => {
  const rows = ids.flatMap((id) => mandate(id) ?? [])
  const groups = common(rows.flatMap((row) => (row.groups ? [row.groups] : [])))
  const sshMethods = common(rows.flatMap((row) => (row.sshMethods ? [row.sshMethods] : [])))
  const signature = rows
    .flatMap((row) => row.signature ?? [])
    .toSorted()
    .at(-1)
  return {
    mandates: rows.map(({ id }) => id).filter(namesAlgorithms),
    ...(groups ? { groups } : {}),
    ...(sshMethods ? { sshMethods } : {}),
    ...(signature ? { signature } : {}),
    clauses: rows.flatMap((row) =>
      row.clauses.map((clause) => ({
        ...clause,
        mandate: row.id,
        source: sourceOf({ ...row, source: clause.source ?? row.source }),
      })),
    ),
  }
}

/** The names in every list, in the order of the first; undefined: there is no list. */
const common = ([first, ...others]: readonly (readonly string[])[]): readonly string[] | undefined =>
  first?.filter((name) => others.every((list) => list.includes(name)))

/** The signature algorithm of new certificates unless a mandate names another. */
export const DEFAULT_SIGNATURE = 'ML-DSA-65'

/** The day on which post-quantum key exchange became a standard: no deadline can lie before it. */
export const ML_KEM_STANDARD = {
  date: '2024-08-13',
  source: 'FIPS 203, https://csrc.nist.gov/pubs/fips/203/final',
  asOf: AS_OF,
} as const
