import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { hasAnswered } from '../../../model/questions/endpoint.ts'
import { VERSION_NAMES } from '../../../model/questions/names.ts'
import { isOpen, tlsOf } from '../../../model/questions/tls.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { hasSuitesLeft } from '../inUse.ts'
import { notProbedBecause } from '../labels.ts'
import { optional, type Property, properties } from './properties.ts'

/** What is unknown about an endpoint: it is not listed, which does not mean that the endpoint lacks it. */
export const notTested = (endpoint: InventoryEndpoint): Property[] => {
  if (endpoint.stdio) return properties('not-tested', ['everything: a local program, not started'])
  if (!hasAnswered(endpoint.addresses)) {
    return [
      ...properties('not-tested', ['everything: it could not be probed']),
      ...optional('not-probed-because', notProbedBecause(endpoint)),
    ]
  }
  const missing = endpoint.addresses
    .filter((address) => !hasAnswered([address]))
    .map(({ address, port, state }) => `address ${address} port ${port}: ${state}`)
  const tls = tlsOf(endpoint)
  const { mcp } = endpoint
  const service = mcp === undefined || mcp.state === 'not-tested' ? ['MCP'] : []
  return properties('not-tested', [...new Set([...missing, ...tls.flatMap(ofTls), ...service])])
}

const ofTls = (tls: TlsFacts): string[] => {
  const openVersions = VERSION_NAMES.filter((version) => isOpen(tls.versions[version]))
  const has13 = tls.versions['TLS 1.3'].state === 'accepted'
  const groups = has13 ? tls.groups.filter(isOpen).map(({ name }) => name) : []
  const schemes = tls.signatureSchemes.filter(isOpen)
  const resumption = Object.entries(tls.resumption).filter(([, state]) => isOpen({ state }))
  return [
    ...openVersions,
    ...(groups.length > 0 ? [`groups ${groups.join(', ')}`] : []),
    ...(hasSuitesLeft(tls) ? ['other cipher suites and signature schemes'] : []),
    ...(schemes.length > 0
      ? [`signature schemes ${schemes.map(({ name, version }) => `${name} in ${version}`).join(', ')}`]
      : []),
    ...(tls.chains.length === 0 ? ['certificates: none was seen'] : []),
    ...(tls.clientCertificate === 'not-tested' ? ['whether a client certificate is asked for'] : []),
    ...(resumption.length > 0 ? [`resumption (${resumption.map(([name]) => name).join(', ')})`] : []),
  ]
}
