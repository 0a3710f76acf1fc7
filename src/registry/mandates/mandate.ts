import type { Track } from '../../model/plan.ts'

/** How strong the algorithm is that a clause speaks of, in bits against a classical computer. */
export type Strength = 'below-112' | '112' | '128'

export type Clause = {
  track: Track
  /** The strengths it applies to. */
  strengths: readonly Strength[]
  /** `high`: only what its authority calls high-risk or high-priority; here: critical, high or unknown data. */
  priority: 'all' | 'high'
  /** ISO 8601: the last day on which it may still be as it is. */
  date: string
  effect: 'deprecated' | 'disallowed' | 'complete' | 'exclusive'
  /** One sentence, with the place in the document. */
  clause: string
  /** Where that is not the mandate's own document. */
  source?: string
}

/** What a mandate asks of whoever runs endpoints, beside dates for algorithms. */
export type Obligation = {
  /** ISO 8601: done by, or in force since. Absent: none is named. */
  date?: string
  text: string
}

export type MandateRow = {
  id: string
  authority: string
  jurisdiction: string
  binding: 'binding' | 'guidance'
  scope: string
  status: string
  /** Groups that satisfy it on the key-exchange track; absent: any hybrid or post-quantum group. */
  groups?: readonly string[]
  /** The signature algorithm that it asks for; absent: ML-DSA-65 or stronger. */
  signature?: string
  clauses: readonly Clause[]
  obligations: readonly Obligation[]
  source: string
  /** `secondary`: the document itself was out of reach; what others write of it was read. */
  read: 'primary' | 'secondary'
  asOf: string
}

export const AS_OF = '2026-11-22'
export const ANY: readonly Strength[] = ['below-112', '112', '128']
