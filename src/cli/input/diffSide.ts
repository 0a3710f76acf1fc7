import type { DiffSide } from '../../model/diff.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { ComparedScan } from '../../store/compareScans.ts'
import { isScanName } from '../../store/findScan.ts'
import { openStoredScan, prefersFile } from './openInventory.ts'
import { readInventory } from './readDocument.ts'

/** One of the two compared scans. */
export type OpenSide = ComparedScan & { side: DiffSide; close(): Promise<void> }

/**
 * The scan that a word of `diff` names: a file of `scan --output`, `latest`, `previous`, or the beginning of an id.
 *
 * @throws {McpPqcError} as `openInventory` does
 */
export const openSide = async (
  name: string,
  dataDir: string,
  store: string | undefined,
): Promise<OpenSide> => {
  if (isScanName(name) && !prefersFile(name)) return storedSide(name, dataDir, store)
  const { endpoints, startedAt, finishedAt, tool, summary } = await readInventory(name)
  const { interrupted } = summary
  // A file that was merged from several scans may contain an endpoint twice.
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    side: { name, startedAt, finishedAt, tool, endpoints: sorted.length, interrupted },
    endpoints: each(sorted),
    interrupted,
    day: new Date(finishedAt),
    close: async () => {},
  }
}

const storedSide = async (name: string, dataDir: string, path: string | undefined): Promise<OpenSide> => {
  const { record, store } = await openStoredScan(name, dataDir, path)
  const { id, startedAt, finishedAt, tool, summary } = record
  const { interrupted } = summary
  return {
    side: { name: id, startedAt, finishedAt, tool, endpoints: summary.endpoints, interrupted },
    endpoints: store.endpoints(id, 'id'),
    interrupted,
    day: new Date(finishedAt),
    close: () => store.close(),
  }
}

async function* each(endpoints: readonly InventoryEndpoint[]): AsyncGenerator<InventoryEndpoint> {
  yield* endpoints
}
