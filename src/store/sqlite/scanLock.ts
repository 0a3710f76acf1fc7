import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { type Database, DatabaseSync } from './sqlite.ts'
import { isBusy } from './storeError.ts'

/**
 * A file next to the store that a process locks while it runs a scan. The system releases the lock when the process ends
 * in any way: unlike a process id, a lock cannot outlive its process or mean another one in a container.
 */
export type ScanLock = { release(): void }

/** Milliseconds to wait for a process that tests the lock. */
const LOOK_MS = 100

/** SQLite's name of a database that no other process can see. */
export const IN_MEMORY = ':memory:'

const lockPath = (store: string, scan: string): string => `${store}-${scan}`

/** Undefined if another process has it. The caller holds the write lock of the store. */
export const takeLock = (store: string, scan: string): ScanLock | undefined => {
  if (store === IN_MEMORY) return { release: () => {} }
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

/** Removes the file while it is still locked: after that it may be another's. */
const release = (file: Database, path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // Windows does not remove an open file. It stays, unlocked.
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
    // With any other error, it was removed a moment ago.
    return isBusy(error)
  } finally {
    file?.close()
  }
}

/** Removes what a process left that was killed. */
export const removeLock = (store: string, scan: string): void =>
  rmSync(lockPath(store, scan), { force: true })
