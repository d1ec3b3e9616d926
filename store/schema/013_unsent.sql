-- Station store, schema 13: much that waits for the center costs no more, a
-- change, than little. After a month without a network every portion that is
-- sent, and every answer, would otherwise go through all that waits.

-- What is sent next, in the order in which it is sent. The rest of it is for
-- counting, which then reads no change.
CREATE INDEX change_next ON change (id, file, station, kind) WHERE seq = 0 AND refused = '';

-- Where the chains begin that the center does not have whole.
CREATE INDEX change_first ON change (file, station, n) WHERE seq = 0;

-- What the center refused, by the code that the reason begins with.
CREATE INDEX change_refused ON change (refused) WHERE seq = 0 AND refused != '';

DROP INDEX IF EXISTS change_unsent;
