// Package sealed keeps SQLite databases in files in which every byte of
// content is encrypted and authenticated, and the key slots that open them.
//
// A store is three files: the database (path), its write-ahead log
// (path-wal, there only while the store is open or after a kill) and a lock
// file (path-lock) that says who holds it. A master key seals a store. A
// slots file holds the master key once per slot, each wrapped by a password
// and the station's secret. A page is 4,096 bytes of the database, a frame a
// page with its header in the log, a generation all frames written under one
// log header, an epoch one of 256 keys that pages of a file are sealed with.
//
// FORMAT.md beside this file says everything that another implementation
// needs, and what the format does not protect against.
package sealed
