import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { McpPqcError, UsageError } from '../model/error.ts'
import type { Inventory } from '../model/inventory.ts'
import { jsonText } from '../report/json.ts'
import { writeFileAtomically } from './writeFile.ts'

/** `dataDir`: the folder that oclif names for what a program keeps. */
const pathIn = (dataDir: string): string => join(dataDir, 'latest-scan.json')

/** Keeps the inventory for the commands that begin with the latest scan. That it cannot be kept is no failure of the scan. */
export const keepLatestScan = async (
  dataDir: string,
  inventory: Inventory,
  note: (text: string) => void,
): Promise<void> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeFileAtomically(pathIn(dataDir), jsonText(inventory))
  } catch (error) {
    const { code = 'WRITE_FAILED' } = error as { code?: string }
    note(
      `This scan is not kept for later: ${error instanceof McpPqcError ? error.message : `${dataDir} (${code})`}`,
    )
  }
}

/** Where the latest scan lies. @throws {UsageError} NO_SCAN where there has been none. */
export const latestScan = (dataDir: string): string => {
  const path = pathIn(dataDir)
  if (existsSync(path)) return path
  throw new UsageError(
    'NO_SCAN',
    'there is no earlier scan to plan from',
    'Scan first (mcp-pqc scan …), or name an inventory with --from FILE.',
  )
}
