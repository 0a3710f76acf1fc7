import type { Assessment, Headline } from '../assessment.ts'
import type { InventoryEndpoint, Summary } from '../inventory.ts'
import { hasAnswered } from './endpoint.ts'
import { isPostQuantum } from './tls.ts'

export const headlineOf = ({ keyExchange }: Pick<Assessment, 'keyExchange'>): Headline => {
  const { category, clientsGet } = keyExchange
  return isPostQuantum({ kind: category }) && (clientsGet === 'classical' || clientsGet === 'mixed')
    ? clientsGet
    : category
}

export const emptySummary = (): Summary => ({
  endpoints: 0,
  probed: 0,
  unreachable: 0,
  silentAddresses: 0,
  interrupted: false,
  keyExchange: {},
  authentication: {},
  clientsGet: {},
})

/** Counts one endpoint more, in place: a summary grows with its scan. */
export const countEndpoint = (
  summary: Summary,
  { addresses, transport, assessment }: InventoryEndpoint,
): void => {
  summary.endpoints++
  if (hasAnswered(addresses)) summary.probed++
  // What a client starts by itself has no address that could be reached.
  else if (transport !== 'stdio') summary.unreachable++
  countCategories(summary, assessment)
}

export const countCategories = (
  summary: Pick<Summary, 'keyExchange' | 'authentication' | 'clientsGet'>,
  { keyExchange, authentication }: InventoryEndpoint['assessment'],
): void => {
  countOne(summary.keyExchange, keyExchange.category)
  countOne(summary.authentication, authentication.category)
  if (summary.clientsGet) countOne(summary.clientsGet, keyExchange.clientsGet)
}

export const countOne = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}
