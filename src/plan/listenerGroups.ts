import type { InventoryEndpoint } from '../model/inventory.ts'

/** Endpoints that move as one, because they share a listener; the one with the highest risk speaks for them. */
export type Unit = { lead: InventoryEndpoint; others: InventoryEndpoint[] }

/**
 * Endpoints on the same address and port are behind one listener: a change there reaches all of them. Endpoints
 * without an address stand alone.
 */
export const unitsOf = (endpoints: readonly InventoryEndpoint[]): Unit[] => {
  const groups = Map.groupBy(endpoints, (endpoint) => listenerOf(endpoint) ?? endpoint.id)
  return [...groups.values()].map((same) => {
    const [lead, ...others] = same.toSorted(byRisk) as [InventoryEndpoint, ...InventoryEndpoint[]]
    return { lead, others }
  })
}

/** From any endpoint to the one that speaks for its unit. */
export const leadsOf = (units: readonly Unit[]): Map<string, string> =>
  new Map(units.flatMap(({ lead, others }) => [lead, ...others].map(({ id }) => [id, lead.id] as const)))

const byRisk = (a: InventoryEndpoint, b: InventoryEndpoint): number =>
  b.assessment.risk.score - a.assessment.risk.score || (a.url < b.url ? -1 : 1)

const listenerOf = ({ addresses }: InventoryEndpoint): string | undefined => {
  const open = addresses
    .filter(({ state }) => state === 'open')
    .map(({ address, port }) => `${address} ${port}`)
  return open.length === 0 ? undefined : open.toSorted().join()
}
