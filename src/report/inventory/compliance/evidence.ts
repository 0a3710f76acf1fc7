import type { InventoryEndpoint, Summary } from '../../../model/inventory.ts'
import { complianceClauses } from '../../../registry/compliance.ts'
import { type ReportInput, recounted } from '../reportInput.ts'
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

export const EVIDENCE: ComplianceView = {
  title: 'Evidence of encryption in transit: MCP endpoints (SOC 2, GDPR)',
  clauses: complianceClauses('soc2-cc6.7', 'gdpr-32-1-a', 'gdpr-32-1-d'),
  facts: async (input) => [
    ...scanFacts(input),
    ['Encrypted in transit', encryptedCount(await recounted(input))],
    [
      'Verification',
      input.verification
        ? `on ${input.verification.startedAt.slice(0, 10)} by ${input.verification.tool.name} ${input.verification.tool.version}, ${input.verification.endpoints.length} endpoints`
        : 'none given to this report (--verification FILE)',
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
    'This is evidence of one scan. For evidence over a period, use a series of scans (mcp-pqc history).',
    'Encryption at rest, pseudonymization, access control, logging and organizational measures are not covered.',
    'The data is inferred from tools and names, or stated by the owner: the controller decides whether it is personal data.',
    'This page does not assess whether the measures are appropriate to the risk.',
    'A proxy hides what is behind it: whether the connection from a proxy to its server is encrypted is unknown.',
  ],
}

const encryptedCount = ({ endpoints, keyExchange }: Summary): string => {
  const plain = keyExchange['plaintext'] ?? 0
  const open = keyExchange['unknown'] ?? 0
  return `${endpoints - plain - open} of ${endpoints} endpoints; ${plain} in plaintext, ${open} unknown`
}

function encrypted({ assessment, transport }: InventoryEndpoint): string {
  if (transport === 'stdio') return 'no network connection'
  const { category } = assessment.keyExchange
  return category === 'plaintext' ? 'NO' : category === 'unknown' ? 'unknown' : `yes (${category})`
}

const PERSONAL = ['personal', 'health', 'communications']

function personal({ assessment }: InventoryEndpoint): string {
  const { classes } = assessment.sensitivity
  if (classes.length === 0) return 'unknown'
  if (classes.some((one) => PERSONAL.includes(one.class))) return 'likely'
  return classes.some((one) => one.class === 'unbounded') ? 'possible: broad access' : 'not seen'
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
  lab: 'in the lab',
}
