package sealed

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// UpperOps are the calls that never reach the disk, because locks and shared
// memory are this process's own. Between [Above] and its end they fail by the
// machine's plan too. File control is not among them: it never fails here, and
// SQLite takes its failing at the end of a commit for one of the commit.
var UpperOps = []string{"lock", "unlock", "reserved", "shm map", "shm lock", "shm unlock"}

var upper *Machine

// Above puts a layer between SQLite and this package's VFS and returns what
// takes it away. Nothing may be going on in a store at either time.
func Above(m *Machine) (end func()) {
	before := mainMethods
	upper = m
	mainMethods.FxLock = cfunc(upperLock)
	mainMethods.FxUnlock = cfunc(upperUnlock)
	mainMethods.FxCheckReservedLock = cfunc(upperReserved)
	mainMethods.FxShmMap = cfunc(upperShmMap)
	mainMethods.FxShmLock = cfunc(upperShmLock)
	return func() { mainMethods = before }
}

func upperLock(tls *libc.TLS, pFile uintptr, level int32) int32 {
	if upper.Strike("lock") {
		return sqlite3.SQLITE_IOERR_LOCK
	}
	return mainLock(tls, pFile, level)
}

// upperUnlock does what it says it could not: a lock that stays for ever is
// not what any platform does.
func upperUnlock(tls *libc.TLS, pFile uintptr, level int32) int32 {
	rc := mainUnlock(tls, pFile, level)
	if upper.Strike("unlock") {
		return sqlite3.SQLITE_IOERR_UNLOCK
	}
	return rc
}

func upperReserved(tls *libc.TLS, pFile, out uintptr) int32 {
	if upper.Strike("reserved") {
		return sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK
	}
	return mainCheckReserved(tls, pFile, out)
}

func upperShmMap(tls *libc.TLS, pFile uintptr, region, size, extend int32, out uintptr) int32 {
	if upper.Strike("shm map") {
		*(*uintptr)(at(out)) = 0
		return sqlite3.SQLITE_IOERR_SHMMAP
	}
	return shmMap(tls, pFile, region, size, extend, out)
}

func upperShmLock(tls *libc.TLS, pFile uintptr, first, n, flags int32) int32 {
	if flags&sqlite3.SQLITE_SHM_UNLOCK != 0 {
		rc := shmLock(tls, pFile, first, n, flags)
		if upper.Strike("shm unlock") {
			return sqlite3.SQLITE_IOERR_SHMLOCK
		}
		return rc
	}
	if upper.Strike("shm lock") {
		return sqlite3.SQLITE_IOERR_SHMLOCK
	}
	return shmLock(tls, pFile, first, n, flags)
}
