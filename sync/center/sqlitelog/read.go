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
	if err := l.readers.QueryRowContext(ctx, `SELECT max(seq) FROM change`).Scan(&seq); err != nil {
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

// where is the condition of a query and its arguments. The plus signs keep
// SQLite from walking the whole log for the few changes of one case.
func where(q logbook.Query) (string, []any) {
	args := []any{int64(min(q.After, math.MaxInt64)), int64(min(q.UpTo, math.MaxInt64))}
	if q.Case != uuid.Nil {
		return `+seq > ? AND +seq <= ? AND kase = ?`, append(args, q.Case[:])
	}
	return `seq > ? AND seq <= ?`, args
}

// Changes returns changes in the order of the log.
func (l *Log) Changes(ctx context.Context, q logbook.Query) ([]ledger.Logged, error) {
	clause, args := where(q)
	rows, err := l.readers.QueryContext(ctx, `SELECT seq, at, raw FROM change WHERE `+clause+` ORDER BY seq LIMIT ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", q.After, err)
	}
	defer rows.Close()
	var out []ledger.Logged
	for size := 0; size < q.Bytes && rows.Next(); {
		var c ledger.Logged
		var seq int64
		if err := rows.Scan(&seq, &c.At, &c.Raw); err != nil {
			return nil, fmt.Errorf("read changes after %d: %w", q.After, err)
		}
		c.Seq = uint64(seq)
		size += len(c.Raw)
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", q.After, err)
	}
	return out, nil
}

// Count returns how many changes a query chooses.
func (l *Log) Count(ctx context.Context, q logbook.Query) (uint64, error) {
	clause, args := where(q)
	var n int64
	if err := l.readers.QueryRowContext(ctx, `SELECT count(*) FROM change WHERE `+clause, args...).Scan(&n); err != nil {
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

// Digests returns the digest of every bucket; it reads only those that have
// changed since it was last asked.
func (l *Log) Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k, stale := range l.stale {
		if !stale {
			continue
		}
		heads, err := l.CaseHeads(ctx, k)
		if err != nil {
			return l.digests, err
		}
		l.digests[k], l.stale[k] = ledger.DigestHeads(heads), false
	}
	return l.digests, nil
}
