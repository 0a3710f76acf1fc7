import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { type Database, DatabaseSync } from './sqlite.ts'
import { isBusy } from './storeError.ts'

/**
 * A file beside the store that a process holds locked while it runs a scan. The system lets go of the lock when the
 * process ends, however it ends: unlike the number of a process it cannot outlive it, nor mean another in a container.
 */
export type ScanLock = { release(): void }

/** Milliseconds that somebody else may be looking whether it is locked. */
const LOOK_MS = 100

const lockPath = (store: string, scan: string): string => `${store}-${scan}`

/** Undefined where another process has it. Whoever takes one holds the write lock of the store meanwhile. */
export const takeLock = (store: string, scan: string): ScanLock | undefined => {
  const path = lockPath(store, scan)
  closeSync(openSync(path, 'a', 0o600))
  const file = new DatabaseSync(path, { timeout: LOOK_MS })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return { release: () => release(file, path) }
}

/** Removed while it is still locked: after that it may be another's. */
const release = (file: Database, path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // Windows does not remove what is open. It stays behind, and nobody holds it.
  }
  file.close()
}

/** True while a process holds it. */
export const isLocked = (store: string, scan: string): boolean => {
  const path = lockPath(store, scan)
  if (!existsSync(path)) return false
  let file: Database | undefined
  try {
    file = new DatabaseSync(path, { readOnly: true, timeout: 0 })
    file.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    // Whatever else goes wrong: it was removed a moment ago.
    return isBusy(error)
  } finally {
    file?.close()
  }
}

/** What a process left behind that ended too early. */
export const removeLock = (store: string, scan: string): void =>
  rmSync(lockPath(store, scan), { force: true })
