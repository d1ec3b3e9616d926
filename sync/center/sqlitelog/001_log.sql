-- meta: what the log knows of itself, one row a name.
--   log_id   16 bytes, this incarnation of the log
--   founder  16 bytes, who signed the first change of the directory
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- change: one row a change that was receipted, in the order of the log.
-- AUTOINCREMENT: a number is never given twice, not even after the last row
-- was lost. raw is the change's canonical bytes, from which everything else
-- follows; kase, station and n repeat its dot for the index.
CREATE TABLE change (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL, -- milliseconds since 1970, the center's clock
  kase    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  raw     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_dot ON change (kase, station, n);

-- head: one row a chain, its end. Sorted as digests need it. seen is the
-- vector that the last change had seen, as canonical CBOR.
CREATE TABLE head (
  bucket  INTEGER NOT NULL,
  kase    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  seen    BLOB NOT NULL,
  PRIMARY KEY (bucket, kase, station)
) STRICT, WITHOUT ROWID;

-- station: one row a machine that was enrolled. key is the SHA-256 of its
-- certificate's public key.
CREATE TABLE station (
  id   BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  key  BLOB NOT NULL,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- invite: one row a one-time secret, by its SHA-256. made_by is the station
-- that asked for it, null for the command line; station is who used it.
CREATE TABLE invite (
  hash    BLOB PRIMARY KEY,
  made_by BLOB,
  expires INTEGER NOT NULL,
  station BLOB REFERENCES station (id)
) STRICT, WITHOUT ROWID;
