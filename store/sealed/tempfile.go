package sealed

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Temporary files, such as what SQLite keeps to undo one statement, live in
// memory: plain text of the store never reaches the disk that way.
var tempMethods = sqlite3.Tsqlite3_io_methods{
	FiVersion:               1,
	FxClose:                 cfunc(tempClose),
	FxRead:                  cfunc(tempRead),
	FxWrite:                 cfunc(tempWrite),
	FxTruncate:              cfunc(tempTruncate),
	FxSync:                  cfunc(noWork),
	FxFileSize:              cfunc(tempSize),
	FxLock:                  cfunc(noWork),
	FxUnlock:                cfunc(noWork),
	FxCheckReservedLock:     cfunc(noReserved),
	FxFileControl:           cfunc(noControl),
	FxSectorSize:            cfunc(tempSector),
	FxDeviceCharacteristics: cfunc(tempTraits),
}

func openTemp(pFile uintptr, flags int32, outFlags uintptr) int32 {
	f := &file{}
	addFile(f)
	*(*cfile)(at(pFile)) = cfile{methods: uintptr(unsafe.Pointer(&tempMethods)), handle: f.handle}
	if outFlags != 0 {
		*(*int32)(at(outFlags)) = flags
	}
	return sqlite3.SQLITE_OK
}

func tempClose(_ *libc.TLS, pFile uintptr) int32 {
	f := fileAt(pFile)
	clear(f.temp)
	removeFile(f)
	(*cfile)(at(pFile)).methods = 0
	return sqlite3.SQLITE_OK
}

func tempRead(_ *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	dst := bytesAt(out, amount)
	f := fileAt(pFile)
	n := 0
	if offset < int64(len(f.temp)) {
		n = copy(dst, f.temp[offset:])
	}
	if n == len(dst) {
		return sqlite3.SQLITE_OK
	}
	clear(dst[n:])
	return sqlite3.SQLITE_IOERR_SHORT_READ
}

func tempWrite(_ *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	if gap := offset + int64(amount) - int64(len(f.temp)); gap > 0 {
		f.temp = append(f.temp, make([]byte, gap)...)
	}
	copy(f.temp[offset:], bytesAt(in, amount))
	return sqlite3.SQLITE_OK
}

func tempTruncate(_ *libc.TLS, pFile uintptr, size int64) int32 {
	f := fileAt(pFile)
	if size < int64(len(f.temp)) {
		clear(f.temp[size:])
		f.temp = f.temp[:size]
	}
	return sqlite3.SQLITE_OK
}

func tempSize(_ *libc.TLS, pFile, out uintptr) int32 {
	*(*int64)(at(out)) = int64(len(fileAt(pFile).temp))
	return sqlite3.SQLITE_OK
}

func tempSector(*libc.TLS, uintptr) int32 { return pageSize }

func tempTraits(*libc.TLS, uintptr) int32 { return sqlite3.SQLITE_IOCAP_POWERSAFE_OVERWRITE }
