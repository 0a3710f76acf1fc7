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
import texts from './texts.json' with { type: 'json' }
import { type ComplianceView, scanFacts } from './view.ts'

export const EVIDENCE: ComplianceView = {
  ...texts.evidence,
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
