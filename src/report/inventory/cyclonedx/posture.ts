import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { tlsOf } from '../../../model/questions/tls.ts'
import { notTested } from './notTested.ts'
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
    ...optional('software', software && [software.name, software.version].filter(Boolean).join(' ')),
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
