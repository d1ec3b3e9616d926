package store

import (
	"context"
	"database/sql"
	"time"

	"yorisoi/store/casework"
)

// nextTurn is when a case's deadlines may change though nobody writes: when a
// day or moment passes that one of its records or deadlines names.
func nextTurn(f casework.File, deadlines []casework.Deadline, now time.Time, loc *time.Location) time.Time {
	next := now.AddDate(1, 0, 0)
	sooner := func(times ...time.Time) {
		for _, t := range times {
			if t.After(now) && t.Before(next) {
				next = t
			}
		}
	}
	for _, d := range deadlines {
		sooner(d.From, d.Due, d.Due.Add(time.Millisecond))
	}
	for _, e := range f.Entries {
		for name := range e.Fields {
			if at := e.Moment(name); !at.IsZero() {
				sooner(at, at.Add(time.Millisecond))
			}
			if day := e.Day(name); day.Valid() {
				sooner(day.Time(loc), day.AddDays(1).Time(loc))
			}
		}
	}
	return next
}

// refreshDues computes the deadlines of the cases anew in which some day has
// passed since. A station that cannot write shows what it had.
func (s *Store) refreshDues(ctx context.Context) {
	now := s.c.Now().UnixMilli()
	var stale int
	err := s.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM worked WHERE next <= ?`, now).Scan(&stale)
	if err == nil && stale == 0 {
		return
	}
	if err == nil {
		err = s.recompute(ctx, `SELECT file FROM worked WHERE next <= ?`, now)
	}
	if err != nil {
		s.c.Log.Warn("refresh deadlines", "err", s.fault(err))
	}
}

// recompute computes the deadlines of some cases in one transaction.
func (s *Store) recompute(ctx context.Context, query string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		files, err := fileIDs(ctx, tx, query, args...)
		if err != nil {
			return err
		}
		return s.newBatch(ctx, tx).computeDues(files, s.Rules())
	})
}
