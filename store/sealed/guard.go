package sealed

import (
	"strings"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// guardedPragmas lists the PRAGMAs that could weaken a store, with the values
// that they may be set to. Asking for the current value is always allowed.
var guardedPragmas = map[string][]string{
	"journal_mode":         {"wal"},
	"locking_mode":         {"normal"},
	"synchronous":          {"full", "2", "extra", "3"},
	"temp_store":           {"memory", "2"},
	"temp_store_directory": nil,
	"data_store_directory": nil,
	"lock_proxy_file":      nil,
	"page_size":            nil,
	"mmap_size":            {"0"},
	"fullfsync":            {"1", "on", "true", "yes"},
	"checkpoint_fullfsync": {"1", "on", "true", "yes"},
	"writable_schema":      {"0", "off", "false", "no"},
	"query_only":           {"1", "on", "true", "yes"},
}

// guard is asked by SQLite while it compiles a statement. It stands on C
// strings, because compiling asks for every column that is read.
func guard(_ *libc.TLS, arg uintptr, action int32, first, second, _, _ uintptr) int32 {
	switch action {
	case sqlite3.SQLITE_ATTACH:
		// VACUUM attaches a nameless temporary database, which lives in
		// memory; conn says when that is going on.
		if goString(first) == "" && (*files.Load())[arg].vacuum.Load() {
			return sqlite3.SQLITE_OK
		}
		return sqlite3.SQLITE_DENY
	case sqlite3.SQLITE_PRAGMA:
		return guardPragma(goString(first), goString(second))
	}
	return sqlite3.SQLITE_OK
}

func guardPragma(name, value string) int32 {
	allowed, guarded := guardedPragmas[strings.ToLower(name)]
	if !guarded || value == "" {
		return sqlite3.SQLITE_OK
	}
	for _, v := range allowed {
		if strings.EqualFold(v, value) {
			return sqlite3.SQLITE_OK
		}
	}
	return sqlite3.SQLITE_DENY
}

func goString(p uintptr) string {
	if p == 0 {
		return ""
	}
	return libc.GoString(p)
}

// installGuard puts guard, and what follows a commit, on the connection that f
// belongs to.
func installGuard(f *file) int32 {
	tls := libc.NewTLS()
	defer tls.Close()
	f.checkpoint = checkpointPages
	sqlite3.Xsqlite3_wal_hook(tls, f.db, cfunc(afterCommit), f.handle)
	return sqlite3.Xsqlite3_set_authorizer(tls, f.db, cfunc(guard), f.handle)
}
