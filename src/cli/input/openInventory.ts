import { existsSync } from 'node:fs'
import { assessedAgain, eachAssessedAgain } from '../../assess/assess.ts'
import type { DiffSide } from '../../model/diff.ts'
import type { Inventory, InventoryEndpoint, Summary } from '../../model/inventory.ts'
import { byRisk } from '../../model/questions/endpoint.ts'
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
  endpoints: (order: EndpointOrder) => AsyncIterable<InventoryEndpoint>
  /**
   * As this version assesses them on a day: what has expired since the scan, and what new rules say. Highest risk first; from
   * the store, in the order of the risk at the scan. A file is assessed in the first pass only; a stored scan in each pass, so
   * that no pass keeps it in memory.
   */
  assessed: (day: Date) => () => AsyncIterable<InventoryEndpoint>
  close: () => Promise<void>
}

/**
 * The inventory that `from` names: a file, `latest`, `previous`, or a scan by the beginning of its id; a file comes
 * before an id. Undefined: the latest scan.
 *
 * @throws {McpPqcError} SCAN_MISSING, and as `readInventory`, `openStore` and `findScan` do
 */
const open = async ({ from = 'latest', store, dataDir }: InventoryPlace): Promise<OpenInventory> => {
  if (!isScanName(from) || (isScanId(from) && existsSync(from))) {
    const { endpoints, ...head } = await readInventory(from)
    // A file that was merged from several scans may contain an endpoint twice.
    const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
    const sorted = (): InventoryEndpoint[] => [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    return {
      name: from,
      head,
      count: byId.size,
      endpoints: (order) => each(order === 'id' ? sorted() : endpoints),
      assessed: (day) => {
        let found: InventoryEndpoint[] | undefined
        return () => {
          found ??= endpoints.map((endpoint) => assessedAgain(endpoint, day)).sort(byRisk)
          return each(found)
        }
      },
      close: async () => {},
    }
  }
  const opened = await openOwnStore(store, dataDir, 'read')
  if (!opened) throw problem('SCAN_MISSING')
  try {
    const { id, state: _, ...record } = await findScan(opened, from)
    return {
      name: id,
      head: { schemaVersion: '1', ...record },
      count: record.summary.endpoints,
      endpoints: (order) => opened.endpoints(id, order),
      assessed: (day) => () => eachAssessedAgain(opened.endpoints(id, 'risk'), day),
      close: () => opened.close(),
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function* each(endpoints: readonly InventoryEndpoint[]): AsyncGenerator<InventoryEndpoint> {
  yield* endpoints
}

/** Opens an inventory for a report, and closes it in the end. @throws {McpPqcError} as `open` does */
export const withInventory = async <T>(
  place: InventoryPlace,
  use: (input: Omit<ReportInput, 'asOf'>) => Promise<T>,
): Promise<T> => {
  const { head, assessed, close } = await open(place)
  try {
    return await use({ ...head, endpoints: assessed(new Date()) })
  } finally {
    await close()
  }
}

/** The whole inventory as it was stored: the assessments are those of the scan. @throws {McpPqcError} as `open` does */
export const wholeInventory = async (place: InventoryPlace): Promise<Inventory> => {
  const { head, endpoints, close } = await open(place)
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
