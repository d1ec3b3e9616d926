package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yorisoi/store/ledger"
)

// metaSpoke is when the center was last spoken to, in milliseconds of its own
// clock.
const metaSpoke = "spoke"

// Lease is how long this station may still be opened without the center.
type Lease struct {
	Spoke time.Time // when the center was last spoken to, by its clock
	Until time.Time // zero: for ever
	Out   bool      // it has to speak to the center first
}

// Lease reckons the lease at this moment. A clock that stands before the last
// talk by more than clocks may differ counts as one that was set back to gain
// time.
func (s *Store) Lease() Lease {
	hours := s.Directory().Lease()
	s.shared.RLock()
	spoke := s.about.spoke
	s.shared.RUnlock()
	l := Lease{Spoke: spoke}
	if hours <= 0 || spoke.IsZero() {
		return l
	}
	now := s.c.Now()
	l.Until = spoke.Add(hours)
	l.Out = !now.Before(l.Until) || now.Before(spoke.Add(-ledger.MaxAhead))
	return l
}

// Spoke keeps that the center was spoken to, at a moment of the center's
// clock. It may be earlier than the
// one before: the center was set right.
func (s *Store) Spoke(ctx context.Context, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaSpoke, at.UnixMilli()) })
	if err != nil {
		return fmt.Errorf("keep when the center was spoken to: %w", err)
	}
	s.shared.Lock()
	s.about.spoke = at
	s.shared.Unlock()
	return nil
}
