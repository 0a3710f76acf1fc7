import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { problem } from '../problem.ts'
import { IN_MEMORY } from './scanLock.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts'
import { type Database, DatabaseSync, transaction } from './sqlite.ts'
import { isUnwritable, orStoreError } from './storeError.ts'

/** Milliseconds to wait for another process that is writing. */
const BUSY_TIMEOUT_MS = 5000

/** Bytes. The usual 4,096 hold two endpoints and leave a quarter empty. */
const PAGE_BYTES = 8192

/** Pages in the log before they are written to the file: a larger log writes fewer pages twice. */
const CHECKPOINT_PAGES = 2000

/** KiB. */
const CACHE_KIB = 16_000

/**
 * Opens a store for writing, and creates it if there is none, for its owner only. Brings the schema up to date.
 *
 * @throws {McpPqcError} STORE_NEWER, STORE_FOREIGN, and the others of `orStoreError`
 */
export const openForWriting = (path: string): Database =>
  orStoreError(path, () => {
    refuseSpecial(path)
    // SQLite gives its other files the permissions of this one.
    closeSync(openSync(path, 'a', 0o600))
    checkHeader(path)
    return prepared(path, connect(path), (database) => {
      migrate(path, database)
      checkTables(path, database)
      if (pragma(database, 'journal_mode') !== 'wal') database.exec('PRAGMA journal_mode = WAL')
      // Safe if the process is killed at any moment; a power cut may lose the last transactions, but never damages the file.
      database.exec('PRAGMA synchronous = NORMAL')
      database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
      database.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    })
  })

export const openInMemory = (): Database =>
  prepared(IN_MEMORY, connect(IN_MEMORY), (database) => migrate(IN_MEMORY, database))

/** Opens an existing store for reading. @throws {McpPqcError} as `openForWriting` does, and STORE_MISSING */
export const openForReading = (path: string): Database =>
  orStoreError(path, () => {
    if (!existsSync(path)) {
      throw problem('STORE_MISSING', { path })
    }
    refuseSpecial(path)
    if (checkHeader(path) < SCHEMA_VERSION) updated(path)
    return prepared(path, connectReading(path), (database) => {
      checkVersion(path, database)
      checkTables(path, database)
    })
  })

/** To open a pipe would wait for its other end, and block the whole program. */
const refuseSpecial = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile() && !found.isDirectory())
    throw problem('STORE_FOREIGN', { path, why: 'it is a pipe or a device' })
}

/** A store that cannot be written is read as it is: later versions only add to it. */
const updated = (path: string): void => {
  try {
    openForWriting(path).close()
  } catch (error) {
    const { code } = error as { code?: string }
    const isFixed = code === 'STORE_READ_ONLY' || code === 'STORE_UNAVAILABLE'
    if (!isFixed || checkHeader(path) === 0) throw error
  }
}

/** Closes a database that could not be prepared. */
const prepared = (path: string, database: Database, prepare: (database: Database) => void): Database => {
  try {
    // The file may come from somebody else: no function in its schema runs.
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

/** In a read-only folder SQLite cannot create the files that it shares a database by; without a log it does not need them. */
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
 * Reads the header without SQLite, which may change a file by opening it: a file of another program or of a later version
 * stays as it is. Returns the version of the schema; 0 for an empty file.
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
    throw problem('STORE_FOREIGN', { path, why: 'file is not a database' })
  const version = header.readUInt32BE(USER_VERSION_AT)
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID)
    throw problem('STORE_FOREIGN', { path, why: 'another program created it' })
  refuseNewer(path, version)
  return version
}

const checkVersion = (path: string, database: Database): number => {
  const version = Number(pragma(database, 'user_version'))
  refuseNewer(path, version)
  return version
}

const refuseNewer = (path: string, version: number): void => {
  if (version <= SCHEMA_VERSION) return
  throw problem('STORE_NEWER', { path, version, supported: SCHEMA_VERSION })
}

/** All steps or none; of two processes that start at once, one finds it done. */
const migrate = (path: string, database: Database): void => {
  if (checkVersion(path, database) === SCHEMA_VERSION) return
  // Has an effect only in a file without pages.
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}`)
  transaction(database, () => {
    for (const step of MIGRATIONS.slice(checkVersion(path, database))) database.exec(step)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

/** A view in the place of a table may have no end, and a trigger changes what is written: this program made neither. */
const checkTables = (path: string, database: Database): void => {
  const plain = new DatabaseSync(IN_MEMORY)
  try {
    for (const step of MIGRATIONS.slice(0, checkVersion(path, database))) plain.exec(step)
    if (tablesOf(database) === tablesOf(plain)) return
  } finally {
    plain.close()
  }
  throw problem('STORE_CORRUPT', { path, why: 'its tables are not those of this program' })
}

/** Earlier versions indented them otherwise. */
const tablesOf = (database: Database): string => {
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name LIMIT 100').all()
  return rows.map(({ type, name, sql }) => `${type} ${name} ${sql}`.replace(/\s+/g, ' ')).join('\n')
}

const pragma = (database: Database, name: 'user_version' | 'journal_mode'): unknown =>
  database.prepare(`PRAGMA ${name}`).get()?.[name]
