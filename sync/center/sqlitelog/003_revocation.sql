-- revocation: one row a station that the center's keeper has shut out.
CREATE TABLE revocation (
  station BLOB PRIMARY KEY,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  reason  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
