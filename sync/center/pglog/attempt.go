package pglog

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yorisoi/sync/center/logbook"
)

const (
	attemptTime = 30 * time.Second // for one attempt, before its commit
	clearTime   = time.Hour        // for one that removes a whole log
	patience    = 30 * time.Second // after which no other attempt is made
	firstWait   = 10 * time.Millisecond
	longestWait = time.Second
)

// passing is an error after which another attempt may succeed.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }

// read calls fn with a connection until it gets through.
func (l *Log) read(ctx context.Context, fn func(context.Context, *pgx.Conn) error) error {
	return l.again(ctx, func() error {
		ctx, cancel := context.WithTimeout(ctx, attemptTime)
		defer cancel()
		return l.on(ctx, fn)
	})
}

// write calls fn with a transaction, commits it, and repeats both until they
// get through: fn must find out whether it was kept before.
func (l *Log) write(ctx context.Context, fn func(context.Context, pgx.Tx) error) error {
	return l.writeWithin(ctx, attemptTime, fn)
}

// writeWithin is write with another time for one attempt.
func (l *Log) writeWithin(ctx context.Context, most time.Duration, fn func(context.Context, pgx.Tx) error) error {
	doubt := false
	err := l.again(ctx, func() error {
		ctx, cancel := context.WithTimeout(ctx, most)
		defer cancel()
		return l.transact(ctx, &doubt, fn)
	})
	if doubt && !errors.As(err, new(passing)) && ctx.Err() == nil {
		return errors.Join(err, l.confirm(ctx))
	}
	return err
}

// confirm returns when everything that is visible is also where synchronous
// commits go. A commit whose waiting for the standby was broken off is visible
// all the same; one that comes after it waits for both.
func (l *Log) confirm(ctx context.Context) error {
	for doubt := true; doubt; {
		doubt = false
		err := l.again(ctx, func() error {
			ctx, cancel := context.WithTimeout(ctx, attemptTime)
			defer cancel()
			return l.transact(ctx, &doubt, func(ctx context.Context, tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE yorisoi.center SET seq = seq WHERE center = $1`, l.center)
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("confirm what was kept: %w", err)
		}
	}
	return nil
}

// again repeats an attempt while it fails for reasons that pass.
func (l *Log) again(ctx context.Context, attempt func() error) error {
	until := time.Now().Add(patience)
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := attempt()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.As(err, new(passing)) || time.Now().After(until) {
			return err
		}
		if err := l.sleep(ctx, wait/2+rand.N(wait)); err != nil {
			return err
		}
	}
}

// sleep waits unless ctx ends or the log is closed.
func (l *Log) sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.closed:
		return logbook.ErrClosed
	}
}

// on calls fn with a connection, once, and sorts its error.
func (l *Log) on(ctx context.Context, fn func(context.Context, *pgx.Conn) error) error {
	pooled, err := l.pool.Acquire(ctx)
	if err != nil {
		return sort(l.orClosed(err), true)
	}
	defer pooled.Release()
	c := pooled.Conn()
	err = fn(ctx, c)
	lost := c.IsClosed()
	if err != nil && readOnly(err) { // the old primary after a failover
		lost = true
		hangUp(c)
	}
	if lost { // the other connections lead to the same place
		l.pool.Reset()
	}
	return sort(err, lost)
}

// orClosed is the error of a log that gives no connection any more, once it
// was closed.
func (l *Log) orClosed(err error) error {
	select {
	case <-l.closed:
		return logbook.ErrClosed
	default:
		return err
	}
}

// transact is one attempt at a transaction. It sets doubt when the answer to
// the commit did not come, or came with a warning.
func (l *Log) transact(ctx context.Context, doubt *bool, fn func(context.Context, pgx.Tx) error) error {
	return l.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite})
		if err != nil {
			return err
		}
		if err := fn(ctx, tx); err != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangUpTime)
			defer cancel()
			tx.Rollback(last)
			return err
		}
		if ctx.Err() != nil {
			hangUp(conn)
			return ctx.Err()
		}
		delete(conn.PgConn().CustomData(), warned)
		// Once it was asked for, the commit is waited for: a caller that gave
		// up would not know what became of it.
		err = tx.Commit(l.life)
		if err != nil && conn.IsClosed() || conn.PgConn().CustomData()[warned] != nil {
			*doubt = true
		}
		return err
	})
}

// sort marks an error that passes.
func sort(err error, lost bool) error {
	if err == nil || errors.Is(err, logbook.ErrClosed) {
		return err
	}
	var failed *pgconn.PgError
	if !errors.As(err, &failed) {
		if lost || errors.Is(err, pgx.ErrTxCommitRollback) {
			return passing{err}
		}
		return err
	}
	switch {
	case strings.HasPrefix(failed.Code, "08"), // connection
		strings.HasPrefix(failed.Code, "57P"), // shutting down, starting up
		failed.Code == "40001",                // serialization
		failed.Code == "40P01",                // deadlock
		failed.Code == "55P03",                // lock not available
		failed.Code == "53300",                // too many connections
		failed.Code == "25P03",                // idle in transaction for too long
		readOnly(err):
		return passing{err}
	}
	return err
}

func readOnly(err error) bool {
	var failed *pgconn.PgError
	return errors.As(err, &failed) && failed.Code == "25006"
}
