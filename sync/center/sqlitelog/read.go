package sqlitelog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// Head returns the last sequence number.
func (l *Log) Head(ctx context.Context) (uint64, error) {
	var seq sql.NullInt64
	// Not max(seq): the last change may be one of a case that was disposed of.
	err := l.readers.QueryRowContext(ctx, `SELECT seq FROM sqlite_sequence WHERE name = 'change'`).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read head: %w", err)
	}
	return uint64(seq.Int64), nil
}

// Heads returns the ends of chains.
func (l *Log) Heads(ctx context.Context, chains []logbook.Chain) (map[logbook.Chain]ledger.Head, error) {
	stmt, err := l.readers.PrepareContext(ctx, `SELECT n, hash, seen FROM head WHERE bucket = ? AND kase = ? AND station = ?`)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	defer stmt.Close()
	out := make(map[logbook.Chain]ledger.Head, len(chains))
	for _, c := range chains {
		var n int64
		var hash, seen []byte
		err := stmt.QueryRowContext(ctx, ledger.BucketOf(c.Case), c.Case[:], c.Station[:]).Scan(&n, &hash, &seen)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read head of %s of %s: %w", c.Station, c.Case, err)
		}
		var dots ledger.Seen
		if err := trust.Decode(seen, &dots); err != nil || len(hash) != len(ledger.Hash{}) {
			return nil, fmt.Errorf("read head of %s of %s: damaged: %w", c.Station, c.Case, err)
		}
		out[c] = ledger.Head{N: uint64(n), Hash: ledger.Hash(hash), Seen: dots.Vector()}
	}
	return out, nil
}

// Find returns where the log has changes.
func (l *Log) Find(ctx context.Context, dots []logbook.Dot) (map[logbook.Dot]logbook.Place, error) {
	stmt, err := l.readers.PrepareContext(ctx, `SELECT seq, at, raw FROM change WHERE kase = ? AND station = ? AND n = ?`)
	if err != nil {
		return nil, fmt.Errorf("find changes: %w", err)
	}
	defer stmt.Close()
	out := make(map[logbook.Dot]logbook.Place, len(dots))
	for _, d := range dots {
		var p logbook.Place
		var seq int64
		var raw []byte
		err := stmt.QueryRowContext(ctx, d.Case[:], d.Station[:], int64(min(d.N, math.MaxInt64))).Scan(&seq, &p.At, &raw)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find change %d of %s of %s: %w", d.N, d.Station, d.Case, err)
		}
		p.Seq, p.Hash = uint64(seq), ledger.HashOf(raw)
		out[d] = p
	}
	return out, nil
}

// Changes returns changes in the order of the log.
func (l *Log) Changes(ctx context.Context, q logbook.Query) ([]ledger.Logged, error) {
	out, err := l.logged(ctx, "change", q)
	if err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", q.After, err)
	}
	return out, nil
}

// Count returns how many changes a query chooses.
func (l *Log) Count(ctx context.Context, q logbook.Query) (uint64, error) {
	chosen, args := from("change", q)
	var n int64
	if err := l.readers.QueryRowContext(ctx, `SELECT count(*) FROM `+chosen, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count changes after %d: %w", q.After, err)
	}
	return uint64(n), nil
}

// CaseHeads returns the ends of all chains of a bucket's cases.
func (l *Log) CaseHeads(ctx context.Context, bucket int) ([]ledger.CaseHead, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT kase, station, n, hash FROM head WHERE bucket = ? ORDER BY kase, station`, bucket)
	if err != nil {
		return nil, fmt.Errorf("read heads of bucket %d: %w", bucket, err)
	}
	defer rows.Close()
	out := []ledger.CaseHead{}
	for rows.Next() {
		var n int64
		var kase, station, hash []byte
		if err := rows.Scan(&kase, &station, &n, &hash); err != nil {
			return nil, fmt.Errorf("read heads of bucket %d: %w", bucket, err)
		}
		if len(kase) != 16 || len(station) != 16 || len(hash) != len(ledger.Hash{}) {
			return nil, fmt.Errorf("read heads of bucket %d: damaged row", bucket)
		}
		out = append(out, ledger.CaseHead{Case: uuid.UUID(kase), Station: uuid.UUID(station), N: uint64(n), Hash: ledger.Hash(hash)})
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read heads of bucket %d: %w", bucket, err)
	}
	return out, nil
}
