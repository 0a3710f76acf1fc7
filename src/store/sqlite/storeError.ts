import { McpPqcError } from '../../model/error.ts'

/** An error of SQLite as node:sqlite throws it. `errcode`: https://sqlite.org/rescode.html, extended. */
type SqliteError = Error & { errcode: number; errstr: string }

/**
 * Does something with the store at `path`.
 *
 * @throws {McpPqcError} STORE_LOCKED, STORE_READ_ONLY, STORE_FULL, STORE_CORRUPT, STORE_FOREIGN, STORE_UNAVAILABLE
 */
export const orStoreError = <T>(path: string, action: () => T): T => {
  try {
    return action()
  } catch (error) {
    throw storeError(path, error)
  }
}

/** Any other error than one of SQLite or of the file system is returned as it is. */
export const storeError = (path: string, error: unknown): unknown => {
  if (error instanceof McpPqcError) return error
  if (isSqliteError(error)) {
    const row = ROWS[error.errcode & PRIMARY]
    return row ? row(path, error) : error
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return unavailable(path, String(error.code), error)
  }
  return error
}

export const corrupt = (path: string, what: string, cause?: unknown): McpPqcError =>
  new McpPqcError('STORE_CORRUPT', `the store ${path} is damaged: ${what}`, ANOTHER_FILE, { cause })

export const foreign = (path: string, what: string, cause?: unknown): McpPqcError =>
  new McpPqcError(
    'STORE_FOREIGN',
    `${path} is not a store of this program: ${what}`,
    'Name a store of mcp-pqc, or a file that does not exist yet: --store FILE.',
    { cause },
  )

const ANOTHER_FILE = 'Move the file away and scan again, or name another with --store FILE.'

/** The low byte of an extended result code is the primary one. */
const PRIMARY = 0xff

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error

export const isBusy = (error: unknown): boolean => isOneOf(error, [BUSY, LOCKED])

/** SQLite could not write to the store, or to a file next to it. */
export const isUnwritable = (error: unknown): boolean => isOneOf(error, [READ_ONLY, CANNOT_OPEN])

const isOneOf = (error: unknown, codes: readonly number[]): boolean =>
  isSqliteError(error) && codes.includes(error.errcode & PRIMARY)

const BUSY = 5
const LOCKED = 6
const READ_ONLY = 8
const CANNOT_OPEN = 14

const locked = (path: string, cause: Error): McpPqcError =>
  new McpPqcError(
    'STORE_LOCKED',
    `the store ${path} is locked by another process`,
    'Try again when the other process is done, or name another file with --store FILE.',
    { cause },
  )

const unavailable = (path: string, why: string, cause: Error): McpPqcError =>
  new McpPqcError(
    'STORE_UNAVAILABLE',
    `the store ${path} cannot be used (${why})`,
    'Check the folder and its permissions, or name another file with --store FILE.',
    { cause },
  )

const readOnly = (path: string, cause: Error): McpPqcError =>
  new McpPqcError(
    'STORE_READ_ONLY',
    `the store ${path} cannot be written`,
    'Check the permissions of the file and of its folder, or name another with --store FILE.',
    { cause },
  )

const full = (path: string, cause: Error): McpPqcError =>
  new McpPqcError(
    'STORE_FULL',
    `there is no space left for the store ${path}`,
    'Free some disk space, or name another file with --store FILE; mcp-pqc history prune needs some space itself.',
    { cause },
  )

/** By primary result code. Any other, such as a wrong statement, is a bug. */
const ROWS: Partial<Record<number, (path: string, error: SqliteError) => McpPqcError>> = {
  3: (path, error) => unavailable(path, error.errstr, error),
  [BUSY]: locked,
  [LOCKED]: locked,
  [READ_ONLY]: readOnly,
  10: (path, error) => unavailable(path, error.errstr, error),
  11: (path, error) => corrupt(path, error.errstr, error),
  13: full,
  [CANNOT_OPEN]: (path, error) => unavailable(path, error.errstr, error),
  15: locked,
  23: (path, error) => unavailable(path, error.errstr, error),
  26: (path, error) => foreign(path, error.errstr, error),
}
