import { existsSync } from 'node:fs'
import { eachAssessedAgain } from '../../assess/assess.ts'
import type { DiffSide } from '../../model/diff.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../../model/inventory.ts'
import type { ReportInput } from '../../report/inventory/reportInput.ts'
import type { ComparedScan } from '../../store/compareScans.ts'
import { findScan, isScanId, isScanName } from '../../store/findScan.ts'
import { openOwnStore } from '../../store/openStore.ts'
import type { EndpointOrder } from '../../store/scanStore.ts'
import { problem } from '../problem.ts'
import { readInventory } from './readDocument.ts'

/** What names an inventory: a file of `scan --output`, or a scan of the store, `--store` or the program's own. */
export type InventoryPlace = { from?: string | undefined; store?: string | undefined; dataDir: string }

/** One that can be read several times, and is closed at the end. `name`: the id of a stored scan, or the file. */
type OpenInventory = {
  name: string
  head: Omit<ReportInput, 'asOf' | 'endpoints'>
  /** Endpoints, each once. */
  count: number
  /** Each call reads from the start. By risk: a file by that of its assessments, the store by that of the scan. */
  endpoints: (order: EndpointOrder) => AsyncIterable<InventoryEndpoint>
  close: () => Promise<void>
}

/**
 * The inventory that `from` names: a file, `latest`, `previous`, or a scan by the beginning of its id; a file comes
 * before an id. Undefined: the latest scan. `day`: the endpoints are as this version assesses them on it, which includes what has
 * expired since the scan, and what new rules say. A stored scan is assessed in each pass, so that no pass keeps it in memory.
 *
 * @throws {McpPqcError} SCAN_MISSING, and as `readInventory`, `openStore` and `findScan` do
 */
const open = async (
  { from = 'latest', store, dataDir }: InventoryPlace,
  use: { day?: Date; isWhole?: boolean } = {},
): Promise<OpenInventory> => {
  if (!isScanName(from) || (isScanId(from) && existsSync(from))) {
    const { head, endpoints } = await readInventory(from, use)
    return {
      name: from,
      head,
      count: endpoints.count,
      endpoints: (order) => endpoints.in(order),
      close: async () => {},
    }
  }
  const { day } = use
  const opened = await openOwnStore(store, dataDir, 'read')
  if (!opened) throw problem('SCAN_MISSING')
  try {
    const { id, state: _, ...record } = await findScan(opened, from)
    return {
      name: id,
      head: { schemaVersion: '1', ...record },
      count: record.summary.endpoints,
      endpoints: (order) =>
        day ? eachAssessedAgain(opened.endpoints(id, order), day) : opened.endpoints(id, order),
      close: () => opened.close(),
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Opens an inventory for a report, and closes it in the end. @throws {McpPqcError} as `open` does */
export const withInventory = async <T>(
  place: InventoryPlace,
  use: (input: Omit<ReportInput, 'asOf'>) => Promise<T>,
): Promise<T> => {
  const { head, endpoints, close } = await open(place, { day: new Date() })
  try {
    return await use({ ...head, endpoints: () => endpoints('risk') })
  } finally {
    await close()
  }
}

/** The whole inventory as it was stored: the assessments are those of the scan. @throws {McpPqcError} as `open` does */
export const wholeInventory = async (place: InventoryPlace): Promise<Inventory> => {
  const { head, endpoints, close } = await open(place, { isWhole: true })
  try {
    const all: InventoryEndpoint[] = []
    for await (const endpoint of endpoints('risk')) all.push(endpoint)
    const { scope: _, ...rest } = head
    return { ...rest, endpoints: all }
  } finally {
    await close()
  }
}

/** One of the two scans that `diff` compares. @throws {McpPqcError} as `open` does */
export const openSide = async (
  place: InventoryPlace,
): Promise<ComparedScan & { side: DiffSide; summary: Summary; close: () => Promise<void> }> => {
  const { name, head, count, endpoints, close } = await open(place)
  const { startedAt, finishedAt, tool, summary } = head
  const { interrupted } = summary
  return {
    side: { name, startedAt, finishedAt, tool, endpoints: count, interrupted },
    endpoints: endpoints('id'),
    interrupted,
    summary,
    day: new Date(finishedAt),
    close,
  }
}
