-- Station store, schema 12: cases that were restricted to others while they
-- were here.

-- One row a change that the center has shown for why it no longer gives a case
-- to this station, and that this store found right. It stands in no chain here.
-- The rows go when the case does.
CREATE TABLE closed (
  hash BLOB PRIMARY KEY,
  file BLOB NOT NULL,
  raw  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX closed_file ON closed (file);
