import type { Assessment } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { addressScope } from '../../../registry/net/host.ts'
import { sanitize } from '../../text/sanitize.ts'
import { endpointName } from '../labels.ts'
import type { Json } from './asset.ts'
import { posture } from './posture.ts'
import { optional } from './properties.ts'
import { uriText } from './uriText.ts'

/** An endpoint on the network, with whose data passes there. */
export const service = (endpoint: InventoryEndpoint, ref: string): Json => {
  const { mcp, ownership, url } = endpoint
  const uri = endpoint.unresolved ? undefined : uriText(url)
  return {
    'bom-ref': ref,
    provider: ownership?.vendor === undefined ? undefined : { name: sanitize(ownership.vendor, 200) },
    name: serviceName(endpoint),
    version: mcp?.server ? sanitize(mcp.server.version, 100) : undefined,
    endpoints: uri === undefined ? undefined : [uri],
    authenticated: authenticated(endpoint),
    'x-trust-boundary': crossesTrustBoundary(endpoint),
    data: dataOf(endpoint),
    properties: [...posture(endpoint), ...optional('url', uri === undefined ? url : undefined)],
  }
}

export const serviceName = (endpoint: InventoryEndpoint): string => {
  const { server } = endpoint.mcp ?? {}
  const found = endpointName(endpoint) ?? (server && sanitize(server.title ?? server.name, 100))
  return found || sanitize(URL.parse(endpoint.url)?.host || endpoint.url, 200) || endpoint.transport
}

/** Absent where only a part needs credentials, or nobody knows. */
const authenticated = ({ mcp }: InventoryEndpoint): boolean | undefined => {
  if (mcp?.auth === 'required' || mcp?.auth === 'client-certificate') return true
  return mcp?.auth === 'none' ? false : undefined
}

/** A vendor's server or a public address is beyond the boundary, this machine is not, and of a private network nobody knows. */
const crossesTrustBoundary = ({ addresses, ownership }: InventoryEndpoint): boolean | undefined => {
  const scopes = addresses.map(({ address }) => addressScope(address))
  if (ownership?.vendor !== undefined || scopes.includes('public')) return true
  return scopes.length > 0 && scopes.every((scope) => scope === 'loopback') ? false : undefined
}

/** What only reads gives data out; of what writes nobody knows that it does not read. */
const FLOW: Record<Assessment['sensitivity']['access'], string> = {
  read: 'outbound',
  write: 'bi-directional',
  unknown: 'unknown',
}

const dataOf = ({ assessment, ownership }: InventoryEndpoint): Json => {
  const { classes, access } = assessment.sensitivity
  const governance =
    ownership?.owner === undefined
      ? undefined
      : { owners: [{ organization: { name: sanitize(ownership.owner, 200) } }] }
  const flow = FLOW[access]
  if (classes.length === 0) return [{ flow, classification: 'unknown', governance }]
  return classes.map(({ class: name, confidence, evidence }) => ({
    flow,
    classification: sanitize(name, 80),
    description: sanitize(`confidence ${confidence.toFixed(2)}: ${evidence.join('; ')}`, 500),
    governance,
  }))
}
