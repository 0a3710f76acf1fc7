import type { InventoryEndpoint } from '../../model/inventory.ts'
import { assess } from '../assess.ts'
import { parseOwnerFile } from './ownerFile.ts'
import { Owners } from './ownership.ts'

/**
 * Judges endpoints anew with what their owners say of them; leaves out what they exclude.
 *
 * @throws {McpPqcError} OWNER_FILE_INVALID, TWO_OWNERS
 */
export const applyOwners = (
  endpoints: readonly InventoryEndpoint[],
  file: { path: string; text: string } | undefined,
  now: Date,
): { endpoints: InventoryEndpoint[]; unused: { path: string; line: number }[] } => {
  const owners = new Owners(file && parseOwnerFile(file.path, file.text))
  const owned = endpoints.flatMap((endpoint): InventoryEndpoint[] => {
    const { ownership, excluded } = owners.of(endpoint)
    if (excluded) return []
    if (!ownership) return [endpoint]
    return [{ ...endpoint, ownership, assessment: assess({ endpoint, ...endpoint, ownership }, now) }]
  })
  return { endpoints: owned, unused: owners.unused }
}
