-- Station store, schema 4: what lists over all cases read.

-- The records of the work, and the agencies, by kind: few beside those of the
-- record book and the household, which are left out so that a first sync does
-- not pay for them. Queries carry the same condition.
CREATE INDEX record_work ON record (kind, file)
WHERE kind NOT IN ('family', 'person', 'relation', 'visit', 'note', 'measurement', 'epds', 'mibs', 'support_checklist', 'appointment');

-- One row a submission: whose turn it is. waits is a role, "author" when it
-- came back or its document changed, "" when nobody's. All of it follows from
-- the records.
CREATE TABLE round (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  author BLOB NOT NULL,
  waits  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX round_file ON round (file);
CREATE INDEX round_waits ON round (waits) WHERE waits != '';

-- One row a support plan: stage is what it is whatever the day, body the rest
-- of what lists show.
CREATE TABLE planned (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  stage  TEXT NOT NULL,
  review TEXT NOT NULL,
  body   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_file ON planned (file);

-- One row a line of the registry: body is what does not change with the day.
-- grown says that the person is an expectant mother, whose visits count.
CREATE TABLE registered (
  record BLOB PRIMARY KEY,
  file   BLOB NOT NULL,
  person BLOB NOT NULL,
  ended  INTEGER NOT NULL,
  grown  INTEGER NOT NULL,
  body   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX registered_file ON registered (file);
CREATE INDEX registered_ended ON registered (ended);

-- One row a case whose rows in the three tables above have to be made anew
-- before they are read again: a first sync touches a case many times.
CREATE TABLE stale (
  file BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
