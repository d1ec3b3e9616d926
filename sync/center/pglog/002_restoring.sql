-- restoring: one row a center whose log is being restored into. What it has
-- so far is not whole, and a later restore may throw it away.
CREATE TABLE yorisoi.restoring (
  center uuid PRIMARY KEY,
  log_id uuid NOT NULL
);
