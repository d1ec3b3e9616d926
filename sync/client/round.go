package client

import "context"

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
	err := s.round(ctx)
	if err != nil {
		e.update(func(st *Status, a *activity) {
			*a = activity{}
			st.Phase, st.Err = phaseOf(err), err
		})
		e.count(ctx)
	}
	return err
}

func (s *session) round(ctx context.Context) error {
	if err := s.greet(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.pushNow, s.pullNow, s.checkNow, s.pushNow} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.count(ctx)
	s.markSynced()
	return nil
}
