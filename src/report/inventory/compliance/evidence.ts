import type { InventoryEndpoint, Summary } from '../../../model/inventory.ts'
import { complianceClauses } from '../../../registry/compliance.ts'
import type { ReportInput } from '../reportInput.ts'
import {
  certificates,
  data,
  findings,
  keyEstablishment,
  open,
  owner,
  protocols,
  suites,
  verification,
} from './cells.ts'
import { type ComplianceView, scanFacts } from './view.ts'

/** What was scanned when, by which version, with which scope, and what is encrypted in transit and how. */
export const EVIDENCE: ComplianceView = {
  title: 'Evidence of encryption in transit: MCP endpoints (SOC 2, GDPR)',
  clauses: complianceClauses('soc2-cc6.7', 'gdpr-32-1-a', 'gdpr-32-1-d'),
  facts: (input) => [
    ...scanFacts(input),
    ['Encrypted in transit', encryptedCount(input.summary)],
    [
      'Verification',
      input.verification
        ? `on ${input.verification.startedAt.slice(0, 10)} by ${input.verification.tool.name} ${input.verification.tool.version}, ${input.verification.endpoints.length} endpoints`
        : 'none was given to this report (--verification FILE)',
    ],
  ],
  overview: { title: 'Scope: where the endpoints were found', table: scope },
  columns: [
    ['Encrypted in transit', encrypted],
    ['Personal data', personal],
    ['Data', data],
    ['Owner', owner],
    ['Protocols', protocols],
    ['Key exchange', keyEstablishment],
    ['Cipher suites', suites],
    ['Certificates', certificates],
    ['Findings', findings],
    ['Verification', verification],
    ['Not tested', open],
  ],
  notCovered: [
    'This is evidence of one scan. Whether a control worked over a period shows in a series of them (mcp-pqc history).',
    'Encryption at rest, pseudonymisation, access control, logging and the organisation’s measures are not here.',
    'Which data flows is what tools and names suggest, or what the owner said: whether it is personal data is for the controller to say.',
    'Whether the measures are appropriate to the risk is a judgement that this page does not make.',
    'A proxy in front hides what is behind it: whether the leg from a proxy to the server is encrypted is unknown.',
  ],
}

const encryptedCount = ({ endpoints, keyExchange }: Summary): string => {
  const plain = keyExchange['plaintext'] ?? 0
  const open = keyExchange['unknown'] ?? 0
  return `${endpoints - plain - open} of ${endpoints} endpoints; ${plain} in plaintext, ${open} unknown`
}

function encrypted({ assessment, transport }: InventoryEndpoint): string {
  if (transport === 'stdio') return 'nothing of it is on a network'
  const { category } = assessment.keyExchange
  return category === 'plaintext' ? 'NO' : category === 'unknown' ? 'unknown' : `yes (${category})`
}

/** Classes of data that are about people. */
const PERSONAL = ['personal', 'health', 'communications']

function personal({ assessment }: InventoryEndpoint): string {
  const { classes } = assessment.sensitivity
  if (classes.length === 0) return 'unknown'
  if (classes.some((one) => PERSONAL.includes(one.class))) return 'likely'
  return classes.some((one) => one.class === 'unbounded') ? 'possible: any data may flow' : 'not seen'
}

async function scope(input: ReportInput): Promise<{ titles: string[]; rows: string[][] }> {
  const counts = new Map<string, number>()
  for await (const { sources } of input.endpoints())
    for (const kind of new Set(sources.map((source) => SOURCE[source.kind])))
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return {
    titles: ['Found', 'Endpoints'],
    rows: [...counts].toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => [kind, String(count)]),
  }
}

const SOURCE: Record<InventoryEndpoint['sources'][number]['kind'], string> = {
  argument: 'named on the command line',
  file: 'in a list or a manifest',
  'client-config': 'in the configuration of an MCP client',
  registry: 'in a registry of MCP servers',
  range: 'listening in an address range',
  lab: 'in the demonstration fleet',
}
