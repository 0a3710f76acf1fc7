/** SQLite's application_id: the letters `MPQC`. */
export const APPLICATION_ID = 1_297_109_315

/**
 * The steps by which released versions changed the schema; SQLite's user_version counts them. A released step is never
 * changed: add a new one, and put a file of the version before it into test/fixtures/store.
 *
 * Version 1:
 * - `scan` may be long and is written once, `progress` is written with each endpoint.
 * - `unfinished`, `target` (named one by one, in the order of probing) and `silent` (ids of addresses where nothing
 *   listens, eight bytes each, many in a row) are what resuming needs, and go when the scan is finished.
 * - `endpoint.document` is JSON in zstd, with the scan's dictionary where `packed` is 1. The index by risk ends with the
 *   score: with URLs in it, adding an endpoint costs twice as much.
 *
 * Version 2:
 * - `list` has long lists of the documents of a scan, each once, by the SHA-256 of its JSON: JSON in zstd. In a document the
 *   list's number takes its place.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE scan (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    tool TEXT NOT NULL,
    scope TEXT NOT NULL,
    authorization TEXT
  ) STRICT;
  CREATE TABLE progress (
    scan INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('running', 'interrupted', 'finished')),
    changed_at TEXT NOT NULL,
    summary TEXT NOT NULL
  ) STRICT;
  CREATE TABLE unfinished (scan INTEGER PRIMARY KEY, settings TEXT NOT NULL) STRICT;
  CREATE TABLE target (
    scan INTEGER NOT NULL,
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scan, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE silent (number INTEGER PRIMARY KEY, scan INTEGER NOT NULL, ids BLOB NOT NULL) STRICT;
  CREATE TABLE dictionary (scan INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
  CREATE TABLE endpoint (
    number INTEGER PRIMARY KEY,
    scan INTEGER NOT NULL,
    id TEXT NOT NULL,
    score REAL NOT NULL,
    url TEXT NOT NULL,
    packed INTEGER NOT NULL,
    document BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX endpoint_by_id ON endpoint (scan, id);
  CREATE INDEX endpoint_by_risk ON endpoint (scan, score DESC);`,
  `CREATE TABLE list (number INTEGER PRIMARY KEY, scan INTEGER NOT NULL, sha256 BLOB NOT NULL, document BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX list_by_content ON list (scan, sha256);`,
]

export const SCHEMA_VERSION = MIGRATIONS.length
