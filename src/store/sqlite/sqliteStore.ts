import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { McpPqcError } from '../../model/error.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { ScanRecord } from '../../model/scanRecord.ts'
import { parseBounded } from '../../model/text/boundedJson.ts'
import { problem } from '../problem.ts'
import type { EndpointOrder, NewScan, Resumption, ScanStore, ScanWriter } from '../scanStore.ts'
import { openForReading, openForWriting, openInMemory } from './databaseFile.ts'
import { readEndpoints } from './readEndpoints.ts'
import { beginScan, resumeScan } from './resume.ts'
import { IN_MEMORY, isLocked, removeLock } from './scanLock.ts'
import type { Database } from './sqlite.ts'
import { orStoreError, storeError } from './storeError.ts'

/**
 * Opens the store in a file: for reading, for writing (a missing file is created), or for writing to the one in the
 * program's own folder, which is created too.
 *
 * @throws {McpPqcError} STORE_MISSING, STORE_NEWER, STORE_FOREIGN, STORE_CORRUPT, STORE_LOCKED, STORE_READ_ONLY, STORE_FULL,
 * STORE_UNAVAILABLE
 */
export const openStore = async (path: string, use: 'read' | 'write' | 'own'): Promise<ScanStore> => {
  if (use === 'read') return new SqliteStore(path, openForReading(path))
  if (use === 'own') {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw storeError(path, error)
    })
    await refuseForeignFolder(path)
  }
  return new SqliteStore(path, openForWriting(path))
}

const OTHERS_MAY_WRITE = 0o022

/** The program's own folder, or a file in it, could otherwise be another user's. @throws {McpPqcError} STORE_FOREIGN_FOLDER */
export const refuseForeignFolder = async (path: string): Promise<void> => {
  const me = process.geteuid?.()
  if (me === undefined) return
  const folder = dirname(path)
  const { uid, mode } = await stat(folder)
  const file = await stat(path).catch(() => undefined)
  if ([uid, file?.uid ?? me].some((one) => one !== me && one !== 0))
    throw problem('STORE_FOREIGN_FOLDER', { path, why: 'another user owns it or its folder' })
  if ((mode & OTHERS_MAY_WRITE) !== 0)
    throw problem('STORE_FOREIGN_FOLDER', { path, why: 'other users may write to its folder' })
}

/** A store for what no file can take: it is gone when it is closed. Its documents are as short as in a file. */
export const openStoreInMemory = (): ScanStore => new SqliteStore(IN_MEMORY, openInMemory())

class SqliteStore implements ScanStore {
  readonly #path: string
  readonly #database: Database

  constructor(path: string, database: Database) {
    this.#path = path
    this.#database = database
  }

  async scans(): Promise<ScanRecord[]> {
    const rows = this.#all(`${SCANS} ORDER BY s.number DESC`)
    const read = await readRecord(this.#path)
    return rows.map(read)
  }

  endpoints(scan: string, order: EndpointOrder): AsyncIterable<InventoryEndpoint> {
    const { number } = this.#row(scan)
    return readEndpoints({ path: this.#path, database: this.#database, number }, order)
  }

  async begin(scan: NewScan): Promise<ScanWriter> {
    return orStoreError(this.#path, () => beginScan(this.#path, this.#database, scan))
  }

  async resume(scan: string): Promise<Resumption> {
    const record = (await readRecord(this.#path))(this.#row(scan))
    if (record.state !== 'interrupted') throw notInterrupted(record)
    return resumeScan(this.#path, this.#database, record, this.#row(scan).number)
  }

  async remove(scans: readonly string[]): Promise<void> {
    for (const scan of scans) {
      if (isLocked(this.#path, scan)) continue
      this.#run('DELETE FROM scan WHERE id = ?', scan)
      removeLock(this.#path, scan)
    }
    // In portions, so that the log does not grow as large as what is deleted. What is left by a kill is deleted next time.
    for (const table of OF_A_SCAN) {
      const statement = `DELETE FROM ${table} WHERE rowid IN (
        SELECT rowid FROM ${table} WHERE scan NOT IN (SELECT number FROM scan) LIMIT ${PORTION})`
      while (this.#run(statement) === PORTION);
    }
    while (this.#run(ORPHANED_TARGETS) > 0);
    this.#shrink()
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) orStoreError(this.#path, () => this.#database.close())
  }

  /** Needs free space for a copy, and no reader. Otherwise the space is used for the next scans. */
  #shrink(): void {
    try {
      this.#database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      const why = storeError(this.#path, error)
      if (!(why instanceof McpPqcError && ['STORE_LOCKED', 'STORE_FULL'].includes(why.code))) throw why
    }
  }

  #row(scan: string): Record<string, unknown> & { number: number } {
    const [row] = this.#all(`${SCANS} WHERE s.id = ?`, scan)
    if (row) return row as Record<string, unknown> & { number: number }
    throw problem('SCAN_UNKNOWN in a store', { scan, path: this.#path })
  }

  #all(statement: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return orStoreError(this.#path, () => this.#database.prepare(statement).all(...values))
  }

  #run(statement: string, ...values: string[]): number {
    return orStoreError(this.#path, () => Number(this.#database.prepare(statement).run(...values).changes))
  }
}

/** Reads rows of scans. A scan that is marked as running, but whose process is gone, was interrupted. */
const readRecord = async (path: string): Promise<(row: Record<string, unknown>) => ScanRecord> => {
  const { ScanRecord: schema } = await import('../../model/scanRecord.ts')
  return (row) => {
    const text = (name: string): string => String(row[name])
    try {
      const id = text('id')
      const dead = row['state'] === 'running' && !isLocked(path, id)
      const state = dead ? 'interrupted' : row['state']
      // Its members are not copied before it is known to have few.
      const summary = schema.shape.summary.parse(parseBounded(text('summary')))
      return schema.parse({
        id,
        state,
        startedAt: row['started_at'],
        finishedAt: row['changed_at'],
        tool: parseBounded(text('tool')),
        scope: parseBounded(text('scope')),
        ...(row['authorization'] === null ? {} : { authorization: parseBounded(text('authorization')) }),
        summary: { ...summary, interrupted: state !== 'finished' },
      })
    } catch (error) {
      throw problem('STORE_CORRUPT', { path, why: 'a scan cannot be read' }, error)
    }
  }
}

const SCANS = `SELECT s.number, s.id, s.started_at, s.tool, s.scope, s.authorization, p.state, p.changed_at, p.summary
  FROM scan s JOIN progress p ON p.scan = s.number`

const OF_A_SCAN = ['endpoint', 'list', 'silent', 'dictionary', 'unfinished', 'progress']
const PORTION = 2000

const ORPHANED_TARGETS = `DELETE FROM target WHERE (scan, number) IN (
  SELECT scan, number FROM target WHERE scan NOT IN (SELECT number FROM scan) LIMIT ${PORTION})`

const notInterrupted = ({ id, state }: ScanRecord): McpPqcError =>
  state === 'running' ? problem('SCAN_RUNNING', { id }) : problem('SCAN_FINISHED', { id })
