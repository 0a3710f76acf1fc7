import type { Endpoint } from '../model/endpoint.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { inconclusive, type Outcome, skipped } from './check.ts'
import type { Subject } from './subject.ts'

/** The endpoint in the baseline; an outcome if there is nothing to compare with. */
export const baselineOf = ({ options, endpoint }: Subject): InventoryEndpoint | Outcome => {
  const { baseline } = options
  if (!baseline) return skipped('no baseline was given')
  const same = baseline.find(({ id, url }) => id === endpoint.id || url === endpoint.url)
  // An endpoint that moved from http to https or to another port has the same host and path.
  const moved = baseline.filter(({ url }) => placeOf(url) === placeOf(endpoint.url))
  const found = same ?? (moved.length === 1 ? moved[0] : undefined)
  return found ?? inconclusive('this endpoint is not in the baseline')
}

export const concerning = async (
  inventory: AsyncIterable<InventoryEndpoint>,
  endpoints: readonly Endpoint[],
): Promise<InventoryEndpoint[]> => {
  const ids = new Set(endpoints.map(({ id }) => id))
  const places = new Set(endpoints.map(({ url }) => placeOf(url)))
  const found: InventoryEndpoint[] = []
  for await (const endpoint of inventory) {
    if (ids.has(endpoint.id) || places.has(placeOf(endpoint.url))) found.push(endpoint)
  }
  return found
}

const placeOf = (text: string): string => {
  const url = URL.parse(text)
  return url ? `${url.hostname}${url.pathname}` : text
}
