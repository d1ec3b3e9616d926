package store

import (
	"context"

	"github.com/google/uuid"
)

// FindAlike lists who may be the person sought, the likeliest first.
func (s *Store) FindAlike(ctx context.Context, q Sought, limit int) ([]Alike, error) { return nil, nil }

// FindTwins lists cases opened lately that are likely to be one with another,
// unless a person said that they are not.
func (s *Store) FindTwins(ctx context.Context) ([]Twin, error) { return nil, nil }

// MergeCases shows another case's records in a case from now on. pairs says
// which of the other's persons are which of ours. Nothing is rewritten: the
// record of kind merge can be withdrawn. The reason is kept.
func (s *Store) MergeCases(ctx context.Context, into, other uuid.UUID, pairs map[uuid.UUID]uuid.UUID, reason string) error {
	return nil
}

// UnmergeCases takes a merge back.
func (s *Store) UnmergeCases(ctx context.Context, merge uuid.UUID, reason string) error { return nil }

// KeepApart notes that two cases are not one, so that they are not offered
// again.
func (s *Store) KeepApart(ctx context.Context, a, b uuid.UUID, reason string) error { return nil }
