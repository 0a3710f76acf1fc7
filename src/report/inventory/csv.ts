import type { InventoryEndpoint } from '../../model/inventory.ts'
import { addressName } from '../../model/questions/endpoint.ts'
import { sshOf, tlsOf } from '../../model/questions/tls.ts'
import { csvLine } from '../text/csv.ts'
import { known, yesOrNo } from '../text/phrases.ts'
import { type EndpointFinding, endpointFindings } from './findings.ts'
import {
  acceptedGroups,
  acceptedSuites,
  acceptedVersions,
  firstExpiry,
  leaves,
  notTested,
  olderKeyExchanges,
} from './inUse.ts'
import { certificateText, endpointName, notProbedBecause, softwareText } from './labels.ts'
import { type Known, type Report, withKnown } from './reportInput.ts'

type Row = Known & { endpoint: InventoryEndpoint; findings: readonly EndpointFinding[] }

/** One record per endpoint (RFC 4180), highest risk first. docs/reports.md explains the columns. */
export const inventoryCsv: Report = async function* (input) {
  yield csvLine(Object.keys(COLUMNS))
  for await (const [endpoint, plans] of withKnown(input)) {
    const row = { endpoint, findings: endpointFindings(endpoint), ...plans }
    yield csvLine(Object.values(COLUMNS).map((cell) => cell(row)))
  }
}

const list = (values: readonly string[]): string => [...new Set(values)].join('; ')

/** Of several answers "no" counts first, then unknown. */
const all = (values: readonly (boolean | null)[]): string =>
  yesOrNo(values.includes(false) ? false : values.length === 0 || values.includes(null) ? null : true)

const COLUMNS: Record<string, (row: Row) => string> = {
  id: ({ endpoint }) => endpoint.id,
  name: ({ endpoint }) => endpointName(endpoint) ?? '',
  url: ({ endpoint }) => endpoint.url,
  transport: ({ endpoint }) => endpoint.transport,
  found_by: ({ endpoint }) =>
    list(endpoint.sources.map(({ kind, client, path, line }) => known(kind, client, path, line))),
  addresses: ({ endpoint }) => list(endpoint.addresses.map((one) => `${addressName(one)} port ${one.port}`)),
  not_probed_because: ({ endpoint }) => notProbedBecause(endpoint) ?? '',
  owner: ({ endpoint, items }) =>
    endpoint.ownership?.owner ?? items.find(({ owner }) => owner !== undefined)?.owner ?? '',
  environment: ({ endpoint }) => endpoint.ownership?.environment ?? '',
  vendor: ({ endpoint }) => endpoint.ownership?.vendor ?? '',
  data: ({ endpoint }) => list(endpoint.assessment.sensitivity.classes.map((one) => one.class)) || 'unknown',
  sensitivity: ({ endpoint }) => endpoint.assessment.sensitivity.tier,
  secret_for_years_min: ({ endpoint }) => String(endpoint.assessment.sensitivity.shelfLifeYears?.[0] ?? ''),
  secret_for_years_max: ({ endpoint }) => String(endpoint.assessment.sensitivity.shelfLifeYears?.[1] ?? ''),
  risk: ({ endpoint }) => String(endpoint.assessment.risk.score),
  risk_because: ({ endpoint }) => list(endpoint.assessment.risk.drivers),
  findings: ({ findings }) => list(findings.map(({ level, id }) => `${level}: ${id}`)),
  findings_because: ({ findings }) => list(findings.map(({ title, evidence }) => `${title} ${evidence}`)),
  key_exchange: ({ endpoint }) => endpoint.assessment.keyExchange.category,
  preferred_group: ({ endpoint }) => endpoint.assessment.keyExchange.preferred ?? '',
  clients_get: ({ endpoint }) => endpoint.assessment.keyExchange.clientsGet,
  classical_accepted: ({ endpoint }) => yesOrNo(endpoint.assessment.keyExchange.classicalAccepted),
  key_exchange_because: ({ endpoint }) => list(endpoint.assessment.keyExchange.reasons),
  versions: ({ endpoint }) => list(acceptedVersions(endpoint)),
  groups: ({ endpoint }) => list(acceptedGroups(endpoint).map(({ name }) => name)),
  older_key_exchanges: ({ endpoint }) => list(olderKeyExchanges(endpoint)),
  cipher_suites: ({ endpoint }) => list(acceptedSuites(endpoint).map(({ suite }) => suite)),
  ssh_key_exchanges: ({ endpoint }) =>
    list(sshOf(endpoint).flatMap(({ keyExchange }) => keyExchange.map(({ name }) => name))),
  authentication: ({ endpoint }) => endpoint.assessment.authentication.category,
  authentication_because: ({ endpoint }) => list(endpoint.assessment.authentication.reasons),
  certificate_keys: ({ endpoint }) => certificateText(endpoint),
  certificate_expires: ({ endpoint }) => firstExpiry(leaves(endpoint)) ?? '',
  certificate_trusted: ({ endpoint }) => all(leaves(endpoint).map(({ trusted }) => trusted)),
  certificate_name_matches: ({ endpoint }) => all(leaves(endpoint).map(({ nameMatches }) => nameMatches)),
  client_certificate: ({ endpoint }) =>
    list(tlsOf(endpoint).map(({ clientCertificate }) => clientCertificate)),
  software: ({ endpoint: { software } }) => (software ? softwareText(software) : ''),
  mcp: ({ endpoint }) => endpoint.mcp?.state ?? 'not-tested',
  mcp_server: ({ endpoint: { mcp } }) => (mcp?.server ? `${mcp.server.name} ${mcp.server.version}` : ''),
  mcp_authentication: ({ endpoint }) => endpoint.mcp?.auth ?? 'unknown',
  tools: ({ endpoint: { mcp } }) => (mcp?.lists.tools === 'accepted' ? String(mcp.tools.length) : ''),
  not_tested: ({ endpoint }) => list(notTested(endpoint)),
  plan_action: ({ items }) => list(items.map(({ track, action }) => `${track}: ${action.kind}`)),
  plan_status: ({ items }) => list(items.map(({ track, status }) => `${track}: ${status}`)),
  plan_deadline: ({ items }) => items.map(({ deadline }) => deadline.date).toSorted()[0] ?? '',
  verified: ({ verified }) => list(verified.map(({ requirement, verdict }) => `${requirement}: ${verdict}`)),
}
