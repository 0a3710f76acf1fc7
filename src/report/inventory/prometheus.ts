import type { InventoryEndpoint } from '../../model/inventory.ts'
import { addressName, hasAnswered } from '../../model/questions/endpoint.ts'
import { keyName } from '../../model/questions/key.ts'
import { yesOrNo } from '../text/phrases.ts'
import { sanitize } from '../text/sanitize.ts'
import { endpointFindings } from './findings.ts'
import { endpointName } from './labels.ts'
import helps from './prometheus.json' with { type: 'json' }
import { type Report, type ReportInput, recounted } from './reportInput.ts'

/**
 * Prometheus' text format 0.0.4, for the textfile collector of node_exporter: every sample of a family follows its
 * HELP and TYPE, so the endpoints are read once for each family. Times are seconds since 1970.
 */
export const prometheus: Report = async function* (input) {
  const summary = await recounted(input)
  for (const [name, samplesOf] of Object.entries(SCAN)) {
    const samples = samplesOf({ ...input, summary })
    if (samples.length > 0) yield head(name) + lines(name, samples)
  }
  for (const [name, samplesOf] of Object.entries(ENDPOINT)) {
    yield head(name)
    for await (const endpoint of input.endpoints()) {
      const samples = samplesOf(endpoint)
      if (samples.length > 0) yield lines(name, samples)
    }
  }
}

type Sample = { labels: Record<string, string>; value: number }
/** By the name of the metric. */
type Families<Of> = Partial<Record<keyof typeof helps, (of: Of) => Sample[]>>

const head = (name: string): string =>
  `# HELP ${name} ${helps[name as keyof typeof helps]}\n# TYPE ${name} gauge\n`

const lines = (name: string, samples: readonly Sample[]): string =>
  samples
    .map(({ labels, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`)
      return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
    })
    .join('')

/** Backslashes and double quotes are escaped; `sanitize` has replaced line feeds. */
const labelValue = (text: string): string => sanitize(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')

const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000)

/** A sample, or none where its value is not known. */
const sample = (value: number, labels: Record<string, string> = {}): Sample[] =>
  Number.isFinite(value) ? [{ labels, value }] : []

const counted = (label: string, counts: Record<string, number>): Sample[] =>
  Object.entries(counts).flatMap(([key, value]) => sample(value, { [label]: key }))

const SCAN: Families<ReportInput> = {
  mcp_pqc_scan_info: ({ tool }) => sample(1, { tool: tool.name, version: tool.version }),
  mcp_pqc_scan_start_timestamp_seconds: ({ startedAt }) => sample(seconds(startedAt)),
  mcp_pqc_scan_last_success_timestamp_seconds: ({ finishedAt, summary }) =>
    summary.interrupted ? [] : sample(seconds(finishedAt)),
  mcp_pqc_scan_endpoints: ({ summary }) => counted('key_exchange', summary.keyExchange),
  mcp_pqc_scan_clients_get: ({ summary }) => counted('clients_get', summary.clientsGet ?? {}),
  mcp_pqc_scan_endpoints_not_probed: ({ summary }) => sample(summary.unreachable),
  mcp_pqc_plan_items: ({ plan }) =>
    counted('status', plan ? statuses(plan.waves.flatMap(({ items }) => items)) : {}),
}

const statuses = (items: readonly { status: string }[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(items, ({ status }) => status)].map(([status, some]) => [status, some.length]),
  )

const labelsOf = (endpoint: InventoryEndpoint): Record<string, string> => ({
  id: endpoint.id,
  name: endpointName(endpoint) ?? '',
  url: endpoint.url,
})

const ENDPOINT: Families<InventoryEndpoint> = {
  mcp_pqc_endpoint_posture: (endpoint) => {
    const { keyExchange, authentication, sensitivity } = endpoint.assessment
    return sample(1, {
      ...labelsOf(endpoint),
      key_exchange: keyExchange.category,
      authentication: authentication.category,
      clients_get: keyExchange.clientsGet,
      classical_accepted: yesOrNo(keyExchange.classicalAccepted),
      sensitivity: sensitivity.tier,
      owner: endpoint.ownership?.owner ?? '',
    })
  },
  mcp_pqc_endpoint_probed: (endpoint) => sample(hasAnswered(endpoint.addresses) ? 1 : 0, labelsOf(endpoint)),
  mcp_pqc_endpoint_risk_score: (endpoint) => sample(endpoint.assessment.risk.score, labelsOf(endpoint)),
  mcp_pqc_endpoint_finding: (endpoint) =>
    endpointFindings(endpoint).flatMap(({ id, level }) =>
      sample(1, { ...labelsOf(endpoint), finding: id, level }),
    ),
  mcp_pqc_certificate_not_after_timestamp_seconds: expiries,
}

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
