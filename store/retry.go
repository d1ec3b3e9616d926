package store

import (
	"context"
	"database/sql"
	"fmt"
)

// RetryRefusals lets what the center refused with one of codes, numbers of
// the list in sync/wire, be sent again, and returns how many changes that are.
// RetryRefused does the same for all reasons, when a person asks for it.
func (s *Store) RetryRefusals(ctx context.Context, codes ...uint64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return 0, ErrClosed
	}
	retried := 0
	err := s.tx(ctx, func(tx *sql.Tx) error {
		retried = 0
		for _, code := range codes {
			result, err := tx.ExecContext(ctx, `UPDATE change SET refused = '' WHERE `+refusedBy(int(code)))
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			retried += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("retry refused changes: %w", err)
	}
	if retried > 0 {
		s.rouse()
		s.watch.send(Event{Sync: true})
	}
	return retried, nil
}
