import type { InventoryEndpoint } from '../model/inventory.ts'
import { byRisk } from '../model/questions/endpoint.ts'

/** Endpoints that share a listener and are migrated together; the item is in the name of `lead`. */
export type ListenerGroup = { lead: InventoryEndpoint; others: InventoryEndpoint[] }

/**
 * Endpoints on the same addresses and ports share a listener: a change of it affects all of them. `lead` has the highest
 * risk. An endpoint without an open address is a group of its own.
 */
export const listenerGroups = (endpoints: readonly InventoryEndpoint[]): ListenerGroup[] => {
  const groups = Map.groupBy(endpoints, (endpoint) => listenerOf(endpoint) ?? endpoint.id)
  return [...groups.values()].map((same) => {
    const [lead, ...others] = same.toSorted(byRisk) as [InventoryEndpoint, ...InventoryEndpoint[]]
    return { lead, others }
  })
}

/** From the id of each endpoint to that of the lead of its group. */
export const leadsOf = (groups: readonly ListenerGroup[]): Map<string, string> =>
  new Map(groups.flatMap(({ lead, others }) => [lead, ...others].map(({ id }) => [id, lead.id] as const)))

const listenerOf = ({ addresses }: InventoryEndpoint): string | undefined => {
  const open = addresses
    .filter(({ state }) => state === 'open')
    .map(({ address, port }) => `${address} ${port}`)
  return open.length === 0 ? undefined : open.toSorted().join()
}
