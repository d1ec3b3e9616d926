package sealed

import (
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// store is what all connections to one open store share.
type store struct {
	token    string
	master   MasterKey
	file     uuid.UUID
	random   io.Reader
	ground   ground
	options  Options
	cut      bool // see Options.CutDamagedLog
	pages    *pageSealer
	mainName uintptr // C strings, in the form the real VFS wants them
	logName  uintptr

	declared  atomic.Uint32 // pages that page 1 of the database gives
	committed atomic.Uint32 // pages of the last transaction

	pageWrites atomic.Uint64 // database pages that were written or cut off

	// frozen forbids to change the files of a store that could not be opened.
	frozen atomic.Bool

	fault atomic.Pointer[faultError] // the first page or frame that failed

	logMu sync.RWMutex
	log   logState
	marks *marks
	// unread: the file was replaced, and the mark in it has not been read.
	unread bool
	// emptied: there was a log, and that it is gone is durable.
	emptied bool

	shareMu sync.Mutex
	share   share

	users     users
	connectMu sync.Mutex // one connection is being opened at a time
	lastMain  *file      // database file that was opened last
}

// faultError is what a check found, in the words of this package, where SQLite
// only passes a number on.
type faultError struct {
	what  string
	cause error
}

func (e *faultError) Error() string { return e.what + ": " + e.cause.Error() }
func (e *faultError) Unwrap() error { return e.cause }

func (s *store) note(cause error, format string, args ...any) {
	s.fault.CompareAndSwap(nil, &faultError{fmt.Sprintf(format, args...), cause})
}

var (
	stores    sync.Map // token -> *store
	nextToken atomic.Uint64
)

func findStore(token string) *store {
	s, ok := stores.Load(token)
	if !ok {
		return nil
	}
	return s.(*store)
}

// registerStore gives the store at path a token that SQLite can open.
func registerStore(path string, key MasterKey, h header, o Options) (*store, error) {
	if err := registerVFS(); err != nil {
		return nil, err
	}
	s := &store{
		token:   fmt.Sprintf("store-%d", nextToken.Add(1)),
		master:  key,
		file:    h.file,
		random:  o.Random,
		ground:  groundOr(o.ground),
		options: o,
		cut:     o.CutDamagedLog,
	}
	s.committed.Store(math.MaxUint32) // until it is known, every page must be there
	var err error
	if err = s.openKeys(path, o); err != nil {
		return nil, err
	}
	if err := s.makeNames(path); err != nil {
		return nil, errors.Join(err, s.marks.file.Close())
	}
	stores.Store(s.token, s)
	return s, nil
}

// openKeys reads what the database file keeps of its log and its keys.
func (s *store) openKeys(path string, o Options) error {
	w := newWear(s.master, s.file, o)
	m, err := openMarks(s.ground, path, derive(s.master[:], s.file[:], labelMark), w)
	if err != nil {
		return err
	}
	s.marks, s.pages = m, newPageSealer(s.master, s.file, w)
	return nil
}

// makeNames builds the names in the layout that a VFS may rely on: followed by
// their (empty) list of URI parameters.
func (s *store) makeNames(path string) error {
	tls := libc.NewTLS()
	defer tls.Close()
	var c [3]uintptr
	for i, n := range []string{path, path + "-journal", path + logSuffix} {
		p, err := libc.CString(n)
		if err != nil {
			return fmt.Errorf("name store: %w", err)
		}
		defer libc.Xfree(tls, p)
		c[i] = p
	}
	s.mainName = sqlite3.Xsqlite3_create_filename(tls, c[0], c[1], c[2], 0, 0)
	if s.mainName == 0 {
		return fmt.Errorf("name store: out of memory")
	}
	s.logName = sqlite3.Xsqlite3_filename_wal(tls, s.mainName)
	return nil
}

// unregister forgets the store; no connection may be open.
func (s *store) unregister() error {
	stores.Delete(s.token)
	tls := libc.NewTLS()
	defer tls.Close()
	s.share.free(tls)
	sqlite3.Xsqlite3_free_filename(tls, s.mainName)
	clear(s.master[:])
	return s.marks.file.Close()
}
