package store

import "context"

// ReadRaw reads and decodes all records of the casework and says how many they
// are, for benchmarks.
func ReadRaw(ctx context.Context, s *Store) (int, error) {
	all, err := s.entriesWhere(ctx, s.db.Read(), ofWork)
	return len(all), err
}

// Receipt makes everything written here receipted, as a station's records are
// that has a network, for benchmarks.
func Receipt(ctx context.Context, s *Store) error {
	_, err := s.db.SQL().ExecContext(ctx, `UPDATE change SET seq = id, taken = at >> 16 WHERE seq = 0`)
	return err
}
