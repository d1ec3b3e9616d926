-- wall: one row a change that says who may read its case. seen is the vector
-- that it had seen, as canonical CBOR.
CREATE TABLE wall (
  seq  INTEGER PRIMARY KEY REFERENCES change (seq),
  seen BLOB NOT NULL
) STRICT;
