package sealed

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// diskSize asks the real file for its size.
func (f *file) diskSize(tls *libc.TLS) (int64, int32) {
	out := tls.Alloc(int(unsafe.Sizeof(int64(0))))
	defer tls.Free(int(unsafe.Sizeof(int64(0))))
	rc := f.real.size(tls, f.real.p, out)
	return *(*int64)(at(out)), rc
}

// logSize is the size that SQLite would see of a log with the same frames.
func logSize(tls *libc.TLS, pFile, out uintptr) int32 {
	f := fileAt(pFile)
	if rc := f.flush(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	size, rc := f.diskSize(tls)
	if size < logHeaderSize {
		size = 0
	} else {
		size += sqliteLogHeader - logHeaderSize
	}
	*(*int64)(at(out)) = size
	return rc
}

func logTruncate(tls *libc.TLS, pFile uintptr, size int64) int32 {
	f := fileAt(pFile)
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	if rc := f.flushLocked(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	if f.st.frozen.Load() {
		return sqlite3.SQLITE_READONLY
	}
	if size < sqliteLogHeader {
		return f.emptyLog(tls)
	}
	return f.real.truncate(tls, f.real.p, size+logHeaderSize-sqliteLogHeader)
}

// emptyLog takes everything out of the log, durably, so that it is not back
// after the next one has been announced. logMu is held.
func (f *file) emptyLog(tls *libc.TLS) int32 {
	if f.st.retire() != nil {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	if rc := f.real.truncate(tls, f.real.p, 0); rc != sqlite3.SQLITE_OK {
		return rc
	}
	f.st.log = logState{}
	rc := f.real.sync(tls, f.real.p, sqlite3.SQLITE_SYNC_NORMAL)
	f.st.emptied = rc == sqlite3.SQLITE_OK
	return rc
}

func logSync(tls *libc.TLS, pFile uintptr, flags int32) int32 {
	f := fileAt(pFile)
	if rc := f.flush(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	rc := f.real.sync(tls, f.real.p, flags)
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	f.st.afterSync(rc == sqlite3.SQLITE_OK)
	return rc
}
