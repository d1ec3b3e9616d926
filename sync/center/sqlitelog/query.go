package sqlitelog

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"math"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// walkPerCase is how many numbers of the log cost about as much to walk as it
// costs to look up one case.
const walkPerCase = 64

// from is the table of a query, the condition and its arguments. SQLite is
// told which way to go, because it does not know how many cases are asked for
// nor how much of the log they are: by case, through the index that has each
// case in the order of the log, or along the log.
func from(table string, q logbook.Query) (string, []any) {
	upTo := int64(min(q.UpTo, math.MaxInt64))
	args := []any{int64(min(q.After, math.MaxInt64)), upTo}
	clause, byCase := ` WHERE seq > ? AND seq <= ?`, false
	if q.Case != uuid.Nil {
		clause, byCase = clause+` AND kase = ?`, true
		args = append(args, q.Case[:])
	}
	if q.Cases != nil {
		clause += ` AND kase IN (SELECT unhex(value) FROM json_each(?))`
		args = append(args, listOf(q.Cases))
		byCase = byCase || q.UpTo <= q.After || (q.UpTo-q.After)/walkPerCase > uint64(len(q.Cases))
	}
	if len(q.Except) > 0 {
		clause += ` AND kase NOT IN (SELECT unhex(value) FROM json_each(?))`
		args = append(args, listOf(q.Except))
	}
	if q.Station != uuid.Nil {
		clause += ` AND station = ?`
		args = append(args, q.Station[:])
	}
	if byCase {
		return table + ` INDEXED BY ` + table + `_case` + clause, args
	}
	return table + ` NOT INDEXED` + clause, args
}

// listOf writes ids as a list that SQLite can read.
func listOf(ids []uuid.UUID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = hex.EncodeToString(id[:])
	}
	b, _ := json.Marshal(texts) // of texts: cannot fail
	return string(b)
}

// logged answers a query from one of the two tables of changes. The numbers
// are found before the changes are read, so that only those that are returned
// are sorted.
func (l *Log) logged(ctx context.Context, table string, q logbook.Query) ([]ledger.Logged, error) {
	chosen, args := from(table, q)
	chosen += ` ORDER BY seq LIMIT ?`
	if q.Case != uuid.Nil || q.Cases != nil {
		chosen = table + ` WHERE seq IN (SELECT seq FROM ` + chosen + `) ORDER BY seq`
	}
	rows, err := l.readers.QueryContext(ctx, `SELECT seq, at, raw FROM `+chosen, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ledger.Logged
	for size := 0; size < q.Bytes && rows.Next(); {
		var c ledger.Logged
		var seq int64
		if err := rows.Scan(&seq, &c.At, &c.Raw); err != nil {
			return nil, err
		}
		c.Seq = uint64(seq)
		size += len(c.Raw)
		out = append(out, c)
	}
	return out, rows.Err()
}
