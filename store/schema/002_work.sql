-- Station store, schema 2: the work around the records. Everything here can be
-- made anew from the tables of schema 1, the counters of numbers apart.

-- One row a series of numbers that this station gives out, in one fiscal year:
-- the last one given.
CREATE TABLE series (
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (kind, year)
) STRICT, WITHOUT ROWID;

-- One row a case that has records of the casework beyond maternal and child
-- health: those whose deadlines are kept below. next is when they may change
-- though nobody writes, milliseconds.
CREATE TABLE worked (
  file BLOB PRIMARY KEY,
  next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX worked_next ON worked (next);

-- One row a deadline of such a case, open or met not long ago. at is its last
-- moment, done when it was met, 0 while it is open; staff are the ids of those
-- whom the record puts in charge; partial says that a safety check was made
-- which did not stop it; body is the deadline in full.
CREATE TABLE due (
  file    BLOB NOT NULL,
  key     TEXT NOT NULL,
  rule    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  done    INTEGER NOT NULL,
  record  BLOB NOT NULL,
  subject BLOB NOT NULL,
  intake  BLOB NOT NULL,
  staff   TEXT NOT NULL,
  title   TEXT NOT NULL,
  partial INTEGER NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (file, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at) WHERE done = 0;
CREATE INDEX due_rule ON due (rule, at);

-- One row a task: what was decided, and whether it is done. due and done are
-- days; staff are the ids of those who are to do it.
CREATE TABLE task (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  due    TEXT NOT NULL,
  done   TEXT NOT NULL,
  staff  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX task_open ON task (due) WHERE done = '';
CREATE INDEX task_file ON task (file);

-- One row a person and a station: when the center last took something of
-- theirs from there, milliseconds.
CREATE TABLE heard (
  author  BLOB NOT NULL,
  station BLOB NOT NULL,
  taken   INTEGER NOT NULL,
  PRIMARY KEY (author, station)
) STRICT, WITHOUT ROWID;
