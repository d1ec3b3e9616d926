-- Who announced a blob, and how many bytes it will have, so that no station
-- can fill the disk with beginnings. Unknown of those from before, and of
-- those that a process of an earlier version takes meanwhile.
ALTER TABLE yorisoi.blob ADD COLUMN station uuid;
ALTER TABLE yorisoi.blob ADD COLUMN size bigint NOT NULL DEFAULT 0;
