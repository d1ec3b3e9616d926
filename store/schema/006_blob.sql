-- Station store, schema 6: attachments. A blob is the sealed content of one;
-- it may be here whole, in part, or not at all.

-- One row a blob that this station made, was asked for or has something of.
-- manifest is empty until it is here, and with it chunks and size are 0.
CREATE TABLE blob (
  id       INTEGER PRIMARY KEY,
  blob     BLOB NOT NULL,
  file     BLOB NOT NULL,
  content  BLOB NOT NULL,    -- the manifest's keyed name of the content
  manifest BLOB NOT NULL,
  chunks   INTEGER NOT NULL, -- how many it has
  have     INTEGER NOT NULL, -- how many are here, from the first one on
  size     INTEGER NOT NULL, -- of all chunks, sealed
  own      INTEGER NOT NULL, -- sealed on this station
  born     INTEGER NOT NULL, -- when this row was made, or asked of it again
  opened   INTEGER NOT NULL, -- when somebody last looked at it
  taken    INTEGER NOT NULL, -- when the center had it whole, by its receipt; 0 before
  wanted   INTEGER NOT NULL, -- when somebody last asked for it; 0: nobody waits
  missed   INTEGER NOT NULL, -- when the center last did not have it; 0: not asked
  misses   INTEGER NOT NULL  -- how often in a row
) STRICT;
CREATE UNIQUE INDEX blob_blob ON blob (blob);
CREATE INDEX blob_file ON blob (file, content);
CREATE INDEX blob_unsent ON blob (id) WHERE taken = 0 AND chunks > 0 AND have = chunks;
CREATE INDEX blob_wanted ON blob (wanted) WHERE wanted > 0;

-- One row a sealed chunk that is here; blob is blob.id, n counts from 0.
CREATE TABLE chunk (
  id   INTEGER PRIMARY KEY,
  blob INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX chunk_blob ON chunk (blob, n);

-- One row a blob that a record of the kind attachment names, or once named.
CREATE TABLE attached (
  record BLOB NOT NULL,
  blob   BLOB NOT NULL,
  file   BLOB NOT NULL,
  PRIMARY KEY (record, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX attached_blob ON attached (blob);
CREATE INDEX attached_file ON attached (file);

-- One row a picture, small, as lists show it: made from the blob again where
-- it is not here.
CREATE TABLE thumb (
  blob BLOB PRIMARY KEY,
  file BLOB NOT NULL,
  body BLOB NOT NULL -- JPEG
) STRICT;
