package sqlitelog

import (
	"context"
	"fmt"
	"math"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// Hold keeps changes in the hold box and returns how many were new.
func (l *Log) Hold(ctx context.Context, at int64, held []logbook.Held) (int, error) {
	tx, err := l.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("hold changes: %w", err)
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO held (at, kase, station, n, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, fmt.Errorf("hold changes: %w", err)
	}
	var fresh int64
	for _, h := range held {
		r, err := stmt.ExecContext(ctx, at, h.Case[:], h.Station[:], int64(h.N), h.Raw)
		if err != nil {
			return 0, fmt.Errorf("hold change %d of %s of %s: %w", h.N, h.Station, h.Case, err)
		}
		n, err := r.RowsAffected()
		if err != nil {
			return 0, fmt.Errorf("hold changes: %w", err)
		}
		fresh += n
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("hold changes: %w", err)
	}
	return int(fresh), nil
}

// Held returns what the hold box has after a number.
func (l *Log) Held(ctx context.Context, q logbook.Query) ([]ledger.Logged, error) {
	if q.UpTo == 0 {
		q.UpTo = math.MaxInt64
	}
	out, err := l.logged(ctx, "held", q)
	if err != nil {
		return nil, fmt.Errorf("read hold box after %d: %w", q.After, err)
	}
	return out, nil
}
