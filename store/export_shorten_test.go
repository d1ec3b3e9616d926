package store

import "context"

// SetVacuumUpTo sets from which size on a store is shortened in steps, and
// returns what undoes it.
func SetVacuumUpTo(n int64) (undo func()) {
	was := vacuumUpTo
	vacuumUpTo = n
	return func() { vacuumUpTo = was }
}

// Free returns how many pages of the file are free, and whether the file gives
// them back in steps.
func (s *Store) Free(ctx context.Context) (pages int64, inSteps bool, err error) {
	r, err := s.room(ctx)
	return r.free, r.mode == incremental, err
}
