package sealed

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLite's memory is outside Go's heap and addressed by uintptr; these are the
// only places where it is looked at.

// at turns an address into a pointer. The detour keeps vet's rule about
// uintptrs meaningful elsewhere; it is sound because the memory is not Go's.
// It is not inlined because the compiler (1.26.8) fails on copies between
// memory that it still sees as an integer.
//
//go:noinline
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

func bytesAt(p uintptr, n int32) []byte { return unsafe.Slice((*byte)(at(p)), int(n)) }

// cfunc is the address by which SQLite calls f. f must be a top-level
// function, whose address never changes.
func cfunc[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// gofunc is the function at a C function pointer.
func gofunc[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

type (
	closeFunc    = func(*libc.TLS, uintptr) int32
	rwFunc       = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	truncateFunc = func(*libc.TLS, uintptr, int64) int32
	syncFunc     = func(*libc.TLS, uintptr, int32) int32
	sizeFunc     = func(*libc.TLS, uintptr, uintptr) int32
	openFunc     = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFunc   = func(*libc.TLS, uintptr, uintptr, int32) int32
	accessFunc   = func(*libc.TLS, uintptr, uintptr, int32, uintptr) int32
)

// realFile is a file of the platform's own VFS, behind one of ours.
type realFile struct {
	p        uintptr
	close    closeFunc
	read     rwFunc
	write    rwFunc
	truncate truncateFunc
	sync     syncFunc
	size     sizeFunc
	sector   closeFunc
	traits   closeFunc
}

func newRealFile(p uintptr) realFile {
	m := (*sqlite3.Tsqlite3_io_methods)(at((*sqlite3.Tsqlite3_file)(at(p)).FpMethods))
	return realFile{
		p:        p,
		close:    gofunc[closeFunc](m.FxClose),
		read:     gofunc[rwFunc](m.FxRead),
		write:    gofunc[rwFunc](m.FxWrite),
		truncate: gofunc[truncateFunc](m.FxTruncate),
		sync:     gofunc[syncFunc](m.FxSync),
		size:     gofunc[sizeFunc](m.FxFileSize),
		sector:   gofunc[closeFunc](m.FxSectorSize),
		traits:   gofunc[closeFunc](m.FxDeviceCharacteristics),
	}
}

// cfile is how our files begin in SQLite's memory; the real file follows at
// realOffset.
type cfile struct {
	methods uintptr
	handle  uintptr
}

const realOffset = 16

const ptrSize = unsafe.Sizeof(uintptr(0))

// file is the Go side of a cfile. Exactly one connection uses it, and so one
// goroutine at a time, except where store is concerned.
type file struct {
	work
	st      *store
	real    realFile
	buf     []byte // frameSize bytes outside Go's heap, for the real file
	bufAddr uintptr
	ahead   ahead

	pending      bool // a frame header that waits for its page
	pendingIndex uint64
	pendingHead  [sqliteFrameHeader]byte

	level      int32 // SQLite's lock level of a database file
	shmShared  uint32
	shmOwned   uint32
	shmMapped  bool
	db         uintptr // the sqlite3 of a database file's connection
	vacuum     atomic.Bool
	checkpoint int32 // frames of the log after which one is made; 0: never
	handle     uintptr

	temp []byte // contents of a temporary file
}

// files maps handles to files. Reading takes no lock: every page read does it.
var (
	files   atomic.Pointer[[]*file]
	filesMu sync.Mutex
)

func addFile(f *file) {
	filesMu.Lock()
	defer filesMu.Unlock()
	var table []*file
	if old := files.Load(); old != nil {
		table = append(table, *old...)
	}
	for i, g := range table {
		if g == nil {
			table[i], f.handle = f, uintptr(i)
			files.Store(&table)
			return
		}
	}
	f.handle = uintptr(len(table))
	table = append(table, f)
	files.Store(&table)
}

func removeFile(f *file) {
	filesMu.Lock()
	defer filesMu.Unlock()
	table := append([]*file(nil), *files.Load()...)
	table[f.handle] = nil
	files.Store(&table)
}

func fileAt(p uintptr) *file { return (*files.Load())[(*cfile)(at(p)).handle] }
