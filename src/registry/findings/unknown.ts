import type { FindingRow } from './row.ts'

/** What could not be determined. */
export const UNKNOWN_FINDINGS = [
  {
    id: 'not-probed',
    side: 'unknown',
    level: 'note',
    title: 'The endpoint could not be probed.',
    why: 'Nothing is known of its cryptography: neither that it is in order nor that it is not.',
    remedy: 'Scan from where the endpoint can be reached, or correct its address.',
    next: 'find out why: mcp-pqc scan --explain {url}',
    need: { kind: 'unknown', rank: 2 },
    sarif: { id: 'PQC9001', name: 'NotProbed', level: 'none' },
    standards: [],
  },
  {
    id: 'key-exchange-unknown',
    side: 'unknown',
    level: 'note',
    title: 'The endpoint answered, and its key exchange could not be found out.',
    why: 'Questions were left unanswered, by a time-out for one, or the port speaks something else.',
    remedy: 'Scan again with a longer --timeout, and look at mcp-pqc scan --explain.',
    next: 'find out why: mcp-pqc scan --explain {url}',
    risk: { weight: 0.6, quantum: true, driver: 'its key exchange is unknown' },
    gates: ['unknown'],
    need: { kind: 'unknown', rank: 2 },
    sarif: { id: 'PQC9002', name: 'KeyExchangeUnknown', level: 'none' },
    standards: [],
  },
] as const satisfies readonly FindingRow[]
