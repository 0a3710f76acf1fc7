import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ScanStore } from './scanStore.ts'

/** The store that the user named, or the program's own in its data folder. */
export const storePath = (store: string | undefined, dataDir: string): string =>
  store ?? join(dataDir, 'scans.db')

/** Undefined without an own store; a named one must exist. @throws {McpPqcError} as `openStore` does */
export const openOwnStore = async (
  store: string | undefined,
  dataDir: string,
  use: 'read' | 'write',
): Promise<ScanStore | undefined> => {
  const path = storePath(store, dataDir)
  const isThere = existsSync(path)
  if (!isThere && store === undefined) return undefined
  // SQLite loads only if there is a store.
  const { openStore, refuseForeignFolder } = await import('./sqlite/sqliteStore.ts')
  if (store === undefined) await refuseForeignFolder(path)
  // Opening a missing store for writing would create it.
  return openStore(path, isThere ? use : 'read')
}
