import type { Database } from './sqlite.ts'

/** All of it or nothing. The right to write is taken at once: to ask for it later may fail. */
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
