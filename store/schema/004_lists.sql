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
