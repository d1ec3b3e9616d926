-- Who announced a blob, and how many bytes it will have, so that no station
-- can fill the disk with beginnings. Unknown of those from before.
ALTER TABLE blob ADD COLUMN station BLOB;
ALTER TABLE blob ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
