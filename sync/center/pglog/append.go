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

// Append keeps a batch and returns the sequence numbers of its changes.
func (l *Log) Append(ctx context.Context, b logbook.Batch) ([][]uint64, error) {
	a, err := arrange(b.Extensions)
	if err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	var last uint64
	err = l.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
		last, err = l.append(ctx, tx, b, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("append %d changes: %w", len(a.raws), err)
	}
	l.grow()
	seqs := make([][]uint64, len(b.Extensions))
	next := last - uint64(len(a.raws)) + 1
	for i, x := range b.Extensions {
		seqs[i] = make([]uint64, len(x.Raws))
		for k := range x.Raws {
			seqs[i][k] = next
			next++
		}
	}
	return seqs, nil
}

// append sends the whole batch at once and reads what became of it.
func (l *Log) append(ctx context.Context, tx pgx.Tx, b logbook.Batch, a *arranged) (last uint64, err error) {
	results := tx.SendBatch(ctx, l.statements(b, a))
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	if err := results.QueryRow().Scan(&last); err != nil {
		return 0, moved(err)
	}
	if b.JudgedBy != uuid.Nil {
		var more bool
		if err := results.QueryRow().Scan(&more); err != nil {
			return 0, err
		}
		if more {
			return 0, logbook.ErrMoved
		}
	}
	for _, heads := range a.heads() {
		done, err := results.Exec()
		if err != nil {
			return 0, err
		}
		if done.RowsAffected() != int64(len(heads.n)) {
			return 0, logbook.ErrMoved
		}
	}
	return last, nil
}

// statements are those of a batch. The first one takes the lock of the
// center's row; the others see the log as it is under the lock, which they
// would not as parts of the first one.
func (l *Log) statements(b logbook.Batch, a *arranged) *pgx.Batch {
	var founder *uuid.UUID
	if b.Founder != uuid.Nil {
		founder = &b.Founder
	}
	var send pgx.Batch
	send.Queue(`UPDATE yorisoi.center SET seq = seq + $2, founder = coalesce($3, founder)
		WHERE center = $1 AND ($3::uuid IS NULL OR founder IS NULL) RETURNING seq`, l.center, len(a.raws), founder)
	if b.JudgedBy != uuid.Nil {
		send.Queue(`SELECT EXISTS (SELECT FROM yorisoi.change WHERE center = $1 AND kase = $2 AND seq > $3)`,
			l.center, b.JudgedBy, int64(min(b.JudgedUpTo, math.MaxInt64)))
	}
	for _, heads := range a.heads() {
		send.Queue(heads.statement, heads.args(l.center)...)
	}
	if len(a.raws) > 0 {
		send.Queue(`INSERT INTO yorisoi.change (center, seq, at, kase, station, n, raw)
			SELECT c.center, c.seq - $2::bigint + x.place, $3::bigint, x.kase, x.station, x.n, x.raw
			FROM yorisoi.center c, unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::bytea[]) WITH ORDINALITY AS x (kase, station, n, raw, place)
			WHERE c.center = $1`, l.center, len(a.raws), b.At, a.kase, a.station, a.n, a.raws)
	}
	if len(a.wallAt) > 0 {
		send.Queue(`INSERT INTO yorisoi.wall (center, seq, seen)
			SELECT c.center, c.seq - $2::bigint + x.place, x.seen FROM yorisoi.center c, unnest($3::bigint[], $4::bytea[]) AS x (place, seen)
			WHERE c.center = $1`, l.center, len(a.raws), a.wallAt, a.wallSeen)
	}
	return &send
}

// moved turns the absence of a row into ErrMoved.
func moved(err error) error {
	if err == pgx.ErrNoRows {
		return logbook.ErrMoved
	}
	return err
}

// arranged is a batch as columns.
type arranged struct {
	begun, moved  headRows
	kase, station []uuid.UUID // of each change
	n             []int64
	raws          [][]byte
	wallAt        []int64 // which of the changes say who may read a case, from 1
	wallSeen      [][]byte
}

// heads are the statements for chains that there are any of.
func (a *arranged) heads() []*headRows {
	var out []*headRows
	for _, h := range []*headRows{&a.begun, &a.moved} {
		if len(h.n) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// headRows are ends of chains as columns.
type headRows struct {
	statement     string
	bucket        []int16
	kase, station []uuid.UUID
	n             []int64
	hash, seen    [][]byte
	fromN         []int64
	fromHash      [][]byte
}

func (h *headRows) args(center uuid.UUID) []any {
	args := []any{center, h.bucket, h.kase, h.station, h.n, h.hash, h.seen}
	if h.fromN != nil {
		args = append(args, h.fromN, h.fromHash)
	}
	return args
}

func (h *headRows) add(x logbook.Extension) {
	h.bucket = append(h.bucket, int16(ledger.BucketOf(x.Case)))
	h.kase, h.station = append(h.kase, x.Case), append(h.station, x.Station)
	h.n, h.hash = append(h.n, int64(x.To.N)), append(h.hash, x.To.Hash[:])
	h.seen = append(h.seen, trust.MustEncode(x.To.Seen.Dots()))
}

func arrange(extensions []logbook.Extension) (*arranged, error) {
	a := &arranged{
		begun: headRows{statement: `INSERT INTO yorisoi.head (center, bucket, kase, station, n, hash, seen)
			SELECT $1::uuid, x.* FROM unnest($2::smallint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bytea[], $7::bytea[]) AS x
			ON CONFLICT DO NOTHING`},
		moved: headRows{statement: `UPDATE yorisoi.head h SET n = x.n, hash = x.hash, seen = x.seen
			FROM unnest($2::smallint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bytea[], $7::bytea[], $8::bigint[], $9::bytea[])
			  AS x (bucket, kase, station, n, hash, seen, from_n, from_hash)
			WHERE h.center = $1 AND h.bucket = x.bucket AND h.kase = x.kase AND h.station = x.station AND h.n = x.from_n AND h.hash = x.from_hash`},
	}
	for _, x := range extensions {
		if x.To.N != x.From.N+uint64(len(x.Raws)) {
			return nil, fmt.Errorf("%d changes between %d and %d of %s of %s", len(x.Raws), x.From.N, x.To.N, x.Station, x.Case)
		}
		if x.From.N == 0 {
			a.begun.add(x)
		} else {
			a.moved.add(x)
			a.moved.fromN, a.moved.fromHash = append(a.moved.fromN, int64(x.From.N)), append(a.moved.fromHash, x.From.Hash[:])
		}
		for i, raw := range x.Raws {
			a.kase, a.station = append(a.kase, x.Case), append(a.station, x.Station)
			a.n, a.raws = append(a.n, int64(x.From.N)+int64(i)+1), append(a.raws, raw)
			if seen, ok := x.Walls[x.From.N+uint64(i)+1]; ok {
				a.wallAt, a.wallSeen = append(a.wallAt, int64(len(a.raws))), append(a.wallSeen, trust.MustEncode(seen.Dots()))
			}
		}
	}
	return a, nil
}
