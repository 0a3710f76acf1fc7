CREATE TABLE scan (
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
CREATE INDEX endpoint_by_risk ON endpoint (scan, score DESC);
