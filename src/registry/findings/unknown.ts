import type { FindingRow } from './row.ts'

export const UNKNOWN_FINDINGS = [
  {
    id: 'not-probed',
    side: 'unknown',
    level: 'note',
    title: 'The endpoint could not be probed.',
    why: 'Its cryptography is unknown.',
    remedy: 'Scan from a network that reaches the endpoint, or correct its address.',
    next: 'see why it could not be probed: mcp-pqc scan --explain {url}',
    need: { kind: 'unknown', rank: 2 },
    sarif: { id: 'PQC9001', name: 'NotProbed', level: 'none' },
    standards: [],
  },
  {
    id: 'key-exchange-unknown',
    side: 'unknown',
    level: 'note',
    title: 'The endpoint answered, but its key exchange could not be determined.',
    why: 'Some questions got no answer, for example because of a time-out, or the port speaks another protocol.',
    remedy: 'Scan again with a longer --timeout and with --explain.',
    next: 'see why its key exchange is unknown: mcp-pqc scan --explain {url}',
    risk: { weight: 0.6, quantum: true, driver: 'its key exchange is unknown' },
    gates: ['unknown'],
    need: { kind: 'unknown', rank: 2 },
    sarif: { id: 'PQC9002', name: 'KeyExchangeUnknown', level: 'none' },
    standards: [],
  },
] as const satisfies readonly FindingRow[]
