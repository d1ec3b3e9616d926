package sealed

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// share is what SQLite keeps in locks and shared memory between the
// connections of one store. The lock file keeps other processes out, so both
// can live in this process's memory and there is no -shm file, whose index
// would name pages in plain.
type share struct {
	shared    int   // connections that hold the shared lock
	reserved  *file // the one that may write
	pending   *file // the one that waits for the others to leave
	exclusive *file

	mapped  int // connections that use the shared memory
	regions []uintptr
	slots   [sqlite3.SQLITE_SHM_NLOCK]slotLock
}

type slotLock struct {
	shared    int
	exclusive bool
}

func (s *share) free(tls *libc.TLS) {
	for _, p := range s.regions {
		sqlite3.Xsqlite3_free(tls, p)
	}
	s.regions = nil
}

// mainLock raises a connection's lock, by SQLite's rules for database files.
func mainLock(_ *libc.TLS, pFile uintptr, level int32) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	if f.level >= level {
		return sqlite3.SQLITE_OK
	}
	s := &f.st.share
	if level == sqlite3.SQLITE_LOCK_SHARED {
		if s.pending != nil || s.exclusive != nil {
			return sqlite3.SQLITE_BUSY
		}
		s.shared++
		f.level = level
		return sqlite3.SQLITE_OK
	}
	if s.reserved != nil && s.reserved != f || s.pending != nil && s.pending != f {
		return sqlite3.SQLITE_BUSY
	}
	if level == sqlite3.SQLITE_LOCK_RESERVED {
		s.reserved, f.level = f, level
		return sqlite3.SQLITE_OK
	}
	s.pending, f.level = f, sqlite3.SQLITE_LOCK_PENDING
	if s.shared > 1 {
		return sqlite3.SQLITE_BUSY
	}
	s.exclusive, f.level = f, level
	return sqlite3.SQLITE_OK
}

func mainUnlock(_ *libc.TLS, pFile uintptr, level int32) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	f.unlock(level)
	return sqlite3.SQLITE_OK
}

// unlock lowers the lock; shareMu is held.
func (f *file) unlock(level int32) {
	s := &f.st.share
	if f.level <= level {
		return
	}
	for _, owner := range []**file{&s.reserved, &s.pending, &s.exclusive} {
		if *owner == f {
			*owner = nil
		}
	}
	if level == sqlite3.SQLITE_LOCK_NONE {
		s.shared--
	}
	f.level = level
}

func mainCheckReserved(_ *libc.TLS, pFile, out uintptr) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	held := int32(0)
	if f.st.share.reserved != nil {
		held = 1
	}
	*(*int32)(at(out)) = held
	return sqlite3.SQLITE_OK
}

// forget gives back what a closing file still holds.
func (s *store) forget(f *file) {
	s.shareMu.Lock()
	defer s.shareMu.Unlock()
	f.unlock(sqlite3.SQLITE_LOCK_NONE)
}
