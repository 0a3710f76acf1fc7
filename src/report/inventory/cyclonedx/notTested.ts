import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { addressName, hasAnswered } from '../../../model/questions/endpoint.ts'
import { tlsOf } from '../../../model/questions/tls.ts'
import { unansweredQuestions } from '../../../model/questions/tlsQuestions.ts'
import type { TlsFacts } from '../../../model/tls.ts'
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
