package sealed

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Tables of methods, as SQLite calls them. The log and temporary files leave
// out shared memory, which SQLite asks only of the database file; no table has
// memory mapping (version 3), which would show SQLite sealed bytes.
var (
	mainMethods = sqlite3.Tsqlite3_io_methods{
		FiVersion:               2,
		FxClose:                 cfunc(closeFile),
		FxRead:                  cfunc(mainRead),
		FxWrite:                 cfunc(mainWrite),
		FxTruncate:              cfunc(mainTruncate),
		FxSync:                  cfunc(mainSync),
		FxFileSize:              cfunc(mainSize),
		FxLock:                  cfunc(mainLock),
		FxUnlock:                cfunc(mainUnlock),
		FxCheckReservedLock:     cfunc(mainCheckReserved),
		FxFileControl:           cfunc(mainControl),
		FxSectorSize:            cfunc(sectorSize),
		FxDeviceCharacteristics: cfunc(deviceTraits),
		FxShmMap:                cfunc(shmMap),
		FxShmLock:               cfunc(shmLock),
		FxShmBarrier:            cfunc(shmBarrier),
		FxShmUnmap:              cfunc(shmUnmap),
	}
	logMethods = sqlite3.Tsqlite3_io_methods{
		FiVersion:               1,
		FxClose:                 cfunc(closeFile),
		FxRead:                  cfunc(logRead),
		FxWrite:                 cfunc(logWrite),
		FxTruncate:              cfunc(logTruncate),
		FxSync:                  cfunc(logSync),
		FxFileSize:              cfunc(logSize),
		FxLock:                  cfunc(noWork),
		FxUnlock:                cfunc(noWork),
		FxCheckReservedLock:     cfunc(noReserved),
		FxFileControl:           cfunc(noControl),
		FxSectorSize:            cfunc(sectorSize),
		FxDeviceCharacteristics: cfunc(deviceTraits),
	}
)

// openFile opens the database or the log on the real VFS, behind a file of
// ours.
func (s *store) openFile(tls *libc.TLS, pFile uintptr, flags int32, outFlags uintptr) int32 {
	s.logMu.Lock()
	err := s.readKeys()
	s.logMu.Unlock()
	if err != nil {
		return sqlite3.SQLITE_IOERR
	}
	name, methods := s.mainName, &mainMethods
	if flags&sqlite3.SQLITE_OPEN_WAL != 0 {
		name, methods = s.logName, &logMethods
	}
	buf := sqlite3.Xsqlite3_malloc(tls, frameSize)
	if buf == 0 {
		return sqlite3.SQLITE_NOMEM
	}
	real, rc := s.ground.open(tls, name, pFile+realOffset, flags, outFlags)
	if rc != sqlite3.SQLITE_OK {
		sqlite3.Xsqlite3_free(tls, buf)
		return rc
	}
	f := &file{
		work:    work{random: s.random},
		st:      s,
		real:    real,
		buf:     bytesAt(buf, frameSize),
		bufAddr: buf,
	}
	addFile(f)
	*(*cfile)(at(pFile)) = cfile{methods: uintptr(unsafe.Pointer(methods)), handle: f.handle}
	if name == s.mainName {
		s.lastMain = f
	}
	return sqlite3.SQLITE_OK
}

func closeFile(tls *libc.TLS, pFile uintptr) int32 {
	f := fileAt(pFile)
	rc := f.flush(tls)
	f.st.forget(f)
	if rc2 := f.real.close(tls, f.real.p); rc == sqlite3.SQLITE_OK {
		rc = rc2
	}
	clear(f.buf)
	sqlite3.Xsqlite3_free(tls, f.bufAddr)
	sqlite3.Xsqlite3_free(tls, f.ahead.addr) // nothing if it is 0
	removeFile(f)
	(*cfile)(at(pFile)).methods = 0
	return rc
}

func sectorSize(tls *libc.TLS, pFile uintptr) int32 {
	f := fileAt(pFile)
	return f.real.sector(tls, f.real.p)
}

// deviceTraits passes on only what stays true of sealed pages. A part of a
// page can be neither read nor written alone, so reading below a page is out;
// a write that harms bytes beside it is assumed away, as SQLite does by
// default, because it would split frames.
func deviceTraits(tls *libc.TLS, pFile uintptr) int32 {
	f := fileAt(pFile)
	return f.real.traits(tls, f.real.p)&sqlite3.SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN |
		sqlite3.SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

func noWork(*libc.TLS, uintptr, int32) int32 { return sqlite3.SQLITE_OK }

func noReserved(_ *libc.TLS, _, out uintptr) int32 {
	*(*int32)(at(out)) = 0
	return sqlite3.SQLITE_OK
}

func noControl(*libc.TLS, uintptr, int32, uintptr) int32 { return sqlite3.SQLITE_NOTFOUND }

// mainControl learns which connection the file belongs to; everything else
// that a VFS may be asked is answered with SQLite's own default.
func mainControl(_ *libc.TLS, pFile uintptr, op int32, arg uintptr) int32 {
	switch op {
	case sqlite3.SQLITE_FCNTL_PDB:
		fileAt(pFile).db = *(*uintptr)(at(arg))
		return sqlite3.SQLITE_OK
	case sqlite3.SQLITE_FCNTL_PRAGMA:
		return fileAt(pFile).takePragma(arg)
	}
	return sqlite3.SQLITE_NOTFOUND
}
