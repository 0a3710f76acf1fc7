/** A clause that a compliance view answers to: what it asks for, in this project's words. */
export type ComplianceClause = {
  id: string
  document: string
  clause: string
  asks: string
  status: string
  source: string
  /** `secondary`: the document itself was out of reach; what others quote of it was read. */
  read: 'primary' | 'secondary'
  asOf: string
}

const AS_OF = '2026-11-22'

export const COMPLIANCE_CLAUSES = [
  {
    id: 'pci-dss-12.3.3',
    document: 'PCI DSS 4.0.1',
    clause: '12.3.3',
    asks: 'an up-to-date inventory of all cipher suites and protocols in use, with purpose and place; the viability of each followed actively; a plan to respond to changes that are to be expected; all of it reviewed at least every 12 months',
    status: 'required since 31 March 2025',
    source:
      'PCI Security Standards Council, PCI DSS v4.0.1, https://www.pcisecuritystandards.org/standards/pci-dss/',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'pci-dss-4.2.1.1',
    document: 'PCI DSS 4.0.1',
    clause: '4.2.1.1',
    asks: 'an inventory of the trusted keys and certificates that protect card numbers in transmission',
    status: 'required since 31 March 2025',
    source:
      'PCI Security Standards Council, PCI DSS v4.0.1, https://www.pcisecuritystandards.org/standards/pci-dss/',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'omb-m-23-02',
    document: 'OMB Memorandum M-23-02',
    clause: 'section II',
    asks: 'a prioritised inventory of active cryptographic systems (keys created and exchanged, connections encrypted, signatures created and validated) that a quantum computer could break, high value assets and high impact systems first',
    status: 'yearly, until 2035; national security systems are left out',
    source:
      'OMB, Migrating to Post-Quantum Cryptography, 18 November 2022, https://www.whitehouse.gov/wp-content/uploads/2022/11/M-23-02-M-Memo-on-Migrating-to-Post-Quantum-Cryptography.pdf',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'omb-m-26-15',
    document: 'OMB Memorandum M-26-15',
    clause: 'agency plans',
    asks: 'a migration plan with priorities by risk, a phased timeline and an automated inventory',
    status: 'issued 24 June 2026; phases until 2035',
    source: 'OMB, M-26-15, 24 June 2026',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'soc2-cc6.7',
    document: 'SOC 2, Trust Services Criteria (2017, points of focus of 2022)',
    clause: 'CC6.7',
    asks: 'information is protected while it is transmitted, and its transmission is restricted to authorised users and processes',
    status: 'current',
    source:
      'AICPA, TSP section 100, https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'gdpr-32-1-a',
    document: 'Regulation (EU) 2016/679 (GDPR)',
    clause: 'Art. 32(1)(a)',
    asks: 'personal data is pseudonymised and encrypted as the risk and the state of the art call for it',
    status: 'applies since 25 May 2018',
    source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'gdpr-32-1-d',
    document: 'Regulation (EU) 2016/679 (GDPR)',
    clause: 'Art. 32(1)(d)',
    asks: 'the effectiveness of the measures is tested, assessed and evaluated regularly',
    status: 'applies since 25 May 2018',
    source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
    read: 'secondary',
    asOf: AS_OF,
  },
] as const satisfies readonly ComplianceClause[]

type ClauseId = (typeof COMPLIANCE_CLAUSES)[number]['id']

/** The rows of these clauses, in this order. */
export const complianceClauses = (...ids: readonly ClauseId[]): ComplianceClause[] =>
  ids.flatMap((id) => COMPLIANCE_CLAUSES.filter((row) => row.id === id))

/** PCI DSS 4.0.1, 12.3.3: months from one review of the inventory to the next. */
export const PCI_REVIEW = { months: 12, source: 'PCI DSS 4.0.1, requirement 12.3.3', asOf: AS_OF } as const
