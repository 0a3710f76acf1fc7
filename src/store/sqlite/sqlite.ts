import type { DatabaseSync as Database, StatementSync } from 'node:sqlite'

export type { Database, StatementSync }

const { emitWarning } = process
// Before 24.15 Node.js says on stderr, at the first import, that its SQLite is experimental: nothing a user can act on.
process.emitWarning = () => {}

/** Node.js's own SQLite, without that warning. */
export const { DatabaseSync } = await import('node:sqlite').finally(() => {
  process.emitWarning = emitWarning
})

/** All of it or nothing. Takes the write lock at once: taking it later may fail. */
export const transaction = <T>(database: Database, action: () => T): T => {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = action()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself after some errors, such as a full disk.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
