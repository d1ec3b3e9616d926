-- Station store, schema 7: a station that need not hold every case, and what
-- was set aside.

-- One row a case that was removed from here: the end of this station's own
-- chain in it. Before it is back to there, nothing new is written into it.
CREATE TABLE trimmed (
  file BLOB PRIMARY KEY,
  n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a change that the center keeps in its hold box, because its author
-- or station was removed before it came. record is empty while no key opens
-- it. seq is its number there, 0 when this station's own has not come back.
CREATE TABLE holdbox (
  hash    BLOB PRIMARY KEY,
  file    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  author  BLOB NOT NULL,
  record  BLOB NOT NULL,
  kind    TEXT NOT NULL,
  raw     BLOB NOT NULL,
  seq     INTEGER NOT NULL,
  taken   INTEGER NOT NULL -- by the center, milliseconds
) STRICT, WITHOUT ROWID;
CREATE INDEX holdbox_file ON holdbox (file);

-- One row an own change that the center will not take as it is and that was
-- taken out of its chain, so that what follows is not held up. base is what
-- its author saw in the fields that it sets. It is written anew, or a person
-- lets it go.
CREATE TABLE aside (
  hash    BLOB PRIMARY KEY,
  file    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  author  BLOB NOT NULL,
  record  BLOB NOT NULL,
  kind    TEXT NOT NULL,
  raw     BLOB NOT NULL,
  base    BLOB NOT NULL,
  refused TEXT NOT NULL,
  moved   INTEGER NOT NULL, -- when, milliseconds
  settled TEXT NOT NULL     -- '' while it waits; 'anew', 'let_go'
) STRICT, WITHOUT ROWID;
CREATE INDEX aside_file ON aside (file);
