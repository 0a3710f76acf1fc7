import { McpPqcError } from '../../model/error.ts'
import { problem } from '../problem.ts'

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
    const code = CODES[error.errcode & PRIMARY]
    return code ? problem(code, { path, why: error.errstr }, error) : error
  }
  // node:sqlite: an integer of 64 bits that no number of JavaScript holds, and that no store has.
  if (error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE') {
    return problem('STORE_CORRUPT', { path, why: 'a number in it is too large' }, error)
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return problem('STORE_UNAVAILABLE', { path, why: String(error.code) }, error)
  }
  return error
}

/** The low byte of an extended result code is the primary one. */
const PRIMARY = 0xff

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error

/** SQLITE_BUSY, SQLITE_LOCKED */
export const isBusy = (error: unknown): boolean => isOneOf(error, [5, 6])

/** SQLITE_READONLY, SQLITE_CANTOPEN: of the store, or of a file next to it. */
export const isUnwritable = (error: unknown): boolean => isOneOf(error, [8, 14])

const isOneOf = (error: unknown, codes: readonly number[]): boolean =>
  isSqliteError(error) && codes.includes(error.errcode & PRIMARY)

/** By primary result code: https://sqlite.org/rescode.html. Any other, such as a wrong statement, is a bug. */
const CODES: Partial<Record<number, Parameters<typeof problem>[0]>> = {
  5: 'STORE_LOCKED',
  6: 'STORE_LOCKED',
  8: 'STORE_READ_ONLY',
  10: 'STORE_UNAVAILABLE',
  11: 'STORE_CORRUPT',
  13: 'STORE_FULL',
  14: 'STORE_UNAVAILABLE',
  15: 'STORE_LOCKED',
  23: 'STORE_UNAVAILABLE',
  26: 'STORE_FOREIGN',
}
