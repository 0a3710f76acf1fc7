import type { InventoryEndpoint } from '../../model/inventory.ts'
import { assess } from '../assess.ts'
import type { Owners } from './owners.ts'

/** Leaves out what the owner's file excludes, and assesses again what it says something of. @throws {McpPqcError} OWNER_AMBIGUOUS */
export const applyOwners = (
  endpoints: readonly InventoryEndpoint[],
  owners: Owners,
  now: Date,
): InventoryEndpoint[] =>
  endpoints.flatMap((endpoint) => {
    const { ownership, excluded } = owners.of(endpoint)
    if (excluded) return []
    if (!ownership) return [endpoint]
    return [{ ...endpoint, ownership, assessment: assess({ endpoint, ...endpoint, ownership }, now) }]
  })
