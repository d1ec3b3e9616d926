package store

import "context"

// bulkFrom is how many changes at once are a first sync's, or those of a long
// absence.
const bulkFrom = 500

// Settings of the writing connection. With much at once, pages that are
// written again and again wait in memory and in the log, and are copied to
// their place once; otherwise memory is spared and the copying goes on in
// steps that nobody notices. What is acknowledged is on the disk either way.
const (
	bulkSettings  = `PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000`
	usualSettings = `PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 1000`
)

// prepareFor sets the writing connection for taking n changes; s.mu is held.
func (s *Store) prepareFor(ctx context.Context, n int) error {
	bulk := n >= bulkFrom
	if bulk == s.bulk {
		return nil
	}
	settings := usualSettings
	if bulk {
		settings = bulkSettings
	}
	if _, err := s.db.SQL().ExecContext(ctx, settings); err != nil {
		return s.fault(err)
	}
	s.bulk = bulk
	return nil
}
