-- Station store, schema 8: bundles, files by which stations reconcile without
-- a network.

-- One row a reader to whom everything was handed up to a change: the largest
-- change.id that a finished bundle for them had. reader is a staff member or
-- the staff group.
CREATE TABLE bundle_reader (
  reader BLOB PRIMARY KEY,
  upto   INTEGER NOT NULL,
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a bundle that was taken in to a point and not to its end: how many
-- items, and the hash of them, so that it goes on there and nowhere else.
CREATE TABLE bundle_taken (
  bundle BLOB PRIMARY KEY,
  items  INTEGER NOT NULL,
  hash   BLOB NOT NULL,
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a list of receipts that the center signed for changes which a bundle
-- had brought: the next bundle takes it back to those who wrote them.
CREATE TABLE bundle_receipts (
  id   INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  raw  BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX bundle_receipts_hash ON bundle_receipts (hash);
