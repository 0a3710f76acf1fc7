import type { Track } from '../../model/plan.ts'
import { rowsOf } from '../dataFile.ts'
import table from './mandates.json' with { type: 'json' }

/** The strength of an algorithm in bits against a classical computer. */
export type Strength = 'below-112' | '112' | '128'

export type Clause = {
  track: Track
  strengths: readonly Strength[]
  /** `high`: only what its authority calls high-risk or high-priority; here: critical, high or unknown data. */
  priority: 'all' | 'high'
  /** ISO 8601: the last day on which the algorithm is allowed. */
  date: string
  effect: 'deprecated' | 'disallowed' | 'complete' | 'exclusive'
  /** One sentence, with the place in the document. */
  clause: string
  /** If it is not the mandate's own document. */
  source?: string
}

/** What a mandate requires of operators in addition to dates for algorithms. */
export type Obligation = {
  /** ISO 8601: done by, or in force since. Absent: the mandate sets no date. */
  date?: string
  text: string
}

/** The algorithms that a mandate allows. What is absent it leaves open. */
type Allowed = {
  /** Groups of TLS. Absent: any hybrid or post-quantum one. */
  groups?: readonly string[]
  /** Key exchange methods of SSH. Absent: any hybrid or post-quantum one. */
  sshMethods?: readonly string[]
  /** Of certificates. Absent: ML-DSA-65 or stronger. */
  signature?: SignatureAlgorithm
}

export type SignatureAlgorithm = 'ML-DSA-65' | 'ML-DSA-87'

/** What the chosen mandates require together: the policy that plan, actions and verify follow. */
export type Policy = Allowed & {
  /** Ids of the mandates that name algorithms. */
  mandates: readonly string[]
  clauses: readonly (Clause & { mandate: string; source: string })[]
}

export type MandateRow = Allowed & {
  id: string
  authority: string
  jurisdiction: string
  binding: 'binding' | 'guidance'
  scope: string
  status: string
  clauses: readonly Clause[]
  obligations: readonly Obligation[]
  source: string
  /** `secondary`: the document itself was not available; descriptions of it were read. */
  read: 'primary' | 'secondary'
  asOf: string
}

/**
 * Who requires what by when. A clause applies to the algorithm that is in use. NIST distinguishes 112-bit strength
 * (RSA-2048, P-224) from 128-bit strength (RSA-3072, P-256, X25519); many tables do not.
 */
export const MANDATES = table.map(({ clauses, ...row }) => ({
  ...row,
  clauses: rowsOf<Clause>(clauses),
})) as readonly MandateRow[]

export const DEFAULT_MANDATE = 'nist-ir-8547'

export const mandate = (id: string): MandateRow | undefined => MANDATES.find((row) => row.id === id)

export const MANDATE_IDS: readonly string[] = MANDATES.map((row) => row.id)

/** Whether a mandate exists and names algorithms. Most do not. */
export const namesAlgorithms = (id: string): boolean => {
  const { groups, sshMethods, signature } = mandate(id) ?? {}
  return (groups ?? sshMethods ?? signature) !== undefined
}

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

/** The names in every list, in the order of the first; undefined: no list was given. */
const common = ([first, ...others]: readonly (readonly string[])[]): readonly string[] | undefined =>
  first?.filter((name) => others.every((list) => list.includes(name)))

/** The signature algorithm of new certificates unless a mandate names another. */
export const DEFAULT_SIGNATURE = 'ML-DSA-65'

/** The day on which post-quantum key exchange became a standard: no deadline can lie before it. */
export const ML_KEM_STANDARD = {
  date: '2024-08-13',
  source: 'FIPS 203, https://csrc.nist.gov/pubs/fips/203/final',
  asOf: '2026-11-22',
} as const
