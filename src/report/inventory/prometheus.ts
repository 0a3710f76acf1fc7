import type { InventoryEndpoint } from '../../model/inventory.ts'
import { addressName, hasAnswered } from '../../model/questions/endpoint.ts'
import { keyName } from '../../model/questions/key.ts'
import { yesOrNo } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { endpointFindings } from './findings.ts'
import { endpointName } from './labels.ts'
import { type Report, type ReportInput, recounted } from './reportInput.ts'

/**
 * Prometheus' text format 0.0.4, for the textfile collector of node_exporter: every sample of a family follows its
 * HELP and TYPE, so the endpoints are read once for each family. Times are seconds since 1970.
 */
export const prometheus: Report = async function* (input) {
  const summary = await recounted(input)
  for (const family of SCAN) {
    const samples = family.samples({ ...input, summary })
    if (samples.length > 0) yield [...head(family), ...samples.map(line(family))].join('')
  }
  for (const family of ENDPOINT) {
    yield head(family).join('')
    for await (const endpoint of input.endpoints()) {
      const samples = family.samples(endpoint)
      if (samples.length > 0) yield samples.map(line(family)).join('')
    }
  }
}

type Sample = { labels: Record<string, string>; value: number }
type Family<Of extends unknown[]> = { name: string; help: string; samples: (...of: Of) => Sample[] }

const head = ({ name, help }: Family<never>): string[] => [
  `# HELP ${name} ${help}\n`,
  `# TYPE ${name} gauge\n`,
]

const line =
  ({ name }: Family<never>) =>
  ({ labels, value }: Sample): string => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`)
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
  }

/** Backslashes and double quotes are escaped; `sanitize` has replaced line feeds. */
const labelValue = (text: string): string => sanitize(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')

const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000)

/** A sample, or none where its value is not known. */
const sample = (value: number, labels: Record<string, string> = {}): Sample[] =>
  Number.isFinite(value) ? [{ labels, value }] : []

const counted = (label: string, counts: Record<string, number>): Sample[] =>
  Object.entries(counts).flatMap(([key, value]) => sample(value, { [label]: key }))

const SCAN: readonly Family<[ReportInput]>[] = [
  {
    name: 'mcp_pqc_scan_info',
    help: 'The program that made the scan.',
    samples: ({ tool }) => sample(1, { tool: tool.name, version: tool.version }),
  },
  {
    name: 'mcp_pqc_scan_start_timestamp_seconds',
    help: 'When the scan began.',
    samples: ({ startedAt }) => sample(seconds(startedAt)),
  },
  {
    name: 'mcp_pqc_scan_last_success_timestamp_seconds',
    help: 'When the scan ended; absent where it was interrupted.',
    samples: ({ finishedAt, summary }) => (summary.interrupted ? [] : sample(seconds(finishedAt))),
  },
  {
    name: 'mcp_pqc_scan_endpoints',
    help: 'Endpoints of the scan, by their key exchange.',
    samples: ({ summary }) => counted('key_exchange', summary.keyExchange),
  },
  {
    name: 'mcp_pqc_scan_endpoints_not_probed',
    help: 'Endpoints that could not be probed.',
    samples: ({ summary }) => sample(summary.unreachable),
  },
  {
    name: 'mcp_pqc_plan_items',
    help: 'Items of the migration plan, by their status; absent where no plan was given.',
    samples: ({ plan }) => counted('status', plan ? statuses(plan.waves.flatMap(({ items }) => items)) : {}),
  },
]

const statuses = (items: readonly { status: string }[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(items, ({ status }) => status)].map(([status, some]) => [status, some.length]),
  )

const labelsOf = (endpoint: InventoryEndpoint): Record<string, string> => ({
  id: endpoint.id,
  name: endpointName(endpoint) ?? '',
  url: endpoint.url,
})

const ENDPOINT: readonly Family<[InventoryEndpoint]>[] = [
  {
    name: 'mcp_pqc_endpoint_posture',
    help: 'Always 1: the posture of an endpoint is in its labels.',
    samples: (endpoint) => {
      const { keyExchange, authentication, sensitivity } = endpoint.assessment
      return sample(1, {
        ...labelsOf(endpoint),
        key_exchange: keyExchange.category,
        authentication: authentication.category,
        classical_accepted: yesOrNo(keyExchange.classicalAccepted),
        sensitivity: sensitivity.tier,
        owner: endpoint.ownership?.owner ?? '',
      })
    },
  },
  {
    name: 'mcp_pqc_endpoint_probed',
    help: '1 where an address of the endpoint answered, otherwise 0.',
    samples: (endpoint) => sample(hasAnswered(endpoint.addresses) ? 1 : 0, labelsOf(endpoint)),
  },
  {
    name: 'mcp_pqc_endpoint_risk_score',
    help: 'Risk of an endpoint, 0 to 100.',
    samples: (endpoint) => sample(endpoint.assessment.risk.score, labelsOf(endpoint)),
  },
  {
    name: 'mcp_pqc_endpoint_finding',
    help: 'Always 1: what was found at an endpoint, by the id of the finding and its level.',
    samples: (endpoint) =>
      endpointFindings(endpoint).flatMap(({ id, level }) =>
        sample(1, { ...labelsOf(endpoint), finding: id, level }),
      ),
  },
  {
    name: 'mcp_pqc_certificate_not_after_timestamp_seconds',
    help: 'When the certificate of an address expires, the earliest for each kind of key.',
    samples: expiries,
  },
]

/** One sample for each address and kind of key. */
function expiries(endpoint: InventoryEndpoint): Sample[] {
  const found = new Map<string, Sample>()
  for (const { address, port, tls } of endpoint.addresses) {
    for (const [leaf] of (tls?.chains ?? []).map(({ certificates }) => certificates)) {
      if (!leaf) continue
      const labels = {
        ...labelsOf(endpoint),
        address: sanitize(addressName({ address })),
        port: String(port),
        key: sanitize(keyName(leaf.publicKey)),
      }
      const key = JSON.stringify(labels)
      const value = Math.min(seconds(leaf.notAfter), found.get(key)?.value ?? Infinity)
      if (Number.isFinite(value)) found.set(key, { labels, value })
    }
  }
  return [...found.values()]
}
