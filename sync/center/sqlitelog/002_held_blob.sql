-- The changes of one case in the order of the log: what a station that holds
-- few cases asks for again and again. seq is part of every index.
CREATE INDEX change_case ON change (kase);

-- held: one row a change in the hold box. Its numbers are its own.
CREATE TABLE held (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL, -- milliseconds since 1970, the center's clock
  kase    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  raw     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX held_dot ON held (kase, station, n);
CREATE INDEX held_case ON held (kase);

-- blob: one row a blob that was announced. have counts the chunks from the
-- first one on without a gap, bytes sums all that are here. whole is when the
-- last missing chunk came, 0 while one is missing.
CREATE TABLE blob (
  id       BLOB PRIMARY KEY,
  manifest BLOB NOT NULL, -- canonical bytes of a ledger.Manifest
  chunks   INTEGER NOT NULL,
  have     INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  begun    INTEGER NOT NULL, -- milliseconds since 1970
  whole    INTEGER NOT NULL  -- milliseconds since 1970
) STRICT;
CREATE INDEX blob_begun ON blob (begun) WHERE whole = 0;

-- chunk: one row a sealed chunk that is here.
CREATE TABLE chunk (
  blob   BLOB NOT NULL REFERENCES blob (id),
  n      INTEGER NOT NULL, -- from 0
  sealed BLOB NOT NULL,
  PRIMARY KEY (blob, n)
) STRICT;
