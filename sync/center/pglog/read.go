package pglog

import (
	"context"
	"fmt"
	"math"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// Head returns the last sequence number.
func (l *Log) Head(ctx context.Context) (seq uint64, err error) {
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		seq, err = l.headOn(ctx, conn)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read head: %w", err)
	}
	return seq, nil
}

func (l *Log) headOn(ctx context.Context, q queryer) (seq uint64, err error) {
	err = q.QueryRow(ctx, `SELECT seq FROM yorisoi.center WHERE center = $1`, l.center).Scan(&seq)
	return seq, err
}

// Founder returns who founded the directory, zero before that.
func (l *Log) Founder(ctx context.Context) (uuid.UUID, error) {
	var founder *uuid.UUID
	err := l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT founder FROM yorisoi.center WHERE center = $1`, l.center).Scan(&founder)
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("read founder: %w", err)
	}
	if founder == nil {
		return uuid.Nil, nil
	}
	return *founder, nil
}

// rows asks for rows and gives each of them to scan. An attempt that follows
// another one begins with a call of fresh.
func (l *Log) rows(ctx context.Context, fresh func(), scan func(pgx.Rows) error, query string, args ...any) error {
	return l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		fresh()
		rows, err := conn.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// Heads returns the ends of chains.
func (l *Log) Heads(ctx context.Context, chains []logbook.Chain) (map[logbook.Chain]ledger.Head, error) {
	var out map[logbook.Chain]ledger.Head
	buckets, kases, stations := make([]int16, len(chains)), make([]uuid.UUID, len(chains)), make([]uuid.UUID, len(chains))
	for i, c := range chains {
		buckets[i], kases[i], stations[i] = int16(ledger.BucketOf(c.Case)), c.Case, c.Station
	}
	err := l.rows(ctx, func() { out = make(map[logbook.Chain]ledger.Head, len(chains)) }, func(rows pgx.Rows) error {
		var c logbook.Chain
		var h ledger.Head
		var hash, seen []byte
		if err := rows.Scan(&c.Case, &c.Station, &h.N, &hash, &seen); err != nil {
			return err
		}
		var dots ledger.Seen
		if err := trust.Decode(seen, &dots); err != nil || len(hash) != len(h.Hash) {
			return fmt.Errorf("head of %s of %s is damaged: %w", c.Station, c.Case, err)
		}
		h.Hash, h.Seen = ledger.Hash(hash), dots.Vector()
		out[c] = h
		return nil
	}, `SELECT h.kase, h.station, h.n, h.hash, h.seen FROM unnest($2::smallint[], $3::uuid[], $4::uuid[]) AS x (bucket, kase, station)
		JOIN yorisoi.head h ON h.center = $1 AND h.bucket = x.bucket AND h.kase = x.kase AND h.station = x.station`, l.center, buckets, kases, stations)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	return out, nil
}

// Find returns where the log has changes.
func (l *Log) Find(ctx context.Context, dots []logbook.Dot) (map[logbook.Dot]logbook.Place, error) {
	var out map[logbook.Dot]logbook.Place
	kases, stations, ns := make([]uuid.UUID, len(dots)), make([]uuid.UUID, len(dots)), make([]int64, len(dots))
	for i, d := range dots {
		kases[i], stations[i], ns[i] = d.Case, d.Station, int64(min(d.N, math.MaxInt64))
	}
	err := l.rows(ctx, func() { out = make(map[logbook.Dot]logbook.Place, len(dots)) }, func(rows pgx.Rows) error {
		var d logbook.Dot
		var p logbook.Place
		var hash []byte
		if err := rows.Scan(&d.Case, &d.Station, &d.N, &p.Seq, &p.At, &hash); err != nil {
			return err
		}
		p.Hash = ledger.Hash(hash) // of sha256: always of this size
		out[d] = p
		return nil
	}, `SELECT c.kase, c.station, c.n, c.seq, c.at, sha256(c.raw) FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS x (kase, station, n)
		JOIN yorisoi.change c ON c.center = $1 AND c.kase = x.kase AND c.station = x.station AND c.n = x.n`, l.center, kases, stations, ns)
	if err != nil {
		return nil, fmt.Errorf("find changes: %w", err)
	}
	return out, nil
}

// CaseHeads returns the ends of all chains of a bucket's cases.
func (l *Log) CaseHeads(ctx context.Context, bucket int) ([]ledger.CaseHead, error) {
	heads, err := l.caseHeads(ctx, []int16{int16(bucket)})
	if err != nil {
		return nil, fmt.Errorf("read heads of bucket %d: %w", bucket, err)
	}
	if heads[bucket] == nil {
		return []ledger.CaseHead{}, nil
	}
	return heads[bucket], nil
}

// caseHeads reads several buckets at once.
func (l *Log) caseHeads(ctx context.Context, buckets []int16) (out [ledger.Buckets][]ledger.CaseHead, err error) {
	err = l.rows(ctx, func() { clear(out[:]) }, func(rows pgx.Rows) error {
		var bucket int
		var h ledger.CaseHead
		var hash []byte
		if err := rows.Scan(&bucket, &h.Case, &h.Station, &h.N, &hash); err != nil {
			return err
		}
		if bucket < 0 || bucket >= len(out) || len(hash) != len(h.Hash) {
			return fmt.Errorf("head of %s of %s is damaged", h.Station, h.Case)
		}
		h.Hash = ledger.Hash(hash)
		out[bucket] = append(out[bucket], h)
		return nil
	}, `SELECT bucket, kase, station, n, hash FROM yorisoi.head WHERE center = $1 AND bucket = ANY($2::smallint[]) ORDER BY bucket, kase, station`, l.center, buckets)
	return out, err
}
