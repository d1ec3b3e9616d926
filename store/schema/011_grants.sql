-- Station store, schema 11: the grants of a case are read before every write in
-- it, and so is who may read it.
CREATE INDEX change_grant ON change (file) WHERE kind = 'grant';
CREATE INDEX change_restrict ON change (file) WHERE kind = 'restrict';

-- 1: fields and was are sealed by a key that only the writer has, because some
-- of what is typed is for few.
ALTER TABLE draft ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
