package sealed

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// DB is an open store. Its methods may be called from several goroutines.
type DB struct {
	path     string
	header   atomic.Pointer[header]
	rekeying sync.Mutex // held while keys are changed, or the store is closed
	closed   bool
	readers  int
	lock     *lockFile
	st       *store
	write    *sql.DB
	read     *sql.DB
	close    func() error
}

// Create makes an empty store at path and opens it. The folder must exist. It
// returns ErrExists if a store, or the log of one, is there.
func Create(ctx context.Context, path string, key MasterKey, o Options) (*DB, error) {
	o.Random = sharedRandom(o.Random)
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("create store: %w", err)
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, fmt.Errorf("create store: %w", err)
	}
	if err := writeEmpty(path, key, o); err != nil {
		return nil, errors.Join(fmt.Errorf("create store: %w", Classify(err)), lock.release())
	}
	return openLocked(ctx, path, key, o, lock)
}

// Open opens the store at path. What keeps it from opening is told apart:
// ErrNotFound, ErrLocked (a *LockedError), ErrNewerVersion, ErrWrongKey,
// ErrTruncated, ErrDamaged, ErrReadOnly, ErrDiskFull. It never repairs, makes
// or removes a store that it cannot open.
func Open(ctx context.Context, path string, key MasterKey, o Options) (*DB, error) {
	o.Random = sharedRandom(o.Random)
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if _, err := groundOr(o.ground).size(path); err != nil {
		return nil, fmt.Errorf("open store: %w", Classify(err))
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return openLocked(ctx, path, key, o, lock)
}

// openLocked goes on with the lock held, which it gives back on failure.
func openLocked(ctx context.Context, path string, key MasterKey, o Options, lock *lockFile) (*DB, error) {
	// What an interrupted rekeying left; it has no name that counts.
	if err := groundOr(o.ground).unlink(path + newSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("open store: %w", Classify(err)), lock.release())
	}
	h, err := readHeader(groundOr(o.ground), path, key, o.Store)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", Classify(err)), lock.release())
	}
	st, err := registerStore(path, key, h, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), lock.release())
	}
	d := &DB{path: path, readers: o.readers(), lock: lock, st: st}
	d.header.Store(&h)
	d.close = sync.OnceValue(d.closeAll)
	if err := d.connect(ctx, o); err != nil {
		st.frozen.Store(true)
		err = fmt.Errorf("open store: %w", st.explain(err))
		return nil, errors.Join(err, d.close())
	}
	d.renew(ctx)
	return d, nil
}

// renew gives a store whose keys are used up new ones. Without room for that it
// stays as it is: it can be read, and writing is refused with ErrWorn.
func (d *DB) renew(ctx context.Context) {
	if d.st.pages.wear.worn() {
		_ = d.Rekey(ctx, Rekeying{}) // writing says what is the matter
	}
}

// connect makes the two pools and reads the schema through both, so that an
// unreadable store fails here and not later.
func (d *DB) connect(ctx context.Context, o Options) (err error) {
	if d.write, err = d.pool(1, cmp.Or(o.CacheKiB, 16384), false); err != nil {
		return err
	}
	err = readSchema(ctx, d.write)
	if short := d.checkLength(); short != nil {
		return errors.Join(short, err)
	}
	if err != nil {
		return err
	}
	if err := d.st.checkLog(d.path + logSuffix); err != nil {
		return err
	}
	if o.CutDamagedLog {
		// What was given up must not be found again by the next opening.
		if _, err := d.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			return err
		}
	}
	if d.read, err = d.pool(o.readers(), cmp.Or(o.CacheKiB, 4096), true); err != nil {
		return err
	}
	return readSchema(ctx, d.read)
}

func (d *DB) pool(conns, cacheKiB int, readOnly bool) (*sql.DB, error) {
	c, err := newConnector(d.st, cacheKiB, readOnly)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func readSchema(ctx context.Context, db *sql.DB) error {
	var n int
	return db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
}

// checkLength compares the database with the number of pages that its first
// page gives. While there is a log, that may have what the database lacks.
func (d *DB) checkLength() error {
	if log, err := d.st.ground.size(d.path + logSuffix); err == nil && log > logHeaderSize {
		return nil
	}
	size, err := d.st.ground.size(d.path)
	if err != nil {
		return err
	}
	if want := pagesPlace + int64(d.st.declared.Load())*pageSize; size < want {
		return fmt.Errorf("%d of %d bytes: %w", size, want, ErrTruncated)
	}
	return nil
}

// SQL is the connection that writes. It is a pool of one, so that writers
// queue in Go; whoever holds a transaction of it must not wait for another.
func (d *DB) SQL() *sql.DB { return d.write }

// Read is a pool of connections that cannot write. Each sees the last commit
// at the time its transaction or statement begins and never waits for SQL's.
func (d *DB) Read() *sql.DB { return d.read }

// Store is the id that the store was created with.
func (d *DB) Store() uuid.UUID { return d.header.Load().store }

// File is the random id of this database file; a copy of the file has the
// same, and [DB.Rekey] draws another.
func (d *DB) File() uuid.UUID { return d.header.Load().file }

// Path is where the store lies, as an absolute path.
func (d *DB) Path() string { return d.path }

// Fault is the first page or log frame that failed its check since the store
// was opened, or nil.
func (d *DB) Fault() error {
	if f := d.st.fault.Load(); f != nil {
		return f
	}
	return nil
}

// Close moves the log into the database and gives the lock back. It waits some
// seconds for transactions and rows that are still open and then returns
// ErrInUse; the store is closed as soon as the last of them ends. A second
// call returns what the first returned.
func (d *DB) Close() error { return d.close() }

// closeWait is how long Close waits for open transactions and rows.
var closeWait = 5 * time.Second

func (d *DB) closeAll() error {
	d.rekeying.Lock()
	defer d.rekeying.Unlock()
	d.closed = true
	var errs []error
	for _, db := range []*sql.DB{d.read, d.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	gone := make(chan error, 1)
	d.st.users.whenGone(func() { gone <- errors.Join(d.st.unregister(), d.lock.release()) })
	wait := time.NewTimer(closeWait)
	defer wait.Stop()
	select {
	case err := <-gone:
		errs = append(errs, err)
	case <-wait.C:
		errs = append(errs, ErrInUse)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close store: %w", Classify(err))
	}
	return nil
}

// lockedReader lets a given source of randomness be read by all connections.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

func sharedRandom(r io.Reader) io.Reader {
	if r == nil {
		return randomOr(nil)
	}
	return &lockedReader{r: r}
}
