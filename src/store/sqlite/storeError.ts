import { type ErrorCode, McpPqcError } from '../../model/error.ts'

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
    return code ? made(code, path, error.errstr, error) : error
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return made('STORE_UNAVAILABLE', path, String(error.code), error)
  }
  return error
}

export const corrupt = (path: string, what: string, cause?: unknown): McpPqcError =>
  made('STORE_CORRUPT', path, what, cause)

export const foreign = (path: string, what: string, cause?: unknown): McpPqcError =>
  made('STORE_FOREIGN', path, what, cause)

export const foreignFolder = (path: string, why: string): McpPqcError =>
  made('STORE_FOREIGN_FOLDER', path, why, undefined)

/** What is said of a store, and what to do. `why`: SQLite's words, or ours. */
const ERRORS = {
  STORE_CORRUPT: [
    (path, why) => `the store ${path} is damaged: ${why}`,
    'Move the file away and scan again, or name another with --store FILE.',
  ],
  STORE_FOREIGN: [
    (path, why) => `${path} is not a store of this program: ${why}`,
    'Name a store of mcp-pqc, or a file that does not exist yet: --store FILE.',
  ],
  STORE_FOREIGN_FOLDER: [
    (path, why) => `the store ${path} is not used: ${why}`,
    'Check the content of its folder and restrict it with chmod 700, or name another file with --store FILE.',
  ],
  STORE_LOCKED: [
    (path) => `the store ${path} is locked by another process`,
    'Try again when the other process is done, or name another file with --store FILE.',
  ],
  STORE_UNAVAILABLE: [
    (path, why) => `the store ${path} cannot be used (${why})`,
    'Check the folder and its permissions, or name another file with --store FILE.',
  ],
  STORE_READ_ONLY: [
    (path) => `the store ${path} cannot be written`,
    'Check the permissions of the file and of its folder, or name another with --store FILE.',
  ],
  STORE_FULL: [
    (path) => `there is no space left for the store ${path}`,
    'Free some disk space, or name another file with --store FILE; mcp-pqc history prune needs some space itself.',
  ],
} as const satisfies Partial<Record<ErrorCode, [(path: string, why: string) => string, string]>>

const made = (code: keyof typeof ERRORS, path: string, why: string, cause: unknown): McpPqcError => {
  const [message, hint] = ERRORS[code]
  return new McpPqcError(code, message(path, why), hint, { cause })
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
const CODES: Partial<Record<number, keyof typeof ERRORS>> = {
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
