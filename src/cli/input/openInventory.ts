import { existsSync } from 'node:fs'
import { withFindings } from '../../assess/findings/findings.ts'
import { UsageError } from '../../model/error.ts'
import type { Inventory, InventoryEndpoint } from '../../model/inventory.ts'
import type { ScanRecord } from '../../model/scanRecord.ts'
import { type ReportInput, reportInput } from '../../report/inventory/reportInput.ts'
import { findScan, isScanId, isScanName } from '../../store/findScan.ts'
import { openOwnStore } from '../../store/openStore.ts'
import type { ScanStore } from '../../store/scanStore.ts'
import { readInventory } from './readDocument.ts'

/** An inventory that can be read several times, and is closed at the end. */
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
  if (isScanName(name) && !prefersFile(name)) {
    const { record, store: opened } = await openStoredScan(name, dataDir, store)
    const { id, tool, startedAt, finishedAt, authorization, scope, summary } = record
    const input = {
      schemaVersion: '1' as const,
      tool,
      startedAt,
      finishedAt,
      ...(authorization ? { authorization } : {}),
      scope,
      summary,
      endpoints: () => asOfToday(opened.endpoints(id, 'risk'), new Date()),
    }
    return { input, close: () => opened.close() }
  }
  const input = reportInput(await readInventory(name), { asOf: new Date() })
  return { input, close: async () => {} }
}

/** The endpoints of an earlier scan with the findings of a day: what has expired since, and what new rules find. */
async function* asOfToday(
  endpoints: AsyncIterable<InventoryEndpoint>,
  day: Date,
): AsyncGenerator<InventoryEndpoint> {
  for await (const endpoint of endpoints) yield withFindings(endpoint, day)
}

/** Whether the name is that of a file rather than the beginning of an id. */
export const prefersFile = (name: string): boolean => isScanId(name) && existsSync(name)

/** Opens an inventory, and closes it in the end. @throws {McpPqcError} as `openInventory` does */
export const withInventory = async <T>(
  from: string | undefined,
  dataDir: string,
  store: string | undefined,
  use: (input: OpenInventory['input']) => Promise<T>,
): Promise<T> => {
  const { input, close } = await openInventory(from, dataDir, store)
  try {
    return await use(input)
  } finally {
    await close()
  }
}

/** The same inventory in memory, for what needs all of it at once. @throws {McpPqcError} as `openInventory` does */
export const wholeInventory = (
  from: string | undefined,
  dataDir: string,
  store: string | undefined,
): Promise<Inventory> =>
  withInventory(from, dataDir, store, async ({ endpoints, scope: _, ...rest }) => {
    const all: InventoryEndpoint[] = []
    for await (const endpoint of endpoints()) all.push(endpoint)
    return { ...rest, endpoints: all }
  })

/** A scan of the store, and the store, which the caller closes. @throws {McpPqcError} as `openStore` and `findScan` do */
export const openStoredScan = async (
  name: string,
  dataDir: string,
  store: string | undefined,
): Promise<{ record: ScanRecord; store: ScanStore }> => {
  const opened = await openOwnStore(store, dataDir, 'read')
  if (!opened) {
    throw new UsageError(
      'SCAN_MISSING',
      'there is no stored scan',
      'Scan first (mcp-pqc scan …), or name an inventory file (scan --output FILE).',
    )
  }
  try {
    return { record: await findScan(opened, name), store: opened }
  } catch (error) {
    await opened.close()
    throw error
  }
}
