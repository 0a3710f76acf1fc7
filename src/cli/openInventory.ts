import type { Inventory } from '../model/inventory.ts'
import { type ReportInput, reportInput } from '../report/reportInput.ts'
import { latestScan } from './latestScan.ts'
import { readInventory } from './readDocument.ts'

/** An inventory that is read as often as it is needed, and released at the end. */
export type OpenInventory = { input: Omit<ReportInput, 'asOf'>; close(): Promise<void> }

/**
 * The inventory that `--from` names: a file of `scan --output`, or the latest scan where it names none.
 *
 * @throws {McpPqcError} as `readInventory` and `latestScan` do
 */
export const openInventory = async (from: string | undefined, dataDir: string): Promise<OpenInventory> => {
  const inventory: Inventory = await readInventory(from ?? latestScan(dataDir))
  return { input: reportInput(inventory, { asOf: new Date() }), close: async () => {} }
}
