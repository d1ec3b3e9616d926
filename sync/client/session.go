package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// silence is how long a line of notices may say nothing; the center speaks
// every 15 seconds.
const silence = 40 * time.Second

// session is one connection to the center, from its first answer to its loss.
type session struct {
	*Engine
	link   *link
	status wire.Status

	head    atomic.Uint64 // the log's last sequence number, as far as noticed
	advance chan struct{} // head has risen
	pushed  chan struct{} // closed once everything unsent was pushed
	pulled  chan struct{} // closed once the log was pulled to its end
	checked atomic.Bool   // both sides were compared and refilled
	alone   bool          // one Round: everything in the caller's goroutine

	cursorMu sync.Mutex // held while the store receives
	cursor   ledger.Cursor
}

func (e *Engine) newSession() *session {
	s := &session{Engine: e, advance: make(chan struct{}, 1), pushed: make(chan struct{}), pulled: make(chan struct{})}
	if e.Via != nil {
		s.link = linkVia(e.Endpoint.Address, e.Via)
	} else {
		s.link = newLink(e.Endpoint.Address, tlsConfig(e.Endpoint.Pin, &e.Endpoint.Certificate), e.Dial)
	}
	return s
}

// connect speaks to the center until something goes wrong. The first result
// says whether the connection got as far as both sides being equal.
func (e *Engine) connect(ctx context.Context) (worked bool, err error) {
	e.update(func(s *Status, _ *activity) {
		s.NextTry = time.Time{}
		if s.Err == nil {
			s.Phase = PhaseConnecting
		}
	})
	s := e.newSession()
	defer s.link.close()
	if err := s.greet(ctx); err != nil {
		return false, err
	}
	return s.run(ctx)
}

// greet asks the center who it is and what time it has, and finds the place
// in its log to go on from.
func (s *session) greet(ctx context.Context) error {
	asked := s.Now()
	if err := s.link.call(ctx, http.MethodGet, wire.PathStatus, nil, &s.status); err != nil {
		return err
	}
	if s.status.Center != s.Endpoint.CenterPublic.ID {
		return fmt.Errorf("greet center %s: %w", s.status.Center, ErrWrongCenter)
	}
	answered := s.Now()
	offset := asked.Add(answered.Sub(asked) / 2).Sub(time.UnixMilli(s.status.Time))
	s.head.Store(s.status.Head)
	cursor, err := s.Store.Cursor(ctx)
	if err != nil {
		return storeError(ctx, "read cursor", err)
	}
	if cursor.LogID != s.status.LogID || cursor.Seq > s.status.Head {
		// Another log, or this one set back: everything may have moved.
		s.Log.Info("pull from the beginning", "log", s.status.LogID, "had", cursor.LogID, "seq", cursor.Seq)
		cursor = ledger.Cursor{LogID: s.status.LogID}
	}
	s.cursor = cursor
	s.update(func(st *Status, a *activity) {
		*a = activity{online: true, first: cursor.Seq == 0 && s.status.Head > 0}
		st.ClockOffset = offset.Round(time.Millisecond)
	})
	return nil
}

// run works until the first error of any of its parts, and waits for all.
func (s *session) run(ctx context.Context) (worked bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	for _, part := range []func(context.Context) error{s.listen, s.push, s.pull, s.check} {
		parts.Go(func() {
			if err := part(ctx); err != nil {
				cancel(err)
			}
		})
	}
	parts.Wait()
	s.mu.Lock()
	worked = s.act.equal
	s.mu.Unlock()
	return worked, context.Cause(ctx)
}

// listen follows the center's notices.
func (s *session) listen(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(silence, func() { cancel(fmt.Errorf("listen: silence: %w", ErrUnreachable)) })
	defer watchdog.Stop()
	body, err := s.link.open(ctx, http.MethodGet, wire.PathNotices, nil, wire.SequenceType)
	if err != nil {
		return err
	}
	defer body.Close()
	notices := wire.NewReader(body)
	for {
		var notice wire.Notice
		err := notices.Next(&notice)
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("listen: the center ended it: %w", ErrUnreachable)
		}
		if err != nil {
			return fmt.Errorf("listen: %w", transportError(ctx, err))
		}
		watchdog.Reset(silence)
		s.noticed(notice.Seq)
	}
}

func (s *session) noticed(seq uint64) {
	if seq > s.head.Load() {
		s.head.Store(seq)
		poke(s.advance)
	}
	s.markSynced()
}

// markSynced takes the time at which nothing was known to be missing.
func (s *session) markSynced() {
	s.cursorMu.Lock()
	behind := s.cursor.Seq < s.head.Load()
	s.cursorMu.Unlock()
	now := s.Now()
	s.update(func(st *Status, a *activity) {
		if !behind && a.synced(st) {
			st.SyncedAt = now
		}
	})
}

// receive hands changes to the store. A cursor that is not to be moved is nil.
func (s *session) receive(ctx context.Context, to *ledger.Cursor, changes []ledger.Logged) error {
	s.cursorMu.Lock()
	defer s.cursorMu.Unlock()
	cursor := s.cursor
	if to != nil {
		cursor = *to
	}
	if err := s.Store.Receive(ctx, cursor, changes); err != nil {
		return storeError(ctx, "receive changes", err)
	}
	s.cursor = cursor
	return nil
}
