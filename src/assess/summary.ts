import { hasAnswered } from '../model/answered.ts'
import type { InventoryEndpoint, Summary } from '../model/inventory.ts'

/** Highest risk first; the same risk by URL, so that two runs agree. */
export const byRisk = (a: InventoryEndpoint, b: InventoryEndpoint): number =>
  b.assessment.risk.score - a.assessment.risk.score || (a.url < b.url ? -1 : 1)

/** How many of what. `silentAddresses`: of ranges, where nothing listens. */
export const summarize = (
  endpoints: readonly InventoryEndpoint[],
  { silentAddresses, interrupted }: { silentAddresses: number; interrupted: boolean },
): Summary => {
  const probed = endpoints.filter(({ addresses }) => hasAnswered(addresses)).length
  return {
    endpoints: endpoints.length,
    probed,
    // What a client starts by itself has no address that could be reached.
    unreachable: endpoints.filter(({ transport }) => transport !== 'stdio').length - probed,
    silentAddresses,
    interrupted,
    keyExchange: countBy(endpoints, ({ assessment }) => assessment.keyExchange.category),
    authentication: countBy(endpoints, ({ assessment }) => assessment.authentication.category),
  }
}

const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}
