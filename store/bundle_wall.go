package store

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// keptFrom are the restricted cases that a bundle must not hold: somebody may
// open it who is no reader of theirs. A bundle for everybody holds none.
func (s *Store) keptFrom(ctx context.Context, o BundleOrder) ([]uuid.UUID, error) {
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return nil, err
	}
	var out []uuid.UUID
	for kase, wall := range walls {
		if o.Group || slices.ContainsFunc(o.Staff, func(id uuid.UUID) bool { return !wall.Allows(id) }) {
			out = append(out, kase)
		}
	}
	slices.SortFunc(out, compareID)
	return out, nil
}

// notKept is the end of a condition that leaves out what must not be held.
func (o *BundleOut) notKept() (string, []any) {
	if len(o.except) == 0 {
		return "", nil
	}
	marks, args := inList(o.except)
	return ` AND file NOT IN (` + marks + `)`, args
}
