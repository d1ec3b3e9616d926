package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// SoleReader is how many restricted cases nobody would read any more without a
// person, of those that lie on this station: where a case has gone, nothing
// says that there is one. Nobody is told more than how many.
func (s *Store) SoleReader(ctx context.Context, staff uuid.UUID) (n int, err error) {
	walls, err := s.wallsNow(ctx)
	for _, wall := range walls {
		another := slices.ContainsFunc(wall.Readers, func(id uuid.UUID) bool {
			return id != staff && ledger.Entitled(ledger.GroupAllStaff, s.Staff(id))
		})
		if wall.Up && slices.Contains(wall.Readers, staff) && !another {
			n++
		}
	}
	return n, err
}
