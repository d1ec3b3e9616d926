-- Station store, schema 5: was is what the fields of a draft showed when they
-- were first typed over, CBOR of a map; empty for the draft of a new record.
ALTER TABLE draft ADD COLUMN was BLOB NOT NULL DEFAULT x'a0';
