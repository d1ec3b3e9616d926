package store

import "context"

// ReadRaw reads and decodes all records of the casework and says how many they
// are, for benchmarks.
func ReadRaw(ctx context.Context, s *Store) (int, error) {
	all, err := s.entriesWhere(ctx, s.db.Read(), ofWork)
	return len(all), err
}
