import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { addressName, hasAnswered } from '../../../model/questions/endpoint.ts'
import { tlsOf } from '../../../model/questions/tls.ts'
import { unansweredQuestions } from '../../../model/questions/tlsQuestions.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { notProbedBecause, softwareText } from '../labels.ts'
import { optional, type Property, properties, property } from './properties.ts'

export const posture = (endpoint: InventoryEndpoint): Property[] => {
  const { assessment, ownership, runtime, software, mcp, id } = endpoint
  const { keyExchange, authentication, sensitivity, risk } = assessment
  const clients = tlsOf(endpoint).map(({ clientCertificate }) => clientCertificate)
  return [
    property('endpoint', id),
    property('transport', endpoint.transport),
    property('key-exchange', keyExchange.category),
    ...optional('preferred-group', keyExchange.preferred),
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
  [kind, client, path === undefined || line === undefined ? path : `${path}:${line}`]
    .filter((part) => part !== undefined)
    .join(' ')

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
  const tls = tlsOf(endpoint)
  const { mcp } = endpoint
  const service = mcp === undefined || mcp.state === 'not-tested' ? ['MCP'] : []
  return properties('not-tested', [...new Set([...missing, ...tls.flatMap(ofTls), ...service])])
}

const ofTls = (tls: TlsFacts): string[] =>
  unansweredQuestions(tls).map(({ label, names }) =>
    names.length === 0 ? label : `${label} (${names.join(', ')})`,
  )
