import type { Assessment } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { addressName, hasAnswered } from '../../../model/questions/endpoint.ts'
import { tlsOf } from '../../../model/questions/tls.ts'
import { unansweredQuestions } from '../../../model/questions/tlsQuestions.ts'
import { addressScope } from '../../../registry/net/host.ts'
import { known } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import { endpointName, notProbedBecause, softwareText } from '../labels.ts'
import { incompleteBecause, LIMITED } from '../limited.ts'
import { type Json, optional, type Property, properties, property } from './asset.ts'

export const service = (endpoint: InventoryEndpoint, ref: string): Json => {
  const { mcp, ownership, url } = endpoint
  const uri = endpoint.unresolved ? undefined : uriText(url)
  return {
    'bom-ref': ref,
    provider: organization(ownership?.vendor),
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
    supplier: organization(ownership?.vendor),
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

const organization = (name: string | undefined) =>
  name === undefined ? undefined : { name: sanitize(name, 200) }

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
  const owner = organization(ownership?.owner)
  const governance = owner && { owners: [{ organization: owner }] }
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

const posture = (endpoint: InventoryEndpoint): Property[] => {
  const { assessment, ownership, runtime, software, mcp, id } = endpoint
  const { keyExchange, authentication, sensitivity, risk } = assessment
  const clients = tlsOf(endpoint).map(({ clientCertificate }) => clientCertificate)
  return [
    property('endpoint', id),
    property('transport', endpoint.transport),
    property('key-exchange', keyExchange.category),
    ...optional('preferred-group', keyExchange.preferred),
    property('clients-get', keyExchange.clientsGet),
    property('classical-accepted', keyExchange.classicalAccepted ?? 'unknown'),
    property('authentication', authentication.category),
    property('sensitivity', sensitivity.tier),
    ...optional('shelf-life-years', sensitivity.shelfLifeYears?.join(' to ')),
    property('access', sensitivity.access),
    property('risk', risk.score),
    ...optional('mcp', mcp?.state),
    ...optional('mcp-authentication', mcp?.auth),
    ...properties('client-certificate', [...new Set(clients)]),
    ...optional('software', software && softwareText(software)),
    ...optional('wrapper', runtime?.wrapper),
    ...optional('environment', ownership?.environment),
    ...properties('found-in', endpoint.sources.map(sourceText)),
    ...notTested(endpoint),
  ]
}

const sourceText = ({ kind, client, path, line }: InventoryEndpoint['sources'][number]): string =>
  known(kind, client, path === undefined || line === undefined ? path : `${path}:${line}`)

/** What is unknown about an endpoint: it is not listed, which does not mean that the endpoint lacks it. */
const notTested = (endpoint: InventoryEndpoint): Property[] => {
  if (endpoint.stdio) return properties('not-tested', ['everything: a local program, not started'])
  if (!hasAnswered(endpoint.addresses)) {
    return [
      ...properties('not-tested', ['everything: it could not be probed']),
      ...optional('not-probed-because', notProbedBecause(endpoint)),
    ]
  }
  const missing = endpoint.addresses
    .filter((address) => !hasAnswered([address]))
    .map((one) => `${addressName(one)} port ${one.port}: ${one.state}`)
  const unanswered = tlsOf(endpoint)
    .flatMap(unansweredQuestions)
    .map(({ label, names }) => (names.length === 0 ? label : `${label} (${names.join(', ')})`))
  const service = (endpoint.mcp?.state ?? 'not-tested') === 'not-tested' ? ['MCP'] : []
  const limited = incompleteBecause(endpoint)
  const limit = limited === undefined ? [] : [`${LIMITED} (${limited})`]
  return properties('not-tested', [...new Set([...missing, ...limit, ...unanswered, ...service])])
}
