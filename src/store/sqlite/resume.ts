import { randomBytes } from 'node:crypto'
import type { Endpoint } from '../../model/endpoint.ts'
import type { Summary } from '../../model/inventory.ts'
import { emptySummary } from '../../model/questions/summary.ts'
import type { ScanRecord, Unfinished } from '../../model/scanRecord.ts'
import { parseBounded } from '../../model/text/boundedJson.ts'
import { problem } from '../problem.ts'
import type { NewScan, Resumption, ScanWriter } from '../scanStore.ts'
import { targetReader } from './documents.ts'
import { type ScanLock, takeLock } from './scanLock.ts'
import { DatabaseWriter } from './scanWriter.ts'
import { type Database, transaction } from './sqlite.ts'
import { orStoreError } from './storeError.ts'

/** Stores everything that resuming needs before the first endpoint. */
export const beginScan = (path: string, database: Database, scan: NewScan): ScanWriter => {
  const id = randomBytes(4).toString('hex')
  const lock = lockOf(path, id)
  try {
    const summary = { ...emptySummary(), ...scan.asked }
    const number = transaction(database, () => insertScan(database, id, scan, summary))
    return new DatabaseWriter({ path, database, lock, id, number, summary, dictionary: undefined })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Returns the number of its row. */
const insertScan = (database: Database, id: string, scan: NewScan, summary: Summary): number => {
  const startedAt = scan.startedAt.toISOString()
  const { lastInsertRowid } = database
    .prepare('INSERT INTO scan (id, started_at, tool, scope, authorization) VALUES (?, ?, ?, ?, ?)')
    .run(
      id,
      startedAt,
      JSON.stringify(scan.tool),
      JSON.stringify(scan.scope),
      scan.authorization ? JSON.stringify(scan.authorization) : null,
    )
  const number = Number(lastInsertRowid)
  database
    .prepare(`INSERT INTO progress VALUES (?, 'running', ?, ?)`)
    .run(number, startedAt, JSON.stringify(summary))
  database.prepare('INSERT INTO unfinished VALUES (?, ?)').run(number, JSON.stringify(scan.unfinished))
  const target = database.prepare('INSERT INTO target VALUES (?, ?, ?)')
  let at = 0
  for (const endpoint of scan.named) target.run(number, at++, JSON.stringify(endpoint))
  return number
}

/** Takes an interrupted scan over. @throws {McpPqcError} SCAN_RUNNING if another process was faster, STORE_CORRUPT */
export const resumeScan = async (
  path: string,
  database: Database,
  record: ScanRecord,
  number: number,
): Promise<Resumption> => {
  const { Unfinished: schema } = await import('../../model/scanRecord.ts')
  const readTarget = await targetReader()
  const rows = (statement: string): Record<string, unknown>[] => database.prepare(statement).all(number)
  const read = <T>(what: string, get: () => T): T => {
    try {
      return get()
    } catch (error) {
      throw problem('STORE_CORRUPT', { path, why: `${what} of scan ${record.id} cannot be read` }, error)
    }
  }
  return orStoreError(path, () =>
    transaction(database, () => {
      const lock = lockOf(path, record.id)
      try {
        database.prepare(`UPDATE progress SET state = 'running' WHERE scan = ?`).run(number)
        const settings = rows('SELECT settings FROM unfinished WHERE scan = ?')[0]?.['settings']
        const targets = rows('SELECT document FROM target WHERE scan = ? ORDER BY number')
        const dictionary = rows('SELECT content FROM dictionary WHERE scan = ?')[0]?.['content']
        const silent = read('a silent address', () =>
          silentIds(rows('SELECT ids FROM silent WHERE scan = ?')),
        )
        if (dictionary !== undefined && !(dictionary instanceof Uint8Array))
          throw problem('STORE_CORRUPT', { path, why: `the dictionary of scan ${record.id} cannot be read` })
        const summary = { ...record.summary, interrupted: false, silentAddresses: silent.size }
        return {
          record,
          unfinished: read('the options', (): Unfinished => schema.parse(parseBounded(String(settings)))),
          named: read('a target', (): Endpoint[] =>
            targets.map(({ document }) => readTarget(String(document))),
          ),
          silent,
          writer: new DatabaseWriter({
            path,
            database,
            lock,
            id: record.id,
            number,
            summary,
            dictionary,
          }),
        }
      } catch (error) {
        lock.release()
        throw error
      }
    }),
  )
}

/** As the writer packed them: eight bytes per id. */
const silentIds = (rows: readonly Record<string, unknown>[]): Set<string> => {
  const silent = new Set<string>()
  for (const { ids } of rows) {
    const hex = Buffer.from(ids as Uint8Array).toString('hex')
    for (let at = 0; at < hex.length; at += ID_DIGITS) silent.add(hex.slice(at, at + ID_DIGITS))
  }
  return silent
}

const ID_DIGITS = 16

const lockOf = (path: string, id: string): ScanLock => {
  const lock = takeLock(path, id)
  if (lock) return lock
  throw problem('SCAN_RUNNING', { id })
}
