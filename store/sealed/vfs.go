package sealed

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const vfsName = "yorisoi-sealed"

// realVFS is the platform's own VFS, which ours is put in front of.
var realVFS struct {
	p      uintptr
	open   openFunc
	delete deleteFunc
	access accessFunc
}

// registerVFS makes the sealing VFS known to SQLite, once per process. It is
// never unregistered, because connections keep a pointer to it.
var registerVFS = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	p := sqlite3.Xsqlite3_vfs_find(tls, 0)
	if p == 0 {
		return errors.New("register vfs: the platform has none")
	}
	plain := (*sqlite3.Tsqlite3_vfs)(at(p))
	realVFS.p = p
	realVFS.open = gofunc[openFunc](plain.FxOpen)
	realVFS.delete = gofunc[deleteFunc](plain.FxDelete)
	realVFS.access = gofunc[accessFunc](plain.FxAccess)

	own := sqlite3.Xsqlite3_malloc(tls, int32(unsafe.Sizeof(*plain)))
	name, err := libc.CString(vfsName)
	if err != nil || own == 0 {
		return errors.New("register vfs: out of memory")
	}
	v := (*sqlite3.Tsqlite3_vfs)(at(own))
	*v = *plain
	v.FiVersion = min(plain.FiVersion, 2) // no replacing of system calls
	v.FszOsFile = realOffset + plain.FszOsFile
	v.FmxPathname = plain.FmxPathname
	v.FpNext = 0
	v.FzName = name
	v.FpAppData = 0
	v.FxOpen = cfunc(vfsOpen)
	v.FxDelete = cfunc(vfsDelete)
	v.FxAccess = cfunc(vfsAccess)
	v.FxFullPathname = cfunc(vfsFullPathname)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, own, 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("register vfs: code %d", rc)
	}
	return nil
})

// vfsFullPathname leaves names alone: SQLite is given tokens, never paths.
func vfsFullPathname(_ *libc.TLS, _, name uintptr, size int32, out uintptr) int32 {
	s := libc.GoString(name)
	if len(s) >= int(size) {
		return sqlite3.SQLITE_CANTOPEN
	}
	copy(bytesAt(out, size), s+"\x00")
	return sqlite3.SQLITE_OK
}

// vfsOpen opens the database or the log of a registered store, or a temporary
// file in memory. Journals, and any other name, are refused: they would be a
// second way to the disk.
func vfsOpen(tls *libc.TLS, _, name, pFile uintptr, flags int32, outFlags uintptr) int32 {
	*(*cfile)(at(pFile)) = cfile{}
	const temporary = sqlite3.SQLITE_OPEN_TEMP_DB | sqlite3.SQLITE_OPEN_TRANSIENT_DB |
		sqlite3.SQLITE_OPEN_TEMP_JOURNAL | sqlite3.SQLITE_OPEN_SUBJOURNAL
	switch {
	case flags&temporary != 0:
		return openTemp(pFile, flags, outFlags)
	case name == 0:
		return sqlite3.SQLITE_CANTOPEN
	case flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0:
		st := findStore(libc.GoString(name))
		if st == nil {
			return sqlite3.SQLITE_CANTOPEN
		}
		return st.openFile(tls, pFile, flags&^sqlite3.SQLITE_OPEN_CREATE, outFlags)
	case flags&sqlite3.SQLITE_OPEN_WAL != 0:
		st := findLog(libc.GoString(name))
		if st == nil {
			return sqlite3.SQLITE_CANTOPEN
		}
		return st.openFile(tls, pFile, flags, outFlags)
	}
	return sqlite3.SQLITE_CANTOPEN
}

// vfsDelete removes logs. SQLite also asks to remove journals, which this VFS
// never made and therefore leaves alone.
// The removal is made durable, whether SQLite asks for it or not: a log that is
// back after the next one was announced would be one of another time.
func vfsDelete(tls *libc.TLS, _, name uintptr, _ int32) int32 {
	st := findLog(libc.GoString(name))
	if st == nil {
		return sqlite3.SQLITE_IOERR_DELETE_NOENT
	}
	st.logMu.Lock()
	defer st.logMu.Unlock()
	if st.frozen.Load() || st.retire() != nil {
		return sqlite3.SQLITE_IOERR_DELETE
	}
	rc := st.ground.remove(tls, st.logName, 1)
	st.emptied = rc == sqlite3.SQLITE_OK
	return rc
}

// vfsAccess knows the log alone. A journal that somebody put beside the
// database does not exist, so that it is never played back.
func vfsAccess(tls *libc.TLS, _, name uintptr, flags int32, out uintptr) int32 {
	*(*int32)(at(out)) = 0
	st := findLog(libc.GoString(name))
	if st == nil {
		return sqlite3.SQLITE_OK
	}
	return st.ground.access(tls, st.logName, flags, out)
}

const logSuffix = "-wal"

func findLog(name string) *store {
	token, ok := strings.CutSuffix(name, logSuffix)
	if !ok {
		return nil
	}
	return findStore(token)
}
