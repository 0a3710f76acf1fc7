import { ANY, AS_OF, type Clause, type MandateRow } from './mandate.ts'

/** Two dates: high-priority systems first, then all systems. Authentication has the second date. */
const inTwoSteps = (
  high: { date: string; clause: string },
  all: { date: string; clause: string },
): readonly Clause[] => [
  { track: 'key-exchange', strengths: ANY, priority: 'high', effect: 'complete', ...high },
  { track: 'key-exchange', strengths: ANY, priority: 'all', effect: 'complete', ...all },
  { track: 'authentication', strengths: ANY, priority: 'all', effect: 'complete', ...all },
]

/** Outside of the United States, and international. */
export const ELSEWHERE = [
  {
    id: 'uk-ncsc',
    authority: 'NCSC',
    jurisdiction: 'UK',
    binding: 'guidance',
    scope: 'all organisations; high-priority systems first',
    status: 'published March 2025',
    clauses: inTwoSteps(
      { date: '2031-12-31', clause: 'the migrations of highest priority are carried out by 2031' },
      { date: '2035-12-31', clause: 'the migration of all systems is complete by 2035' },
    ),
    obligations: [{ date: '2028-12-31', text: 'discovery is done and a first plan is made by 2028' }],
    source:
      'NCSC, Timelines for migration to post-quantum cryptography, https://www.ncsc.gov.uk/guidance/pqc-migration-timelines',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'eu-roadmap',
    authority: 'NIS Cooperation Group',
    jurisdiction: 'EU',
    binding: 'guidance',
    scope: 'member states; high-risk use cases first',
    status: 'version 1.1, June 2025',
    clauses: inTwoSteps(
      { date: '2030-12-31', clause: 'high-risk use cases are migrated by the end of 2030' },
      { date: '2035-12-31', clause: 'medium-risk use cases are migrated by the end of 2035' },
    ),
    obligations: [{ date: '2026-12-31', text: 'the first steps are taken: inventory, risks, plan, pilots' }],
    source:
      'A Coordinated Implementation Roadmap for the Transition to Post-Quantum Cryptography, https://digital-strategy.ec.europa.eu/en/library/coordinated-implementation-roadmap-transition-post-quantum-cryptography',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'au-asd',
    authority: 'ASD',
    jurisdiction: 'AU',
    binding: 'guidance',
    scope: 'government systems under the Information Security Manual',
    status: 'in force',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ANY,
        priority: 'all',
        date: '2030-12-31',
        effect: 'disallowed',
        clause: 'classical key establishment ends by 2030',
      },
      {
        track: 'authentication',
        strengths: ANY,
        priority: 'all',
        date: '2030-12-31',
        effect: 'disallowed',
        clause: 'classical signatures end by 2030',
      },
    ],
    obligations: [
      { date: '2026-12-31', text: 'a refined plan for the transition exists by the end of 2026' },
    ],
    source: 'ASD, Information Security Manual and Planning for post-quantum cryptography',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'canada',
    authority: 'Canadian Centre for Cyber Security',
    jurisdiction: 'CA',
    binding: 'binding',
    scope: 'departments of the federal government',
    status: 'in force',
    clauses: inTwoSteps(
      { date: '2031-12-31', clause: 'systems of high priority are migrated by the end of 2031' },
      { date: '2035-12-31', clause: 'the remaining systems are migrated by the end of 2035' },
    ),
    obligations: [{ date: '2026-04-30', text: 'each department has a plan by April 2026' }],
    source: 'Canadian Centre for Cyber Security, ITSM.40.001',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'dora',
    authority: 'European Commission',
    jurisdiction: 'EU',
    binding: 'binding',
    scope: 'financial entities',
    status: 'applies since 17 January 2025',
    clauses: [],
    obligations: [
      {
        date: '2025-01-17',
        text: 'a policy on cryptography that follows from the classification of data (Art. 6)',
      },
      {
        date: '2025-01-17',
        text: 'developments of cryptanalysis are followed, and what mitigates them is recorded (Art. 6, 7)',
      },
    ],
    source: 'Delegated Regulation (EU) 2024/1774, Articles 6 and 7',
    read: 'secondary',
    asOf: AS_OF,
  },
  {
    id: 'pci-dss',
    authority: 'PCI Security Standards Council',
    jurisdiction: 'worldwide',
    binding: 'binding',
    scope: 'organizations that store, process or transmit payment card data',
    status: 'version 4.0.1, in force since 31 March 2025',
    clauses: [],
    obligations: [
      {
        date: '2025-03-31',
        text: 'an inventory of cipher suites and protocols with purpose and place, reviewed every 12 months, and a plan to respond to new weaknesses (12.3.3)',
      },
    ],
    source: 'PCI DSS 4.0.1, requirement 12.3.3',
    read: 'secondary',
    asOf: AS_OF,
  },
] as const satisfies readonly MandateRow[]
