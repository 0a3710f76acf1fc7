import type { DatabaseSync as Database, StatementSync } from 'node:sqlite'

export type { Database, StatementSync }

const { emitWarning } = process
// Before 24.15 Node.js says on stderr, at the first import, that its SQLite is experimental: nothing a user can act on.
process.emitWarning = () => {}

/** Node.js's own SQLite, without a word on stderr. */
export const { DatabaseSync } = await import('node:sqlite').finally(() => {
  process.emitWarning = emitWarning
})
