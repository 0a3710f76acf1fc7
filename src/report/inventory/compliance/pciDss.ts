import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { sshOf } from '../../../model/questions/tls.ts'
import { complianceClauses, PCI_REVIEW } from '../../../registry/compliance.ts'
import { VERSIONS } from '../../../registry/tls/versions.ts'
import { day } from '../../text/phrases.ts'
import { acceptedSuites, acceptedVersions } from '../inUse.ts'
import type { ReportInput } from '../reportInput.ts'
import {
  certificates,
  data,
  findings,
  keyEstablishment,
  keyExchangeBreaks,
  migration,
  open,
  owner,
  protocols,
  purpose,
  suites,
} from './cells.ts'
import texts from './texts.json' with { type: 'json' }
import { type ComplianceView, scanFacts } from './view.ts'

/** The inventory of cipher suites and protocols that PCI DSS 12.3.3 requires, for MCP endpoints. */
export const PCI_DSS: ComplianceView = {
  ...texts.pciDss,
  clauses: complianceClauses('pci-dss-12.3.3', 'pci-dss-4.2.1.1'),
  facts: (input) => [
    ...scanFacts(input),
    ['Reviewed by', 'unknown: the reviewer adds it'],
    ['Review due', `${due(input.finishedAt)}, ${PCI_REVIEW.months} months after the scan`],
    [
      'Response plan',
      input.plan
        ? `migration plan of ${input.plan.asOf}: ${input.plan.summary.items} items, ${input.plan.summary.done} done, ${input.plan.summary.overdue} overdue${input.plan.summary.end ? `, until ${input.plan.summary.end}` : ''}`
        : 'unknown: no plan was given to this report (mcp-pqc plan makes one; pass it with --plan FILE)',
    ],
  ],
  overview: { title: 'Protocols and cipher suites in use', table: inUse },
  columns: [
    ['Purpose', purpose],
    ['Data', data],
    ['Owner', owner],
    ['Protocols', protocols],
    ['Cipher suites', suites],
    ['Key exchange', keyEstablishment],
    ['Broken by a quantum computer', keyExchangeBreaks],
    ['Keys and certificates', certificates],
    ['Findings', findings],
    ['Response', migration],
    ['Not tested', open],
  ],
}

/** The same day a year later, UTC. */
const due = (date: string): string => {
  const time = new Date(date)
  if (Number.isNaN(time.getTime())) return 'unknown'
  time.setUTCMonth(time.getUTCMonth() + PCI_REVIEW.months)
  return day(time.getTime())
}

/** Each protocol with each of its suites, and how many endpoints accept it, newest protocol first. */
async function inUse(input: ReportInput): Promise<{ titles: string[]; rows: string[][] }> {
  const counts = new Map<string, { row: [string, string]; endpoints: number }>()
  for await (const endpoint of input.endpoints()) {
    for (const row of pairsOf(endpoint)) {
      const key = row.join(' ')
      const known = counts.get(key)
      if (known) known.endpoints++
      else counts.set(key, { row, endpoints: 1 })
    }
  }
  const found = [...counts.values()].toSorted(
    (a, b) =>
      order(a.row[0]) - order(b.row[0]) || b.endpoints - a.endpoints || (a.row[1] < b.row[1] ? -1 : 1),
  )
  return {
    titles: ['Protocol', 'Cipher suite', 'Endpoints', 'Viability of the protocol'],
    rows: found.map(({ row, endpoints }) => [...row, String(endpoints), viability(row[0])]),
  }
}

const pairsOf = (endpoint: InventoryEndpoint): [protocol: string, suite: string][] => {
  const known = acceptedSuites(endpoint)
  // A version may be known to be accepted where its suites are not known.
  const bare = acceptedVersions(endpoint).filter((version) => !known.some((one) => one.version === version))
  const ciphers = new Set(sshOf(endpoint).flatMap((ssh) => ssh.ciphers))
  return [
    ...known.map(({ version, suite }): [string, string] => [version, suite]),
    ...bare.map((version): [string, string] => [version, 'unknown']),
    ...[...ciphers].map((cipher): [string, string] => ['SSH 2.0', cipher]),
    ...(endpoint.assessment.keyExchange.category === 'plaintext'
      ? [[PLAIN, 'none'] as [string, string]]
      : []),
  ]
}

const PLAIN = 'HTTP without TLS'

const order = (protocol: string): number => {
  const at = VERSIONS.findIndex(({ name }) => name === protocol)
  return protocol === PLAIN ? VERSIONS.length + 1 : at === -1 ? VERSIONS.length : at
}

const viability = (protocol: string): string => {
  const version = VERSIONS.find(({ name }) => name === protocol)
  if (version) return `${version.status} (${version.source})`
  return protocol === PLAIN ? 'no protection' : 'by its algorithms'
}
