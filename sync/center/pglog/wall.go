package pglog

import (
	"context"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// WallChanges returns the changes that say who may read their cases.
func (l *Log) WallChanges(ctx context.Context, after, upTo uint64, limit int) ([]logbook.WallChange, error) {
	var out []logbook.WallChange
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		var w logbook.WallChange
		var raw []byte
		if err := rows.Scan(&w.Seq, &w.At, &w.Raw, &raw); err != nil {
			return err
		}
		var seen ledger.Seen
		if err := trust.Decode(raw, &seen); err != nil {
			return fmt.Errorf("change %d: %w", w.Seq, err)
		}
		w.Seen = seen.Vector()
		out = append(out, w)
		return nil
	}, `SELECT c.seq, c.at, c.raw, w.seen FROM yorisoi.wall w JOIN yorisoi.change c ON c.center = w.center AND c.seq = w.seq
		WHERE w.center = $1 AND w.seq > $2 AND w.seq <= $3 ORDER BY w.seq LIMIT $4`,
		l.center, int64(min(after, math.MaxInt64)), int64(min(upTo, math.MaxInt64)), limit)
	if err != nil {
		return nil, fmt.Errorf("read walls: %w", err)
	}
	return out, nil
}
