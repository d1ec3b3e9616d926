package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// hearing is one person at one station.
type hearing struct{ author, station uuid.UUID }

// hear notes that the center has taken something of somebody from a station.
func (b *batch) hear(a *arrival) {
	if a.taken > 0 {
		h := hearing{a.change.Author, a.change.Station}
		b.heard[h] = max(b.heard[h], a.taken)
	}
}

func (b *batch) saveHeard() error {
	for h, taken := range b.heard {
		_, err := b.exec(`INSERT INTO heard (author, station, taken) VALUES (?, ?, ?)
			ON CONFLICT (author, station) DO UPDATE SET taken = max(taken, excluded.taken)`, h.author[:], h.station[:], taken)
		if err != nil {
			return fmt.Errorf("note who was heard: %w", err)
		}
	}
	return nil
}

// heardElsewhere says of each person when the center last took something of
// theirs from a station other than this one, milliseconds.
func (s *Store) heardElsewhere(ctx context.Context) (map[uuid.UUID]int64, error) {
	here := s.Station()
	rows, err := s.db.Read().QueryContext(ctx, `SELECT author, max(taken) FROM heard WHERE station != ? GROUP BY author`, here[:])
	if err != nil {
		return nil, fmt.Errorf("find who was heard: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[uuid.UUID]int64{}
	for rows.Next() {
		var author uuid.UUID
		var taken int64
		if err := rows.Scan(&author, &taken); err != nil {
			return nil, fmt.Errorf("find who was heard: %w", err)
		}
		out[author] = taken
	}
	return out, s.fault(rows.Err())
}
