-- Station store, schema 1. Ids are 16-byte UUIDs; times are milliseconds
-- since 1970; days are ISO dates. Everything here lies in a sealed file.

-- One row a fact about this station itself: who it is, where its center is,
-- how far it has pulled.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a staff member who signs in here: the locked identity that fits the
-- password of the key slot, kept because the directory's may be newer.
CREATE TABLE signin (
  staff  BLOB PRIMARY KEY,
  locked BLOB NOT NULL,
  looked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- One row a key that somebody on this station could unwrap.
CREATE TABLE keyring (
  id     BLOB PRIMARY KEY,
  of     BLOB NOT NULL,
  epoch  INTEGER NOT NULL,
  secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a change, own or received. record is empty while no key opens it.
-- seq is the center's number, 0 until receipted; refused is its reason not to.
CREATE TABLE change (
  id      INTEGER PRIMARY KEY,
  file    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  author  BLOB NOT NULL,
  record  BLOB NOT NULL DEFAULT x'',
  kind    TEXT NOT NULL DEFAULT '',
  seen    BLOB NOT NULL,
  raw     BLOB NOT NULL,
  seq     INTEGER NOT NULL DEFAULT 0,
  taken   INTEGER NOT NULL DEFAULT 0,
  refused TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX change_dot ON change (file, station, n);
CREATE INDEX change_record ON change (record) WHERE record != x'';
CREATE INDEX change_unsent ON change (id) WHERE seq = 0;
CREATE INDEX change_unopened ON change (file) WHERE record = x'';

-- One row the end of a station's chain in a case.
CREATE TABLE head (
  file    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  seen    BLOB NOT NULL,
  bucket  INTEGER NOT NULL,
  PRIMARY KEY (file, station)
) STRICT, WITHOUT ROWID;
CREATE INDEX head_bucket ON head (bucket, file, station);

-- One row a record as its changes merge to it.
CREATE TABLE record (
  id        INTEGER PRIMARY KEY,
  record    BLOB NOT NULL,
  file      BLOB NOT NULL,
  kind      TEXT NOT NULL,
  parent    BLOB NOT NULL,
  state     TEXT NOT NULL,
  day       TEXT NOT NULL,
  fields    BLOB NOT NULL,
  conflicts TEXT NOT NULL,
  created   INTEGER NOT NULL,
  changed   INTEGER NOT NULL,
  author    BLOB NOT NULL,
  latest    INTEGER NOT NULL,
  dots      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_record ON record (record);
CREATE INDEX record_file ON record (file, kind);
CREATE INDEX record_conflict ON record (file) WHERE conflicts != '';
CREATE INDEX record_planned ON record (day) WHERE kind = 'appointment';
CREATE INDEX record_changed ON record (changed);

-- One row a case: the family record's fields that lists sort and filter by.
CREATE TABLE casefile (
  file     BLOB PRIMARY KEY,
  name     TEXT NOT NULL,
  kana     TEXT NOT NULL,
  number   TEXT NOT NULL,
  class    TEXT NOT NULL,
  severity TEXT NOT NULL,
  address  TEXT NOT NULL,
  health   TEXT NOT NULL,
  welfare  TEXT NOT NULL,
  changed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX casefile_kana ON casefile (kana, file);
CREATE INDEX casefile_class ON casefile (class, kana, file);
CREATE INDEX casefile_changed ON casefile (changed);

-- One row a child, born or not, with the day somebody last saw it.
CREATE TABLE child (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  name   TEXT NOT NULL,
  role   TEXT NOT NULL,
  sex    TEXT NOT NULL,
  rank   INTEGER NOT NULL,
  birth  TEXT NOT NULL,
  due    TEXT NOT NULL,
  seen   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX child_file ON child (file);
CREATE INDEX child_seen ON child (seen);
CREATE INDEX child_birth ON child (birth);

-- One row a sighting: a record that says a child was seen on a day.
CREATE TABLE sight (
  record BLOB NOT NULL,
  child  BLOB NOT NULL,
  day    TEXT NOT NULL,
  PRIMARY KEY (record, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX sight_child ON sight (child, day);

-- One row what a person is still typing, as it was at the last pause.
CREATE TABLE draft (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  kind   TEXT NOT NULL,
  parent BLOB NOT NULL,
  staff  BLOB NOT NULL,
  fields BLOB NOT NULL,
  began  INTEGER NOT NULL,
  saved  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a change that was refused, with the reason, until a person or a
-- later message clears it.
CREATE TABLE held (
  hash    BLOB PRIMARY KEY,
  file    BLOB NOT NULL,
  station BLOB NOT NULL,
  n       INTEGER NOT NULL,
  raw     BLOB NOT NULL,
  code    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  taken   INTEGER NOT NULL, -- by the center, milliseconds
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens of names, kana, romaji, phones and dates of birth; rowid is record.id.
CREATE VIRTUAL TABLE seek_name USING fts5(
  tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);

-- Pairs of characters of everything written; rowid is record.id.
CREATE VIRTUAL TABLE seek_text USING fts5(
  tokens, content='', contentless_delete=1, detail=none, tokenize='ascii'
);
