import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { McpPqcError } from '../../model/error.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts'
import { type Database, DatabaseSync } from './sqlite.ts'
import { foreign, isUnwritable, orStoreError } from './storeError.ts'

/** Milliseconds to wait for another process that is writing. */
const BUSY_TIMEOUT_MS = 5000

/** Bytes. Into the usual 4,096 go two endpoints, and a quarter of the room stays empty. */
const PAGE_BYTES = 8192

/** Pages that collect before they go from the log into the file: fewer pages are written twice. */
const CHECKPOINT_PAGES = 2000

/** KiB. */
const CACHE_KIB = 16_000

/**
 * Opens a store to write to it, and makes it where there is none: for its owner alone. Brings the schema up to date.
 *
 * @throws {McpPqcError} STORE_NEWER, STORE_FOREIGN, and the others of `orStoreError`
 */
export const openForWriting = (path: string): Database =>
  orStoreError(path, () => {
    // SQLite gives the files beside it the permissions of this one.
    closeSync(openSync(path, 'a', 0o600))
    checkHeader(path)
    return prepared(path, connect(path), (database) => {
      migrate(path, database)
      if (journalMode(database) !== 'wal') database.exec('PRAGMA journal_mode = WAL')
      // Survives the death of the process at any moment; a power cut may take the last transactions, never the file.
      database.exec('PRAGMA synchronous = NORMAL')
      database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
      database.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    })
  })

/** Opens a store that is there, to read it. @throws {McpPqcError} as `openForWriting` does, and STORE_MISSING */
export const openForReading = (path: string): Database =>
  orStoreError(path, () => {
    if (!existsSync(path)) {
      throw new McpPqcError(
        'STORE_MISSING',
        `there is no store ${path}`,
        'Scan first (mcp-pqc scan …), or name the file of one with --store FILE.',
      )
    }
    if (checkHeader(path) < SCHEMA_VERSION) openForWriting(path).close()
    return prepared(path, connectReading(path), (database) => checkVersion(path, database))
  })

/** Closes what could not be prepared. */
const prepared = (path: string, database: Database, prepare: (database: Database) => void): Database => {
  try {
    // What stands in the file of a stranger is data: no function of it runs, and nothing writes to the schema.
    database.exec('PRAGMA trusted_schema = OFF')
    orStoreError(path, () => prepare(database))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const OPTIONS = { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false, defensive: true } as const

const connect = (path: string): Database => new DatabaseSync(path, OPTIONS)

/** In a folder that nobody may write to SQLite cannot share the file; where no log lies beside it, it need not. */
const connectReading = (path: string): Database => {
  const database = new DatabaseSync(path, { ...OPTIONS, readOnly: true })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    if (!isUnwritable(error) || sizeOf(`${path}-wal`) > 0) throw error
    return new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { ...OPTIONS, readOnly: true })
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** The file format of SQLite, §1.3: https://sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const USER_VERSION_AT = 60
const APPLICATION_ID_AT = 68

/**
 * Reads the header by itself: SQLite may change a file by opening it, and one that is not ours, or from a later version,
 * is left as it is. Gives the version of the schema; 0 for a file without content.
 */
const checkHeader = (path: string): number => {
  const header = Buffer.alloc(HEADER_BYTES)
  const file = openSync(path, 'r')
  let length: number
  try {
    length = readSync(file, header)
  } finally {
    closeSync(file)
  }
  if (length === 0) return 0
  if (length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw foreign(path, 'file is not a database')
  const version = header.readUInt32BE(USER_VERSION_AT)
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID)
    throw foreign(path, 'another program made it')
  refuseNewer(path, version)
  return version
}

const checkVersion = (path: string, database: Database): number => {
  const version = pragma(database, 'user_version')
  refuseNewer(path, version)
  return version
}

const refuseNewer = (path: string, version: number): void => {
  if (version <= SCHEMA_VERSION) return
  throw new McpPqcError(
    'STORE_NEWER',
    `a later version of this program made the store ${path} (schema ${version}, this one knows ${SCHEMA_VERSION})`,
    'Update mcp-pqc, or name another file with --store FILE.',
  )
}

/** One step after the other, all of them or none; of two processes that begin at once one finds it done. */
const migrate = (path: string, database: Database): void => {
  if (checkVersion(path, database) === SCHEMA_VERSION) return
  // Counts in a file that has no page yet.
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}`)
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of MIGRATIONS.slice(checkVersion(path, database))) database.exec(step)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const pragma = (database: Database, name: 'user_version'): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name])

const journalMode = (database: Database): string =>
  String(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'])
