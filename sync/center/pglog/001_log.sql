-- Every table is keyed by the center first and refers to nothing of another
-- center, so that the same schema can be spread over several machines by it.

-- center: one row a center that keeps its log here. seq and held_seq are the
-- last numbers given in the log and in the hold box. Whoever appends holds
-- the lock of this row until the commit, so numbers become visible in order.
CREATE TABLE yorisoi.center (
  center   uuid PRIMARY KEY,
  log_id   uuid NOT NULL,   -- this incarnation of the log
  founder  uuid,            -- who signed the first change of the directory
  seq      bigint NOT NULL,
  held_seq bigint NOT NULL
) WITH (fillfactor = 10);

-- change: one row a change that was receipted, in the order of the log. raw
-- is the change's canonical bytes, from which everything else follows.
CREATE TABLE yorisoi.change (
  center  uuid NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL, -- milliseconds since 1970, the center's clock
  kase    uuid NOT NULL,
  station uuid NOT NULL,
  n       bigint NOT NULL,
  raw     bytea NOT NULL,
  PRIMARY KEY (center, seq)
);
CREATE UNIQUE INDEX change_dot ON yorisoi.change (center, kase, station, n);
CREATE INDEX change_case ON yorisoi.change (center, kase, seq);
ALTER TABLE yorisoi.change ALTER raw SET STORAGE EXTERNAL; -- sealed: cannot be compressed

-- head: one row a chain, its end. seen is the vector that the last change had
-- seen, as canonical CBOR.
CREATE TABLE yorisoi.head (
  center  uuid NOT NULL,
  bucket  smallint NOT NULL,
  kase    uuid NOT NULL,
  station uuid NOT NULL,
  n       bigint NOT NULL,
  hash    bytea NOT NULL,
  seen    bytea NOT NULL,
  PRIMARY KEY (center, bucket, kase, station)
);

-- station: one row a machine that was enrolled. key is the SHA-256 of its
-- certificate's public key.
CREATE TABLE yorisoi.station (
  center uuid NOT NULL,
  id     uuid NOT NULL,
  name   text NOT NULL,
  type   text NOT NULL,
  key    bytea NOT NULL,
  at     bigint NOT NULL,
  PRIMARY KEY (center, id)
);

-- invite: one row a one-time secret, by its SHA-256. made_by is the station
-- that asked for it, null for the command line; station is who used it.
CREATE TABLE yorisoi.invite (
  center  uuid NOT NULL,
  hash    bytea NOT NULL,
  made_by uuid,
  expires bigint NOT NULL,
  station uuid,
  PRIMARY KEY (center, hash),
  FOREIGN KEY (center, station) REFERENCES yorisoi.station (center, id)
);

-- revocation: one row a station that the center's keeper has shut out.
CREATE TABLE yorisoi.revocation (
  center  uuid NOT NULL,
  station uuid NOT NULL,
  at      bigint NOT NULL,
  reason  text NOT NULL,
  PRIMARY KEY (center, station)
);

-- held: one row a change in the hold box. Its numbers are its own.
CREATE TABLE yorisoi.held (
  center  uuid NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL,
  kase    uuid NOT NULL,
  station uuid NOT NULL,
  n       bigint NOT NULL,
  raw     bytea NOT NULL,
  PRIMARY KEY (center, seq)
);
CREATE UNIQUE INDEX held_dot ON yorisoi.held (center, kase, station, n);
CREATE INDEX held_case ON yorisoi.held (center, kase, seq);

-- blob: one row a blob that was announced. have counts the chunks from the
-- first one on without a gap, bytes sums all that are here. whole is when the
-- last missing chunk came, 0 while one is missing.
CREATE TABLE yorisoi.blob (
  center   uuid NOT NULL,
  id       bytea NOT NULL,
  manifest bytea NOT NULL, -- canonical bytes of a ledger.Manifest
  chunks   int NOT NULL,
  have     int NOT NULL,
  bytes    bigint NOT NULL,
  begun    bigint NOT NULL,
  whole    bigint NOT NULL,
  PRIMARY KEY (center, id)
);
CREATE INDEX blob_begun ON yorisoi.blob (center, begun) WHERE whole = 0;

-- chunk: one row a sealed chunk that is here.
CREATE TABLE yorisoi.chunk (
  center uuid NOT NULL,
  blob   bytea NOT NULL,
  n      int NOT NULL, -- from 0
  sealed bytea NOT NULL,
  PRIMARY KEY (center, blob, n),
  FOREIGN KEY (center, blob) REFERENCES yorisoi.blob (center, id)
);
ALTER TABLE yorisoi.chunk ALTER sealed SET STORAGE EXTERNAL;
