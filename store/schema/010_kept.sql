-- Station store, schema 10: a forgotten password on a machine that is locked.

-- A person's identity, sealed under what opens their recovery slot of this
-- station; empty until they have signed in with a program that knows it. See
-- store/trust/KEYS.md.
ALTER TABLE signin ADD COLUMN kept BLOB NOT NULL DEFAULT x'';
