-- disposed: one row an order to destroy cases that was carried out, and what of
-- them the log had. Which cases they were stands in the directory.
CREATE TABLE disposed (
  id      BLOB PRIMARY KEY,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  cases   INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  blobs   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
