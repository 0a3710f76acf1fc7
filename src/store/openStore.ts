import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ScanStore } from './scanStore.ts'

/** The store that was named, or the one in the folder that oclif names for what a program keeps. */
export const storePath = (store: string | undefined, dataDir: string): string =>
  store ?? join(dataDir, 'scans.db')

/**
 * The store that was named, which must be there, or the program's own: undefined where nothing was kept yet.
 *
 * @throws {McpPqcError} as `openStore` does
 */
export const openOwnStore = async (
  store: string | undefined,
  dataDir: string,
  use: 'read' | 'write',
): Promise<ScanStore | undefined> => {
  const path = storePath(store, dataDir)
  const isThere = existsSync(path)
  if (!isThere && store === undefined) return undefined
  // SQLite is loaded where there is something to read with it.
  const { openStore } = await import('./sqlite/sqliteStore.ts')
  // To write to a store that is not there would make it.
  return openStore(path, isThere ? use : 'read')
}
