package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

func millis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// Unsent returns the bytes of changes, own or brought by a bundle, that the
// center has neither receipted nor refused: the directory's first, then that an
// envelope was opened and what goes before it in its chain, what was noted in
// the audit after people's work, and each case's in chain order.
// However much waits, only the directory's few are sorted: the rest is read
// from the front of an index.
func (s *Store) Unsent(ctx context.Context, limit int) ([][]byte, error) {
	const next = `SELECT raw FROM change INDEXED BY change_next WHERE seq = 0 AND refused = '' AND file `
	const of = `SELECT raw FROM change INDEXED BY change_first WHERE seq = 0 AND file = ? AND refused = '' ORDER BY `
	center, audit, office, station := s.Center(), s.Audit(), s.Office(), s.Station()
	var told uint64 // that an envelope was opened is sent before other work
	if err := loadMeta(ctx, s.db.Read(), metaGlass, &told); err != nil {
		return nil, s.fault(err)
	}
	var out [][]byte
	for _, part := range []struct {
		query string
		args  []any
	}{
		{of + `id`, []any{center[:]}},
		{`SELECT raw FROM change INDEXED BY change_first WHERE seq = 0 AND file = ? AND station = ? AND n <= ? AND refused = '' ORDER BY n`,
			[]any{office[:], station[:], int64(told)}},
		{next + `NOT IN (?, ?) AND NOT (file = ? AND station = ? AND n <= ?) ORDER BY id`,
			[]any{center[:], audit[:], office[:], station[:], int64(told)}},
		{of + `station, n`, []any{audit[:]}},
		{`SELECT raw FROM audit_carried WHERE refused = '' ORDER BY station, n`, nil},
	} {
		more, err := s.raws(ctx, part.query+` LIMIT ?`, append(part.args, limit-len(out))...)
		if out = append(out, more...); err != nil || len(out) >= limit {
			return out, err
		}
	}
	return out, nil
}

func (s *Store) raws(ctx context.Context, query string, args ...any) ([][]byte, error) {
	return s.rawsOf(ctx, s.db.Read(), query, args...)
}

func (s *Store) rawsOf(ctx context.Context, q querier, query string, args ...any) ([][]byte, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("load changes: %w", s.fault(err))
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, fmt.Errorf("load changes: %w", err)
		}
		out = append(out, raw)
	}
	return out, s.fault(rows.Err())
}

// Receipted keeps the center's receipts after checking their signature. A
// receipt counts only for the very bytes that were written here.
func (s *Store) Receipted(ctx context.Context, receipts ledger.Receipts) error {
	if err := receipts.Verify(s.CenterPublic()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	var e Event
	seen := map[uuid.UUID]bool{}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b := s.newBatch(ctx, tx)
		if err := b.keepReceipts(receipts); err != nil {
			return err
		}
		for _, r := range receipts.Items {
			if err := b.receipted(r); err != nil {
				return err
			}
			if !seen[r.Case] {
				seen[r.Case] = true
				e.Cases = append(e.Cases, r.Case)
			}
		}
		return b.filled(receipts.Items)
	})
	if err != nil {
		return fmt.Errorf("keep receipts: %w", err)
	}
	e.Sync = true
	if !seen[s.Audit()] || len(seen) > 1 {
		s.watch.send(e)
	}
	if seen[s.Center()] {
		return errors.Join(s.retryRefusals(ctx, codeGap, codeUnknownAuthor), s.reckonApart(ctx))
	}
	return nil
}

func (b *batch) receipted(r ledger.Receipt) error {
	if r.Case == b.s.Audit() {
		if err := errors.Join(b.auditReceipted(r), b.carriedReceipted(r)); err != nil {
			return err
		}
	}
	var raw []byte
	err := b.scan(`SELECT raw FROM change WHERE file = ? AND station = ? AND n = ?`, []any{r.Case[:], r.Station[:], int64(r.N)}, &raw)
	if errors.Is(err, sql.ErrNoRows) || err == nil && ledger.HashOf(raw) != r.Hash {
		return nil // not a change of this store: it vouches for nothing here
	}
	if err != nil {
		return err
	}
	_, err = b.exec(`UPDATE change SET seq = ?, taken = ?, refused = '' WHERE file = ? AND station = ? AND n = ?`,
		int64(r.Seq), r.At, r.Case[:], r.Station[:], int64(r.N))
	return err
}

// filled lets what was refused because a change before it was missing be sent
// again, in the chains of which something was receipted now.
func (b *batch) filled(receipts []ledger.Receipt) error {
	var gaps bool
	err := b.scan(`SELECT EXISTS (SELECT 1 FROM change INDEXED BY change_refused WHERE `+refusedBy(codeGap)+`)`, nil, &gaps)
	if err != nil || !gaps {
		return err
	}
	done := map[chainID]bool{}
	for _, r := range receipts {
		id := chainID{r.Case, r.Station}
		if done[id] {
			continue
		}
		done[id] = true
		_, err := b.exec(`UPDATE change INDEXED BY change_first SET refused = '' WHERE file = ? AND station = ? AND `+refusedBy(codeGap), id.file[:], id.station[:])
		if err != nil {
			return err
		}
	}
	return nil
}

// Refused keeps the reason for which the center did not take changes. Where an
// own chain cannot go on with one of them, it and what follows it are set
// aside, so that the rest goes on.
func (s *Store) Refused(ctx context.Context, refusals []ledger.Refusal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		for _, r := range refusals {
			_, err := tx.ExecContext(ctx, `UPDATE change SET refused = ? WHERE file = ? AND station = ? AND n = ? AND seq = 0`,
				fmt.Sprintf("%d %s", r.Code, r.Text), r.Case[:], r.Station[:], int64(r.N))
			if err != nil {
				return err
			}
			if r.Case != s.Audit() {
				continue
			}
			_, err = tx.ExecContext(ctx, `UPDATE audit_carried SET refused = ? WHERE station = ? AND n = ?`,
				fmt.Sprintf("%d %s", r.Code, r.Text), r.Station[:], int64(r.N))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep refusals: %w", err)
	}
	s.watch.send(Event{Sync: true})
	if err := s.mend(ctx); err != nil {
		return err
	}
	if slices.ContainsFunc(refusals, func(r ledger.Refusal) bool { return r.Case == s.Center() }) {
		return s.reckonApart(ctx)
	}
	return nil
}

// RetryRefused lets everything that the center refused be sent again.
func (s *Store) RetryRefused(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE change SET refused = '' WHERE seq = 0 AND refused != ''`)
		return err
	})
	if err != nil {
		return fmt.Errorf("retry refused changes: %w", err)
	}
	s.rouse()
	return nil
}

// Raw returns the bytes of up to limit receipted changes that one station
// made in one case after N = after, in chain order.
func (s *Store) Raw(ctx context.Context, kase, station uuid.UUID, after uint64, limit int) ([][]byte, error) {
	return s.raws(ctx, `SELECT raw FROM change WHERE file = ? AND station = ? AND n > ? AND seq > 0 ORDER BY n LIMIT ?`,
		kase[:], station[:], int64(after), limit)
}

// Synced notes when this station and the center last agreed, and whether
// everything in scope is here; the sign-in page shows it.
func (s *Store) Synced(ctx context.Context, at time.Time, complete bool) error {
	if err := s.noteSynced(ctx, at, complete); err != nil || !complete {
		return err
	}
	return errors.Join(s.Recharge(ctx), s.TendEnvelopes(ctx))
}

func (s *Store) noteSynced(ctx context.Context, at time.Time, complete bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	if err := s.prepareFor(ctx, 0); err != nil {
		return fmt.Errorf("note sync: %w", err)
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		return errors.Join(saveMeta(ctx, tx, metaSynced, at.UnixMilli()), saveMeta(ctx, tx, metaComplete, complete))
	})
	if err != nil {
		return fmt.Errorf("note sync: %w", err)
	}
	s.shared.Lock()
	s.about.synced, s.about.complete = at, complete
	s.shared.Unlock()
	s.saveInfo(ctx)
	return nil
}

// retryRefusals lets be sent again what was refused for a reason that can have
// passed: the center did not know an author, and has the directory now.
func (s *Store) retryRefusals(ctx context.Context, codes ...int) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE change SET refused = '' WHERE `+refusedBy(codes...))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil && n > 0 {
			defer s.rouse()
		}
		// Its own station may have brought what goes before.
		_, err = tx.ExecContext(ctx, `UPDATE audit_carried SET refused = '' WHERE refused != ''`)
		return err
	})
	if err != nil {
		return fmt.Errorf("retry refused changes: %w", err)
	}
	return nil
}

// SyncedAt is when this station and the center last agreed, zero before.
func (s *Store) SyncedAt() time.Time {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return s.about.synced
}
