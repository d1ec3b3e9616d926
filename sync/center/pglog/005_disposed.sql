-- disposed: one row an order to destroy cases that was carried out, and what of
-- them the log had. Which cases they were stands in the directory.
CREATE TABLE yorisoi.disposed (
  center  uuid NOT NULL,
  id      uuid NOT NULL,
  at      bigint NOT NULL, -- milliseconds since 1970
  cases   bigint NOT NULL,
  changes bigint NOT NULL,
  blobs   bigint NOT NULL,
  PRIMARY KEY (center, id)
);
