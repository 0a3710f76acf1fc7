import table from './compliance.json' with { type: 'json' }

/** A clause that a compliance report covers. `asks`: what it requires, in this project's words. */
export type ComplianceClause = {
  id: string
  document: string
  clause: string
  asks: string
  status: string
  source: string
  /** `secondary`: the document itself was not available; descriptions of it were read. */
  read: 'primary' | 'secondary'
  asOf: string
}

export type ClauseId = keyof typeof table

export const complianceClauses = (...ids: readonly ClauseId[]): ComplianceClause[] =>
  ids.map((id) => ({ id, ...table[id] }) as ComplianceClause)

/** PCI DSS 4.0.1, 12.3.3: months from one review of the inventory to the next. */
export const PCI_REVIEW = {
  months: 12,
  source: 'PCI DSS 4.0.1, requirement 12.3.3',
  asOf: '2026-11-22',
} as const
