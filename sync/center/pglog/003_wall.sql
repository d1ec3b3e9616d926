-- wall: one row a change that says who may read its case. seen is the vector
-- that it had seen, as canonical CBOR.
CREATE TABLE yorisoi.wall (
  center uuid NOT NULL,
  seq    bigint NOT NULL,
  seen   bytea NOT NULL,
  PRIMARY KEY (center, seq)
);
