package pglog

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center/logbook"
)

// Dispose removes everything of cases. The rows stay in the database's files
// until Compact.
func (l *Log) Dispose(ctx context.Context, d logbook.Disposal) (logbook.Disposed, error) {
	var done logbook.Disposed
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
		done, err = l.dispose(ctx, tx, d)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("dispose by %s: %w", d.ID, err)
	}
	return done, nil
}

// dispose works under the lock of the center's row, as whoever appends does.
func (l *Log) dispose(ctx context.Context, tx pgx.Tx, d logbook.Disposal) (done logbook.Disposed, err error) {
	if _, err := tx.Exec(ctx, `UPDATE yorisoi.center SET seq = seq WHERE center = $1`, l.center); err != nil {
		return done, err
	}
	var found logbook.Disposed
	err = tx.QueryRow(ctx, `SELECT count(DISTINCT kase) FROM yorisoi.change WHERE center = $1 AND kase = ANY($2)`, l.center, d.Cases).Scan(&found.Cases)
	if err != nil {
		return done, err
	}
	first := make([][]byte, len(d.Cases))
	for i, kase := range d.Cases {
		first[i] = kase[:]
	}
	for _, step := range []struct {
		count *uint64
		query string
		args  any
	}{
		{nil, `DELETE FROM yorisoi.wall WHERE center = $1 AND seq IN (SELECT seq FROM yorisoi.change WHERE center = $1 AND kase = ANY($2))`, d.Cases},
		{&found.Changes, `DELETE FROM yorisoi.change WHERE center = $1 AND kase = ANY($2)`, d.Cases},
		{nil, `DELETE FROM yorisoi.head WHERE center = $1 AND kase = ANY($2)`, d.Cases},
		{&found.Changes, `DELETE FROM yorisoi.held WHERE center = $1 AND kase = ANY($2)`, d.Cases},
		{nil, `DELETE FROM yorisoi.chunk WHERE center = $1 AND blob IN (SELECT id FROM yorisoi.blob WHERE center = $1 AND substring(manifest FROM 3 FOR 16) = ANY($2))`, first},
		{&found.Blobs, `DELETE FROM yorisoi.blob WHERE center = $1 AND substring(manifest FROM 3 FOR 16) = ANY($2)`, first},
	} {
		result, err := tx.Exec(ctx, step.query, l.center, step.args)
		if err != nil {
			return done, err
		}
		if step.count != nil {
			*step.count += uint64(result.RowsAffected())
		}
	}
	return scanDisposed(tx.QueryRow(ctx, `INSERT INTO yorisoi.disposed AS o (center, id, at, cases, changes, blobs) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (center, id) DO UPDATE SET at = CASE WHEN excluded.cases + excluded.changes + excluded.blobs > 0 THEN excluded.at ELSE o.at END,
		cases = greatest(o.cases, excluded.cases), changes = o.changes + excluded.changes, blobs = o.blobs + excluded.blobs
		RETURNING id, at, cases, changes, blobs`, l.center, d.ID, d.At, int64(found.Cases), int64(found.Changes), int64(found.Blobs)))
}

func scanDisposed(row pgx.Row) (logbook.Disposed, error) {
	var d logbook.Disposed
	var id uuid.UUID
	err := row.Scan(&id, &d.At, &d.Cases, &d.Changes, &d.Blobs)
	d.ID = id
	return d, err
}

// Disposed returns what was destroyed.
func (l *Log) Disposed(ctx context.Context) ([]logbook.Disposed, error) {
	var out []logbook.Disposed
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		d, err := scanDisposed(rows)
		out = append(out, d)
		return err
	}, `SELECT id, at, cases, changes, blobs FROM yorisoi.disposed WHERE center = $1 ORDER BY at, id`, l.center)
	if err != nil {
		return nil, fmt.Errorf("read what was disposed of: %w", err)
	}
	return out, nil
}

// removed counts the changes that were ever disposed of: digests are known no
// more when it has grown, whichever process did it.
func (l *Log) removed(ctx context.Context) (n int64, err error) {
	err = l.rows(ctx, func() { n = 0 }, func(rows pgx.Rows) error { return rows.Scan(&n) },
		`SELECT coalesce(sum(changes), 0)::bigint FROM yorisoi.disposed WHERE center = $1`, l.center)
	return n, err
}
