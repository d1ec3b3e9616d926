-- Station store, schema 3: cases that are shown in one another, because a
-- person decided that they are one. No record is rewritten for it: all here
-- follows from records of the kinds merge and distinct.

-- One row a merge that stands. pairs are lines of "their person=our person".
CREATE TABLE joined (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL, -- the other case
  target BLOB NOT NULL, -- the case that it was merged into
  pairs  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX joined_file ON joined (file);
CREATE INDEX joined_target ON joined (target);

-- One row a case that is shown in another one, however many merges lie
-- between the two.
CREATE TABLE shown (
  file   BLOB PRIMARY KEY,
  target BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_target ON shown (target);

-- One row a person that is shown as another one; file is the person's own.
CREATE TABLE same (
  person BLOB PRIMARY KEY,
  shown  BLOB NOT NULL,
  file   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX same_shown ON same (shown);
CREATE INDEX same_file ON same (file);

-- One row two cases of which somebody said that they are not one.
CREATE TABLE apart (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  other  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX apart_file ON apart (file);
CREATE INDEX apart_other ON apart (other);
