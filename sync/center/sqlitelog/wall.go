package sqlitelog

import (
	"context"
	"fmt"
	"math"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// WallChanges returns the changes that say who may read their cases.
func (l *Log) WallChanges(ctx context.Context, after, upTo uint64, limit int) ([]logbook.WallChange, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT c.seq, c.at, c.raw, w.seen FROM wall w JOIN change c ON c.seq = w.seq
		WHERE w.seq > ? AND w.seq <= ? ORDER BY w.seq LIMIT ?`, int64(min(after, math.MaxInt64)), int64(min(upTo, math.MaxInt64)), limit)
	if err != nil {
		return nil, fmt.Errorf("read walls: %w", err)
	}
	defer rows.Close()
	var out []logbook.WallChange
	for rows.Next() {
		var w logbook.WallChange
		var seq int64
		var raw []byte
		if err := rows.Scan(&seq, &w.At, &w.Raw, &raw); err != nil {
			return nil, fmt.Errorf("read walls: %w", err)
		}
		var seen ledger.Seen
		if err := trust.Decode(raw, &seen); err != nil {
			return nil, fmt.Errorf("read walls: %w: %w", ErrDamaged, err)
		}
		w.Seq, w.Seen = uint64(seq), seen.Vector()
		out = append(out, w)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read walls: %w", err)
	}
	return out, nil
}
