// Package pglog keeps the logs of centers in a PostgreSQL database, for
// centers that one machine is not enough for: several processes serve one
// log, and when the database fails over to its standby they follow.
//
// Terms: an attempt is one try at a call on one connection; a loss of the
// connection, a deadlock and the like are followed by another attempt. A
// commit is in doubt when the connection was lost before its answer came: the
// next attempt finds out. A migration is a numbered .sql file, applied once.
//
// A standby that may take over must be a synchronous one
// (synchronous_standby_names): what a center has receipted would be lost with
// the primary otherwise, and its numbers given again. An address may name
// several hosts, of which the one that can be written to counts:
// postgres://USER@ONE:5432,TWO:5432/DATABASE.
package pglog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"yorisoi/sync/center/logbook"
)

var (
	// ErrAddress is returned for a database address that is not one of
	// PostgreSQL: postgres://USER@HOST:PORT/DATABASE.
	ErrAddress = errors.New("not the address of a PostgreSQL database")
	// ErrNoLog is returned when the database has no log of this center.
	ErrNoLog = errors.New("database has no log of this center")
	// ErrExists is returned when the database has a log of this center already.
	ErrExists = errors.New("database has a log of this center already")
	// ErrNewerVersion is returned for a database that a later version of the
	// program has written.
	ErrNewerVersion = errors.New("log is of a later version")
)

// Log is a logbook.Log in a PostgreSQL database. Other processes may have the
// same log open.
type Log struct {
	// Now dates the last chunk of a blob. It may be set before the first use.
	Now func() time.Time

	center  uuid.UUID
	id      uuid.UUID
	pool    *pgxpool.Pool
	digests digests

	life   context.Context // ends some time after Close began
	end    context.CancelFunc
	grown  growth
	untold chan struct{} // has an element when others must be told of growth

	mu      sync.Mutex     // of ended
	ended   bool           // Close began
	closed  chan struct{}  // closed then
	running sync.WaitGroup // Watch and tell
}

var _ logbook.Log = (*Log)(nil)

// Create makes the empty log of a center, with an id from rand. Many centers
// may have their logs in one database. ErrExists.
func Create(ctx context.Context, url string, center uuid.UUID, rand io.Reader) error {
	id, err := uuid.NewRandomFromReader(rand)
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	l, err := connect(ctx, url, center)
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	defer l.Close()
	err = l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO yorisoi.center (center, log_id, seq, held_seq) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING`, center, id); err != nil {
			return err
		}
		var has uuid.UUID // after a commit in doubt the row may be our own
		if err := tx.QueryRow(ctx, `SELECT log_id FROM yorisoi.center WHERE center = $1`, center).Scan(&has); err != nil {
			return err
		}
		if has != id {
			return ErrExists
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("create log of %s: %w", center, err)
	}
	return nil
}

// Open opens the log of a center. It never makes one: ErrNoLog.
func Open(ctx context.Context, url string, center uuid.UUID) (*Log, error) {
	l, err := connect(ctx, url, center)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT log_id FROM yorisoi.center WHERE center = $1`, center).Scan(&l.id)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoLog
	}
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("open log of %s: %w", center, err)
	}
	return l, nil
}

// connect opens the database and brings its schema up to date.
func connect(ctx context.Context, url string, center uuid.UUID) (*Log, error) {
	pool, err := newPool(url)
	if err != nil {
		return nil, err
	}
	l := &Log{Now: time.Now, center: center, pool: pool, closed: make(chan struct{}), untold: make(chan struct{}, 1)}
	l.grown.init()
	l.life, l.end = context.WithCancel(context.Background())
	if err := l.migrate(ctx); err != nil {
		l.Close()
		return nil, err
	}
	l.running.Go(l.tell)
	return l, nil
}

// ID names this incarnation of the log.
func (l *Log) ID() uuid.UUID { return l.id }

// closeTime is how long Close waits for what is under way. A commit may wait
// for a standby that does not come back.
const closeTime = 10 * time.Second

// Close waits for what is under way and lets go of the database.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil
	}
	l.ended = true
	close(l.closed)
	late := time.AfterFunc(closeTime, l.end)
	defer late.Stop()
	l.running.Wait()
	l.pool.Close()
	l.end()
	return nil
}

// begin counts a call that Close must wait for; not once Close began.
func (l *Log) begin() bool {
	select {
	case <-l.closed:
		return false
	default:
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.running.Add(1)
	}
	return !l.ended
}
