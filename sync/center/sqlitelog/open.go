// Package sqlitelog keeps a center's log in one SQLite file.
//
// Terms: the writer is the one connection that changes the file, readers are
// a few more; the file is in WAL mode and every commit is on the disk before
// Append returns. A migration is a numbered .sql file, applied once, in one
// transaction with the version it leads to.
package sqlitelog

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yorisoi/sync/center/logbook"
)

//go:embed *.sql
var migrations embed.FS

// ErrNewerVersion is returned for a file that a later version of the program
// has written.
var ErrNewerVersion = errors.New("log is of a later version")

// ErrDamaged is returned for a file that is no log, or no longer whole. The
// file is left as it is.
var ErrDamaged = errors.New("log is damaged")

// sort marks an error that says that the file is damaged.
func sort(err error) error {
	var failed *sqlite.Error
	if errors.As(err, &failed) && (failed.Code()&0xff == sqlite3.SQLITE_NOTADB || failed.Code()&0xff == sqlite3.SQLITE_CORRUPT) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// busyTimeout is how long a connection waits for one of another process.
const busyTimeout = 10 * time.Second

// Log is a logbook.Log in one file.
type Log struct {
	// Now dates the last chunk of a blob. It may be set before the first use.
	Now func() time.Time

	id      uuid.UUID
	writer  *sql.DB
	readers *sql.DB
	digests digests

	mu     sync.Mutex    // of next
	next   chan struct{} // closed when this handle has appended
	closed chan struct{}
	once   sync.Once // closes closed
}

var _ logbook.Log = (*Log)(nil)

// Create makes the file of an empty log, with an id from rand. It fails where
// a file exists.
func Create(ctx context.Context, path string, rand io.Reader) error {
	id, err := uuid.NewRandomFromReader(rand)
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	db, err := connect(path, 1)
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	defer db.Close()
	if err := migrate(ctx, db); err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	if _, err := db.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('log_id', ?)`, id[:]); err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	return nil
}

// Open opens the file of a log. It never makes one: fs.ErrNotExist.
func Open(ctx context.Context, path string) (*Log, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if info.Size() == 0 {
		return nil, fmt.Errorf("open log: %s is empty: %w", filepath.Base(path), ErrDamaged)
	}
	l := &Log{Now: time.Now, next: make(chan struct{}), closed: make(chan struct{})}
	if l.writer, err = connect(path, 1); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if l.readers, err = connect(path, 4); err != nil {
		l.writer.Close()
		return nil, fmt.Errorf("open log: %w", err)
	}
	if err := l.begin(ctx); err != nil {
		l.Close()
		return nil, fmt.Errorf("open log: %w", sort(err))
	}
	return l, nil
}

func (l *Log) begin(ctx context.Context) error {
	if err := migrate(ctx, l.writer); err != nil {
		return err
	}
	id, err := l.meta(ctx, "log_id")
	if err != nil {
		return err
	}
	if id == uuid.Nil {
		return fmt.Errorf("log has no id: %w", ErrDamaged)
	}
	l.id = id
	return nil
}

// ID names this incarnation of the log.
func (l *Log) ID() uuid.UUID { return l.id }

// Close lets go of the file.
func (l *Log) Close() error {
	l.once.Do(func() { close(l.closed) })
	return errors.Join(l.readers.Close(), l.writer.Close())
}

func connect(path string, most int) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") { // C:/…
		abs = "/" + abs
	}
	// auto_vacuum counts only before the file has a page: it comes first.
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "auto_vacuum(INCREMENTAL)", "journal_mode(WAL)",
		"synchronous(FULL)", "foreign_keys(ON)", "cache_size(-4000)",
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: abs, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db, nil
}

// migrate applies the migrations that the file does not have yet.
func migrate(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(names) {
		return fmt.Errorf("version %d, this program knows %d: %w", version, len(names), ErrNewerVersion)
	}
	for i, name := range names[version:] {
		script, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(script)); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version+i+1)); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
	}
	return tx.Commit()
}

// meta reads an id that the log knows of itself, zero when absent.
func (l *Log) meta(ctx context.Context, name string) (uuid.UUID, error) {
	var value []byte
	err := l.readers.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, nil
	}
	if err != nil {
		return uuid.Nil, fmt.Errorf("read %s: %w", name, err)
	}
	return uuid.FromBytes(value)
}

// Founder returns who founded the directory, zero before that.
func (l *Log) Founder(ctx context.Context) (uuid.UUID, error) { return l.meta(ctx, "founder") }
