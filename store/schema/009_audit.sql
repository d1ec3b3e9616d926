-- Station store, schema 9: who looked at what. What this station writes of it
-- are changes like any others, in the ledger of the audit; the tables here are
-- what lists read, and what an auditor has of other stations.

-- One row an entry that was written here or that an auditor's station got.
-- act is empty while no key opens it. seq and taken are the center's number and
-- time, 0 before its receipt; body is the whole entry, CBOR of a map.
CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL, -- when it happened, milliseconds
  who     BLOB NOT NULL,
  act     TEXT NOT NULL,
  file    BLOB NOT NULL,    -- empty: of no case
  offline INTEGER NOT NULL, -- the station was out of reach of the center
  outside INTEGER NOT NULL, -- who looked was not in charge
  kin     INTEGER NOT NULL, -- who looked has the family's surname
  odd     INTEGER NOT NULL, -- at night, or on a day when the office is closed
  guesses INTEGER NOT NULL, -- of a failed sign-in: wrong passwords
  seq     INTEGER NOT NULL,
  taken   INTEGER NOT NULL,
  body    BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_dot ON audit (station, n);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_who ON audit (who, at, id);
CREATE INDEX audit_file ON audit (file, at, id) WHERE file != x'';
CREATE INDEX audit_act ON audit (act, at, id) WHERE act != 'opened';
CREATE INDEX audit_offline ON audit (at, id) WHERE offline = 1;
CREATE INDEX audit_outside ON audit (at, id) WHERE outside = 1;
CREATE INDEX audit_kin ON audit (at, id) WHERE kin = 1;
CREATE INDEX audit_odd ON audit (at, id) WHERE odd = 1;

-- One row a change of the audit ledger as the center gave it to an auditor,
-- this station's own ones too: what VerifyAudit goes by. Of one number there
-- may be two, where somebody has tampered.
CREATE TABLE audit_log (
  id      INTEGER PRIMARY KEY,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  seq     INTEGER NOT NULL,
  taken   INTEGER NOT NULL,
  opened  INTEGER NOT NULL,
  raw     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_log_dot ON audit_log (station, n, hash);
CREATE INDEX audit_log_closed ON audit_log (station) WHERE opened = 0;

-- One row a station: how far the audit was got of it, ever. What the log has
-- less than that was taken away.
CREATE TABLE audit_end (
  station BLOB PRIMARY KEY,
  n       INTEGER NOT NULL,
  hash    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a grant of an audit key: who can open what was sealed with it.
-- station is whose chain the grant stands in.
CREATE TABLE audit_grant (
  station BLOB NOT NULL,
  key     BLOB NOT NULL,
  reader  BLOB NOT NULL,
  PRIMARY KEY (station, key, reader)
) STRICT, WITHOUT ROWID;

-- One row an entry that could not be written into the chain yet: it goes in
-- before the next one.
CREATE TABLE audit_wait (
  id   INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

-- One row a change of another station's audit that a bundle brought, until the
-- center has it: nobody here reads it, and this station has no part of the
-- chain that it goes on from.
CREATE TABLE audit_carried (
  id      INTEGER PRIMARY KEY,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  refused TEXT NOT NULL,
  raw     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_carried_dot ON audit_carried (station, n, hash);
