import { readFileSync } from 'node:fs'

/** SQLite's application_id: the letters `MPQC`. */
export const APPLICATION_ID = 1_297_109_315

/**
 * The steps by which released versions changed the schema; SQLite's user_version counts them. A released step is never
 * changed: add a new one, and put a file of the version before it into test/fixtures/store.
 *
 * version1.sql:
 * - `scan` may be long and is written once, `progress` is written with each endpoint.
 * - `unfinished`, `target` (named one by one, in the order of probing) and `silent` (ids of addresses where nothing
 *   listens, eight bytes each, many in a row) are what resuming needs, and go when the scan is finished.
 * - `endpoint.document` is JSON in zstd, with the scan's dictionary where `packed` is 1. The index by risk ends with the
 *   score: with URLs in it, adding an endpoint costs twice as much.
 *
 * version2.sql:
 * - `list` has long lists of the documents of a scan, each once, by the SHA-256 of its JSON: JSON in zstd. In a document the
 *   list's number takes its place.
 */
export const MIGRATIONS: readonly string[] = ['version1', 'version2'].map((name) =>
  readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8'),
)

export const SCHEMA_VERSION = MIGRATIONS.length
