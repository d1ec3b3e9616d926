package sqlitelog

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// Append keeps a batch and returns the sequence numbers of its changes.
func (l *Log) Append(ctx context.Context, b logbook.Batch) ([][]uint64, error) {
	tx, err := l.writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	defer tx.Rollback()
	if err := judged(ctx, tx, b); err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	if b.Founder != uuid.Nil {
		if err := changed(tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('founder', ?) ON CONFLICT DO NOTHING`, b.Founder[:])); err != nil {
			return nil, fmt.Errorf("append: pin founder: %w", err)
		}
	}
	a, err := newAppender(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	seqs := make([][]uint64, len(b.Extensions))
	for i, x := range b.Extensions {
		if seqs[i], err = a.extend(ctx, b.At, x); err != nil {
			return nil, fmt.Errorf("append to %s of %s: %w", x.Station, x.Case, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	l.grow()
	return seqs, nil
}

// judged returns ErrMoved when the ledger that a batch was judged by has gone
// on since.
func judged(ctx context.Context, tx *sql.Tx, b logbook.Batch) error {
	if b.JudgedBy == uuid.Nil {
		return nil
	}
	var more bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM change INDEXED BY change_case WHERE kase = ? AND seq > ?)`,
		b.JudgedBy[:], int64(min(b.JudgedUpTo, math.MaxInt64))).Scan(&more)
	if err == nil && more {
		err = logbook.ErrMoved
	}
	return err
}

// changed turns a statement that changed no row into ErrMoved.
func changed(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		return logbook.ErrMoved
	}
	return err
}

// appender holds the statements of one batch.
type appender struct{ insert, begin, move, wall *sql.Stmt }

func newAppender(ctx context.Context, tx *sql.Tx) (a appender, err error) {
	if a.insert, err = tx.PrepareContext(ctx, `INSERT INTO change (at, kase, station, n, raw) VALUES (?, ?, ?, ?, ?)`); err != nil {
		return a, err
	}
	if a.begin, err = tx.PrepareContext(ctx, `INSERT INTO head (n, hash, seen, bucket, kase, station) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`); err != nil {
		return a, err
	}
	if a.wall, err = tx.PrepareContext(ctx, `INSERT INTO wall (seq, seen) VALUES (?, ?)`); err != nil {
		return a, err
	}
	a.move, err = tx.PrepareContext(ctx, `UPDATE head SET n = ?, hash = ?, seen = ? WHERE bucket = ? AND kase = ? AND station = ? AND n = ? AND hash = ?`)
	return a, err
}

func (a appender) extend(ctx context.Context, at int64, x logbook.Extension) ([]uint64, error) {
	if x.To.N != x.From.N+uint64(len(x.Raws)) {
		return nil, fmt.Errorf("%d changes between %d and %d", len(x.Raws), x.From.N, x.To.N)
	}
	row := []any{int64(x.To.N), x.To.Hash[:], trust.MustEncode(x.To.Seen.Dots()), ledger.BucketOf(x.Case), x.Case[:], x.Station[:]}
	head := a.begin
	if x.From.N > 0 {
		head, row = a.move, append(row, int64(x.From.N), x.From.Hash[:])
	}
	if err := changed(head.ExecContext(ctx, row...)); err != nil {
		return nil, err
	}
	seqs := make([]uint64, len(x.Raws))
	for i, raw := range x.Raws {
		r, err := a.insert.ExecContext(ctx, at, x.Case[:], x.Station[:], int64(x.From.N)+int64(i)+1, raw)
		if err != nil {
			return nil, err
		}
		seq, err := r.LastInsertId()
		if err != nil {
			return nil, err
		}
		seqs[i] = uint64(seq)
		if seen, ok := x.Walls[x.From.N+uint64(i)+1]; ok {
			if _, err := a.wall.ExecContext(ctx, seq, trust.MustEncode(seen.Dots())); err != nil {
				return nil, err
			}
		}
	}
	return seqs, nil
}
