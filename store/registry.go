package store

import "context"

// FindRegistry returns all lines of the registry, by kana and birth.
func (s *Store) FindRegistry(ctx context.Context, f RegistryFilter) ([]RegistryRow, error) {
	return nil, nil
}

// FindProgress gathers what the coordinator runs the center by.
func (s *Store) FindProgress(ctx context.Context) (*Progress, error) { return &Progress{}, nil }
