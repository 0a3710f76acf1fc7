import type { Track } from '../../model/plan.ts'

/** The strength of an algorithm in bits against a classical computer. */
export type Strength = 'below-112' | '112' | '128'

export type Clause = {
  track: Track
  /** The strengths it applies to. */
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

/** A mandate with other groups, methods or dates is one row. */
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

export const AS_OF = '2026-11-22'
export const ANY: readonly Strength[] = ['below-112', '112', '128']
