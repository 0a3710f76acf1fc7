import type { Assessment } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { addressScope } from '../../../registry/net/host.ts'
import { sanitize } from '../../text/sanitize.ts'
import { endpointName } from '../labels.ts'
import type { Json } from './asset.ts'
import { posture } from './posture.ts'
import { optional, properties } from './properties.ts'

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

/** A server that the MCP client starts: a program without a network address, so a component instead of a service. */
export const application = (endpoint: InventoryEndpoint, ref: string): Json => {
  const { stdio, assessment, ownership } = endpoint
  const { classes } = assessment.sensitivity
  return {
    type: 'application',
    'bom-ref': ref,
    supplier: ownership?.vendor === undefined ? undefined : { name: sanitize(ownership.vendor, 200) },
    name: serviceName(endpoint),
    purl: stdio?.package === undefined ? undefined : packageUrl(stdio.package),
    properties: [
      ...posture(endpoint),
      ...optional('command', stdio && [stdio.command, ...stdio.args].join(' ')),
      ...properties('upstream', stdio?.upstreams ?? []),
      ...properties('data-class', classes.length === 0 ? ['unknown'] : classes.map((one) => one.class)),
      ...optional('owner', ownership?.owner),
    ],
  }
}

const serviceName = (endpoint: InventoryEndpoint): string => {
  const { server } = endpoint.mcp ?? {}
  const found = endpointName(endpoint) ?? (server && sanitize(server.title ?? server.name, 100))
  return found || sanitize(URL.parse(endpoint.url)?.host || endpoint.url, 200) || endpoint.transport
}

/** Absent where only a part needs credentials, or where it is unknown. */
const authenticated = ({ mcp }: InventoryEndpoint): boolean | undefined => {
  if (mcp?.auth === 'required' || mcp?.auth === 'client-certificate') return true
  return mcp?.auth === 'none' ? false : undefined
}

/** A vendor's server or a public address is beyond the boundary, this machine is not; for private networks it is unknown. */
const crossesTrustBoundary = ({ addresses, ownership }: InventoryEndpoint): boolean | undefined => {
  const scopes = addresses.map(({ address }) => addressScope(address))
  if (ownership?.vendor !== undefined || scopes.includes('public')) return true
  return scopes.length > 0 && scopes.every((scope) => scope === 'loopback') ? false : undefined
}

/** Tools that only read send data out; tools that write may read as well. */
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

/**
 * A URL as a URI (RFC 3986 §2): other characters are percent-encoded. Undefined for text that is not a URL, and for a
 * URL that is too long: a part of it would be another address.
 */
const uriText = (text: string): string | undefined => {
  const url = text.length <= MAX_URI ? URL.parse(text.toWellFormed()) : null
  const encoded = url?.href.replace(NOT_URI, (character) => encodeURIComponent(character))
  return encoded !== undefined && encoded.length <= MAX_URI ? encoded : undefined
}

const MAX_URI = 4000

/** Neither unreserved nor reserved, nor the percent sign that begins an encoded byte. */
const NOT_URI = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![\da-f]{2})/giu

/**
 * `npm/@scope/name` as a package URL (https://github.com/package-url/purl-spec): `pkg:npm/%40scope/name`.
 * Undefined for other text.
 */
const packageUrl = (name: string): string | undefined => {
  const [type = '', ...rest] = name.toWellFormed().split('/')
  const isName = /^[a-z][a-z\d.+-]*$/.test(type) && rest.length > 0 && rest.every((part) => part !== '')
  return isName && name.length <= MAX_PURL ? `pkg:${type}/${rest.map(purlPart).join('/')}` : undefined
}

const MAX_PURL = 300

/** purl-spec §encoding: the colon stays as it is. */
const purlPart = (part: string): string => encodeURIComponent(part).replaceAll('%3A', ':')
