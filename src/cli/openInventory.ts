import { existsSync } from 'node:fs'
import { UsageError } from '../model/error.ts'
import type { Inventory, InventoryEndpoint } from '../model/inventory.ts'
import { type ReportInput, reportInput } from '../report/reportInput.ts'
import { findScan, isScanId, isScanName } from '../store/findScan.ts'
import { readInventory } from './readDocument.ts'
import { storePath } from './storeFlag.ts'

/** An inventory that is read as often as it is needed, and released at the end. */
export type OpenInventory = { input: Omit<ReportInput, 'asOf'>; close(): Promise<void> }

/**
 * The inventory that `from` names: a file of `scan --output`, `latest`, `previous`, or a scan by the beginning of its
 * id; a file comes before an id. Undefined: the latest scan.
 *
 * @throws {McpPqcError} as `readInventory`, `openStore` and `findScan` do
 */
export const openInventory = async (
  from: string | undefined,
  dataDir: string,
  store?: string | undefined,
): Promise<OpenInventory> => {
  const name = from ?? 'latest'
  if (isScanName(name) && !(isScanId(name) && existsSync(name)))
    return openScan(name, storePath(store, dataDir), store === undefined)
  const input = reportInput(await readInventory(name), { asOf: new Date() })
  return { input, close: async () => {} }
}

/** The same inventory in memory, for what has to look at all of it at once. @throws {McpPqcError} as `openInventory` does */
export const wholeInventory = async (...named: Parameters<typeof openInventory>): Promise<Inventory> => {
  const { input, close } = await openInventory(...named)
  try {
    const { endpoints, ...rest } = input
    const all: InventoryEndpoint[] = []
    for await (const endpoint of endpoints()) all.push(endpoint)
    return { ...rest, endpoints: all }
  } finally {
    await close()
  }
}

const openScan = async (name: string, path: string, isOwn: boolean): Promise<OpenInventory> => {
  if (isOwn && !existsSync(path)) {
    throw new UsageError(
      'NO_SCAN',
      'there is no earlier scan',
      'Scan first (mcp-pqc scan …), or name an inventory file (scan --output FILE).',
    )
  }
  // SQLite is loaded where there is something to read with it.
  const { openStore } = await import('../store/sqliteStore.ts')
  const opened = await openStore(path, 'read')
  try {
    const { id, tool, startedAt, finishedAt, authorization, summary } = await findScan(opened, name)
    const input = {
      schemaVersion: '1' as const,
      tool,
      startedAt,
      finishedAt,
      ...(authorization ? { authorization } : {}),
      summary,
      endpoints: () => opened.endpoints(id, 'risk'),
    }
    return { input, close: () => opened.close() }
  } catch (error) {
    await opened.close()
    throw error
  }
}
