package store

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// Rules is what the center has set for its deadlines.
func (s *Store) Rules() casework.Config { return casework.DefaultConfig() }

// FindDue lists deadlines, the earliest first.
func (s *Store) FindDue(ctx context.Context, f DueFilter) ([]DueRow, error) { return nil, nil }

// FindTasks lists tasks, open ones unless done is asked for, by date. staff
// and kase may be nil.
func (s *Store) FindTasks(ctx context.Context, staff, kase *uuid.UUID, done bool) ([]TaskRow, error) {
	return nil, nil
}
