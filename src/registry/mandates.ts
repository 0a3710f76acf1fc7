import type { Track } from '../model/plan.ts'

/** How strong the algorithm is that a clause speaks of, in bits against a classical computer. */
export type Strength = 'below-112' | '112' | '128'

export type Clause = {
  track: Track
  /** The strengths it applies to. */
  strengths: readonly Strength[]
  /** ISO 8601: the last day on which it may still be as it is. */
  date: string
  effect: 'deprecated' | 'disallowed' | 'complete' | 'preferred' | 'exclusive'
  clause: string
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
  clauses: readonly Clause[]
  source: string
  asOf: string
}

const ALL: readonly Strength[] = ['below-112', '112', '128']
const AS_OF = '2026-11-22'

/**
 * Who asks for what by when. A clause holds for the algorithm that is in use: NIST tells 112-bit strength
 * (RSA-2048, P-224) from 128-bit (RSA-3072, P-256, X25519), which many tables do not.
 */
export const MANDATES = [
  {
    id: 'nist-ir-8547',
    authority: 'NIST',
    jurisdiction: 'US',
    binding: 'guidance',
    scope: 'federal systems; the timeline that most others follow',
    status: 'initial public draft, November 2024',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ['below-112'],
        date: '2013-12-31',
        effect: 'disallowed',
        clause: 'SP 800-131A r2 §5 and §6: key establishment below 112 bits is disallowed after 2013',
      },
      {
        track: 'authentication',
        strengths: ['below-112'],
        date: '2013-12-31',
        effect: 'disallowed',
        clause: 'SP 800-131A r2 §3: signatures below 112 bits are disallowed after 2013',
      },
      {
        track: 'key-exchange',
        strengths: ['112'],
        date: '2030-12-31',
        effect: 'deprecated',
        clause: 'IR 8547 Table 4: key establishment of 112 bits is deprecated after 2030',
      },
      {
        track: 'key-exchange',
        strengths: ['112', '128'],
        date: '2035-12-31',
        effect: 'disallowed',
        clause: 'IR 8547 Table 4: quantum-vulnerable key establishment is disallowed after 2035',
      },
      {
        track: 'authentication',
        strengths: ['112'],
        date: '2030-12-31',
        effect: 'deprecated',
        clause: 'IR 8547 Table 2: signatures of 112 bits are deprecated after 2030',
      },
      {
        track: 'authentication',
        strengths: ['112', '128'],
        date: '2035-12-31',
        effect: 'disallowed',
        clause: 'IR 8547 Table 2: quantum-vulnerable signatures are disallowed after 2035',
      },
    ],
    source: 'https://csrc.nist.gov/pubs/ir/8547/ipd',
    asOf: AS_OF,
  },
  {
    id: 'cnsa-2.0',
    authority: 'NSA',
    jurisdiction: 'US',
    binding: 'binding',
    scope: 'national security systems',
    status: 'in force; web and cloud services',
    groups: ['SecP384r1MLKEM1024', 'MLKEM1024'],
    clauses: [
      {
        track: 'key-exchange',
        strengths: ALL,
        date: '2033-12-31',
        effect: 'exclusive',
        clause: 'CNSA 2.0, web browsers, servers and cloud services: ML-KEM-1024 exclusively by 2033',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2033-12-31',
        effect: 'exclusive',
        clause: 'CNSA 2.0, web browsers, servers and cloud services: ML-DSA-87 exclusively by 2033',
      },
    ],
    source:
      'NSA, Announcing the Commercial National Security Algorithm Suite 2.0 (read in secondary sources)',
    asOf: AS_OF,
  },
  {
    id: 'eo-14412',
    authority: 'President of the United States',
    jurisdiction: 'US',
    binding: 'binding',
    scope: 'federal high-value assets and high-impact systems',
    status: 'in force since 22 June 2026',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ALL,
        date: '2030-12-31',
        effect: 'complete',
        clause: 'EO 14412: post-quantum key establishment by the end of 2030',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2031-12-31',
        effect: 'complete',
        clause: 'EO 14412: post-quantum signatures by the end of 2031',
      },
    ],
    source: 'Executive Order 14412 (read in secondary sources)',
    asOf: AS_OF,
  },
  {
    id: 'uk-ncsc',
    authority: 'NCSC',
    jurisdiction: 'UK',
    binding: 'guidance',
    scope: 'all organisations; high-priority systems first',
    status: 'published March 2025',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ALL,
        date: '2031-12-31',
        effect: 'complete',
        clause: 'NCSC timelines: the highest-priority migrations by 2031',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2035-12-31',
        effect: 'complete',
        clause: 'NCSC timelines: migration of all systems complete by 2035',
      },
    ],
    source: 'https://www.ncsc.gov.uk/guidance/pqc-migration-timelines',
    asOf: AS_OF,
  },
  {
    id: 'eu-roadmap',
    authority: 'NIS Cooperation Group',
    jurisdiction: 'EU',
    binding: 'guidance',
    scope: 'member states; high-risk use cases first',
    status: 'version 1.1, June 2025',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ALL,
        date: '2030-12-31',
        effect: 'complete',
        clause: 'Coordinated roadmap: high-risk use cases by the end of 2030',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2035-12-31',
        effect: 'complete',
        clause: 'Coordinated roadmap: medium-risk use cases by the end of 2035',
      },
    ],
    source:
      'https://digital-strategy.ec.europa.eu/en/library/coordinated-implementation-roadmap-transition-post-quantum-cryptography',
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
        strengths: ALL,
        date: '2030-12-31',
        effect: 'disallowed',
        clause: 'ISM: classical key establishment is not to be used beyond 2030',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2030-12-31',
        effect: 'disallowed',
        clause: 'ISM: classical signatures are not to be used beyond 2030',
      },
    ],
    source: 'ASD, Planning for post-quantum cryptography',
    asOf: AS_OF,
  },
  {
    id: 'canada',
    authority: 'Canadian Centre for Cyber Security',
    jurisdiction: 'CA',
    binding: 'binding',
    scope: 'departments of the federal government',
    status: 'in force',
    clauses: [
      {
        track: 'key-exchange',
        strengths: ALL,
        date: '2031-12-31',
        effect: 'complete',
        clause: 'ITSM.40.001: high-priority systems by the end of 2031',
      },
      {
        track: 'authentication',
        strengths: ALL,
        date: '2035-12-31',
        effect: 'complete',
        clause: 'ITSM.40.001: remaining systems by the end of 2035',
      },
    ],
    source: 'Canadian Centre for Cyber Security, ITSM.40.001 (read in secondary sources)',
    asOf: AS_OF,
  },
] as const satisfies readonly MandateRow[]

export const DEFAULT_MANDATE = 'nist-ir-8547'

const ROWS: ReadonlyMap<string, MandateRow> = new Map(MANDATES.map((row) => [row.id, row]))

export const mandate = (id: string): MandateRow | undefined => ROWS.get(id)

export const MANDATE_IDS: readonly string[] = MANDATES.map(({ id }) => id)
