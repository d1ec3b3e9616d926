package sealed

import (
	"strconv"
	"strings"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// checkpointPages is the length of the log at which a commit is followed by a
// checkpoint, as SQLite does by default.
const checkpointPages = 1000

// afterCommit moves the log into the database when it has become long. SQLite's
// own way of doing this hands an error of the checkpoint on as one of the
// commit, although that has happened: whoever was told that a record was not
// saved would save it twice. Here the commit stands; what kept the checkpoint
// from being made meets the next one.
func afterCommit(tls *libc.TLS, arg, db, schema uintptr, frames int32) int32 {
	if limit := (*files.Load())[arg].checkpoint; limit > 0 && frames >= limit {
		sqlite3.Xsqlite3_wal_checkpoint(tls, db, schema)
	}
	return sqlite3.SQLITE_OK
}

// takePragma keeps PRAGMA wal_autocheckpoint from putting SQLite's own way in
// place again.
func (f *file) takePragma(args uintptr) int32 {
	word := func(i int32) string { return goString(*(*uintptr)(at(args + uintptr(i)*ptrSize))) }
	if !strings.EqualFold(word(1), "wal_autocheckpoint") || word(2) == "" {
		return sqlite3.SQLITE_NOTFOUND
	}
	n, err := strconv.ParseInt(word(2), 10, 32)
	if err != nil {
		return sqlite3.SQLITE_ERROR
	}
	f.checkpoint = int32(n)
	return sqlite3.SQLITE_OK
}
