package client

import (
	"context"
	"time"

	"yorisoi/sync/wire"
)

// Round reconciles once and returns: it greets the center, pushes, pulls,
// compares both sides and mends what differs, exchanges blobs, looks into the
// hold box and lets go of what left the scope. It listens to no notices and
// does everything in the caller's goroutine, so that with the same store,
// carrier and clock it does the same every time. It returns the first error
// of the connection or the store, after which it may be called again, and
// ErrRunning while Run or another Round is under way.
func (e *Engine) Round(ctx context.Context) error {
	if !e.running.TryLock() {
		return ErrRunning
	}
	defer e.running.Unlock()
	s := e.newSession()
	defer s.link.close()
	s.alone = true
	if err := s.leave(ctx, s.round(ctx)); err != nil {
		e.failed(err, time.Time{})
		e.count(ctx)
		return err
	}
	return nil
}

func (s *session) round(ctx context.Context) error {
	if err := s.greet(ctx); err != nil {
		return err
	}
	if waits, err := s.waits(ctx); err != nil {
		return err
	} else if waits {
		if waits, err = s.awaitNow(ctx); err != nil || waits {
			return err
		}
	}
	for _, step := range []func(context.Context) error{
		s.pushNow, s.pullNow, s.heldNow, s.auditNow, s.scopeNow, s.compareNow, s.pushNow,
		s.exchangeBlobs, s.scopeNow, s.countNow,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.markSynced()
	return nil
}

func (s *session) compareNow(ctx context.Context) error {
	_, err := s.checkNow(ctx)
	return err
}

// exchangeBlobs sends what is unsent and fetches what is wanted, as far as
// the center lets it.
func (s *session) exchangeBlobs(ctx context.Context) error {
	if s.Blobs == nil || s.blobsOff.Load() {
		return nil
	}
	err := s.sendBlobsNow(ctx)
	if err == nil {
		_, err = s.fetchBlobsNow(ctx)
	}
	if s.withoutBlobs(err) || busy(err) {
		return nil
	}
	return err
}

// countNow counts what is unsent now, also where the store does not count.
func (s *session) countNow(ctx context.Context) error {
	if s.Pending != nil {
		s.count(ctx)
		return nil
	}
	unsent, err := s.Store.Unsent(ctx, wire.MaxPushChanges)
	if err != nil {
		return storeError(ctx, "read unsent changes", err)
	}
	blobs := s.countBlobs(ctx)
	s.update(func(st *Status, _ *activity) { st.Unsent, st.UnsentBlobs = len(unsent)+blobs, blobs })
	return nil
}
