package pglog

import (
	"context"
	"fmt"
	"math"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// clause is the condition of a query and its arguments, of which the first
// says how the statement is to be planned: one with a list of cases anew each
// time, because it matters how long the list is.
func (l *Log) clause(q logbook.Query) (string, []any) {
	args := []any{pgx.QueryExecModeCacheStatement, l.center, int64(min(q.After, math.MaxInt64)), int64(min(q.UpTo, math.MaxInt64))}
	text := ` WHERE center = $1 AND seq > $2 AND seq <= $3`
	if q.Case != uuid.Nil {
		text, args = text+fmt.Sprintf(` AND kase = $%d`, len(args)), append(args, q.Case)
	}
	if q.Cases != nil {
		text, args = text+fmt.Sprintf(` AND kase = ANY($%d::uuid[])`, len(args)), append(args, q.Cases)
		args[0] = pgx.QueryExecModeDescribeExec
	}
	if len(q.Except) > 0 {
		text, args = text+fmt.Sprintf(` AND kase <> ALL($%d::uuid[])`, len(args)), append(args, q.Except)
		args[0] = pgx.QueryExecModeDescribeExec
	}
	if q.Station != uuid.Nil {
		text, args = text+fmt.Sprintf(` AND station = $%d`, len(args)), append(args, q.Station)
	}
	return text, args
}

// Changes returns changes in the order of the log.
func (l *Log) Changes(ctx context.Context, q logbook.Query) ([]ledger.Logged, error) {
	out, err := l.logged(ctx, "change", q)
	if err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", q.After, err)
	}
	return out, nil
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

// logged answers a query from one of the two tables of changes. The database
// ends the answer where it is long enough: what was sent cannot be unsent.
func (l *Log) logged(ctx context.Context, table string, q logbook.Query) ([]ledger.Logged, error) {
	clause, args := l.clause(q)
	limit := len(args)
	args = append(args, q.Limit, q.Bytes)
	var out []ledger.Logged
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		var c ledger.Logged
		if err := rows.Scan(&c.Seq, &c.At, &c.Raw); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	}, fmt.Sprintf(`SELECT seq, at, raw FROM (
			SELECT seq, at, raw, sum(octet_length(raw)) OVER (ORDER BY seq) - octet_length(raw) AS before
			FROM (SELECT seq, at, raw FROM yorisoi.%s %s ORDER BY seq LIMIT $%d) AS page
		) AS sized WHERE before < $%d ORDER BY seq`, table, clause, limit, limit+1), args...)
	return out, err
}

// Count returns how many changes a query chooses.
func (l *Log) Count(ctx context.Context, q logbook.Query) (n uint64, err error) {
	clause, args := l.clause(q)
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT count(*) FROM yorisoi.change`+clause, args...).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count changes after %d: %w", q.After, err)
	}
	return n, nil
}

// Hold keeps changes in the hold box and returns how many were new.
func (l *Log) Hold(ctx context.Context, at int64, held []logbook.Held) (int, error) {
	kases, stations, ns, raws := make([]uuid.UUID, len(held)), make([]uuid.UUID, len(held)), make([]int64, len(held)), make([][]byte, len(held))
	for i, h := range held {
		kases[i], stations[i], ns[i], raws[i] = h.Case, h.Station, int64(h.N), h.Raw
	}
	var fresh int64
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		var last int64
		err := tx.QueryRow(ctx, `UPDATE yorisoi.center SET held_seq = held_seq + $2 WHERE center = $1 RETURNING held_seq`, l.center, len(held)).Scan(&last)
		if err != nil {
			return err
		}
		done, err := tx.Exec(ctx, `INSERT INTO yorisoi.held (center, seq, at, kase, station, n, raw)
			SELECT $1::uuid, $2::bigint + x.place, $3::bigint, x.kase, x.station, x.n, x.raw
			FROM unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::bytea[]) WITH ORDINALITY AS x (kase, station, n, raw, place)
			ON CONFLICT (center, kase, station, n) DO NOTHING`, l.center, last-int64(len(held)), at, kases, stations, ns, raws)
		fresh = done.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("hold %d changes: %w", len(held), err)
	}
	return int(fresh), nil
}
