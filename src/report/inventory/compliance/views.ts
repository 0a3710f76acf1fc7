import type { InventoryEndpoint, Summary } from '../../../model/inventory.ts'
import { answersHttp } from '../../../model/questions/endpoint.ts'
import { sshOf } from '../../../model/questions/tls.ts'
import { type ClauseId, complianceClauses, PCI_REVIEW } from '../../../registry/compliance.ts'
import { VERSIONS } from '../../../registry/tls/versions.ts'
import { day } from '../../text/phrases.ts'
import { acceptedSuites, acceptedVersions } from '../inUse.ts'
import { type ReportInput, recounted } from '../reportInput.ts'
import { CELLS, PLAIN, UNKNOWN } from './cells.ts'
import type { ComplianceView, Table } from './view.ts'
import texts from './views.json' with { type: 'json' }

export type ViewName = keyof typeof texts.views

/** What a view shows of the whole scan, in addition to what all of them do. */
const SCAN: Record<ViewName, Pick<ComplianceView, 'facts' | 'table'>> = {
  'pci-dss': {
    facts: ({ finishedAt, plan }) => [
      ['Reviewed by', 'unknown: the reviewer adds it'],
      ['Review due', `${reviewDue(finishedAt)}, ${PCI_REVIEW.months} months after the scan`],
      [
        'Response plan',
        plan
          ? `migration plan of ${plan.asOf}: ${plan.summary.items} items, ${plan.summary.done} done, ${plan.summary.overdue} overdue${plan.summary.end ? `, until ${plan.summary.end}` : ''}`
          : 'unknown: no plan was given to this report (mcp-pqc plan makes one; pass it with --plan FILE)',
      ],
    ],
    table: suitesInUse,
  },
  'crypto-inventory': {
    facts: ({ plan }) => [
      [
        'Migration plan',
        plan
          ? `of ${plan.asOf}, for ${plan.mandates.join(', ')}: ${plan.summary.items} items, ${plan.summary.done} done, ${plan.summary.blocked} blocked`
          : 'unknown: no plan was given to this report (--plan FILE)',
      ],
    ],
  },
  evidence: {
    facts: async (input) => [
      ['Encrypted in transit', encryptedCount(await recounted(input))],
      [
        'Verification',
        input.verification
          ? `on ${input.verification.startedAt.slice(0, 10)} by ${input.verification.tool.name} ${input.verification.tool.version}, ${input.verification.endpoints.length} endpoints`
          : 'none given to this report (--verification FILE)',
      ],
    ],
    table: sourcesInScope,
  },
}

/** PCI DSS 12.3.3, OMB's memoranda, and evidence of encryption in transit: the texts are in views.json. */
export const complianceView = (name: ViewName): ComplianceView => {
  const { clauses, columns, ...text } = texts.views[name]
  return {
    ...text,
    ...SCAN[name],
    clauses: complianceClauses(...(clauses as ClauseId[])),
    columns: Object.entries(columns).map(([title, cell]) => [title, CELLS[cell as keyof typeof CELLS]]),
  }
}

/** The same day a year later, UTC. */
const reviewDue = (date: string): string => {
  const time = new Date(date)
  if (Number.isNaN(time.getTime())) return UNKNOWN
  time.setUTCMonth(time.getUTCMonth() + PCI_REVIEW.months)
  return day(time.getTime())
}

const encryptedCount = ({ endpoints, keyExchange }: Summary): string => {
  const plain = keyExchange['plaintext'] ?? 0
  const open = keyExchange['unknown'] ?? 0
  return `${endpoints - plain - open} of ${endpoints} endpoints; ${plain} in plaintext, ${open} unknown`
}

/** Each protocol with each of its suites, and how many endpoints accept it, newest protocol first. */
async function suitesInUse(input: ReportInput): Promise<Table> {
  const counts = await endpointsBy(input, (endpoint) => pairsOf(endpoint).map((pair) => JSON.stringify(pair)))
  const rows = counts.map(([pair, count]) => ({ pair: JSON.parse(pair) as Pair, count }))
  rows.sort(
    (a, b) => order(a.pair[0]) - order(b.pair[0]) || b.count - a.count || (a.pair[1] < b.pair[1] ? -1 : 1),
  )
  return {
    titles: ['Protocol', 'Cipher suite', 'Endpoints', 'Viability of the protocol'],
    rows: rows.map(({ pair, count }) => [...pair, String(count), viability(pair[0])]),
  }
}

const endpointsBy = async (
  { endpoints }: ReportInput,
  keysOf: (endpoint: InventoryEndpoint) => readonly string[],
): Promise<[key: string, endpoints: number][]> => {
  const counts = new Map<string, number>()
  for await (const endpoint of endpoints())
    for (const key of new Set(keysOf(endpoint))) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
}

type Pair = readonly [protocol: string, suite: string]

const pairsOf = (endpoint: InventoryEndpoint): Pair[] => {
  const known = acceptedSuites(endpoint)
  // A version may be known to be accepted where its suites are not known.
  const bare = acceptedVersions(endpoint).filter((version) => !known.some((one) => one.version === version))
  const ciphers = sshOf(endpoint).flatMap((ssh) => ssh.ciphers)
  return [
    ...known.map(({ version, suite }): Pair => [version, suite]),
    ...bare.map((version): Pair => [version, UNKNOWN]),
    ...ciphers.map((cipher): Pair => ['SSH 2.0', cipher]),
    ...(answersHttp(endpoint) ? [[PLAIN, 'none'] as const] : []),
  ]
}

const order = (protocol: string): number => {
  const at = VERSIONS.findIndex(({ name }) => name === protocol)
  return protocol === PLAIN ? VERSIONS.length + 1 : at === -1 ? VERSIONS.length : at
}

const viability = (protocol: string): string => {
  const version = VERSIONS.find(({ name }) => name === protocol)
  if (version) return `${version.status} (${version.source})`
  return protocol === PLAIN ? 'no protection' : 'by its algorithms'
}

async function sourcesInScope(input: ReportInput): Promise<Table> {
  const counts = await endpointsBy(input, ({ sources }) => sources.map(({ kind }) => texts.sources[kind]))
  return {
    titles: ['Found', 'Endpoints'],
    rows: counts.toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => [kind, String(count)]),
  }
}
