package client

import (
	"context"
	"errors"
	"fmt"
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
	alone  bool // one Round: everything in the caller's goroutine

	traffic   traffic
	head      atomic.Uint64 // the log's last sequence number, as far as noticed
	advance   chan struct{} // head has risen
	receipted chan struct{} // a push was answered
	recheck   chan struct{} // both sides may differ
	pushed    chan struct{} // closed once everything unsent was pushed
	pulled    chan struct{} // closed once the log was pulled to its end
	checked   atomic.Bool   // both sides were compared and refilled
	moved     atomic.Bool   // something came or was receipted

	cursorMu sync.Mutex // held while the store receives
	cursor   ledger.Cursor
	at       atomic.Uint64 // cursor.Seq, for who must not wait for the store

	gapsMu sync.Mutex
	gaps   map[chainID]bool // chains of which something waits for what goes before

	assured    map[chainID]uint64   // chains out of scope that the center has, up to which N
	aside      chan struct{}        // the hold box may have something new
	heldOff    bool                 // the center has no hold box
	audits     chan struct{}        // the audit may have something new
	auditOff   atomic.Bool          // the center has no ledger of it
	auditAsked atomic.Bool          // it has one
	auditWhole atomic.Bool          // and all of it was compared
	closedOff  bool                 // the center keeps no case from anybody
	unseen     atomic.Bool          // the log has grown by what was not for this station
	compared   atomic.Int64         // when both sides were last compared, milliseconds
	heldAll    atomic.Bool          // look at the hold box from its beginning
	blobsOff   atomic.Bool          // the center takes no blobs
	skipped    map[ledger.Hash]bool // blobs that do not go on this connection
	sent       map[ledger.Hash]int  // how often blobs were receipted on this connection
	passed     map[ledger.Hash]bool // wishes that do not come on this connection
	told       map[ledger.Hash]bool // wishes that the store knows to be missing
}

func (e *Engine) newSession() *session {
	s := &session{
		Engine: e, advance: make(chan struct{}, 1), receipted: make(chan struct{}, 1), recheck: make(chan struct{}, 1), aside: make(chan struct{}, 1), audits: make(chan struct{}, 1),
		pushed: make(chan struct{}), pulled: make(chan struct{}),
		skipped: map[ledger.Hash]bool{}, sent: map[ledger.Hash]int{},
		passed: map[ledger.Hash]bool{}, told: map[ledger.Hash]bool{},
	}
	if e.Via != nil {
		s.link = linkVia(e.Endpoint.Address, e.Via)
	} else {
		s.link = newLink(e.Endpoint.Address, tlsConfig(e.Endpoint.Pin, &e.Endpoint.Certificate), e.Dial)
	}
	return s
}

// connect speaks to the center until something goes wrong. The first result
// says whether the connection got anywhere: both sides were compared, or
// something came or was receipted. Where the line is cut every few seconds, the
// next try is then not put off.
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
		return false, s.leave(ctx, err)
	}
	worked, err = s.run(ctx)
	return worked, s.leave(ctx, err)
}

// leave hands over what is unsent when the station was removed, attachments
// too: the center keeps that aside, so that no work is lost with the machine.
func (s *session) leave(ctx context.Context, why error) error {
	if errors.Is(why, wire.ErrRevoked) && ctx.Err() == nil {
		err := s.handOver(ctx)
		if err == nil {
			err = s.removal(ctx)
		}
		if err != nil {
			s.Log.Info("hand over what is here", "err", err)
		}
	}
	return why
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
		s.known.first, s.known.doubted = 0, true
		s.forgot.Store(true)
		s.again.Store(true)
		cursor = ledger.Cursor{LogID: s.status.LogID}
	}
	s.cursor = cursor
	s.at.Store(cursor.Seq)
	first := s.neverEqual() && s.status.Head > 0
	if first && s.known.first == 0 && cursor.Seq > 0 {
		if s.known.first, err = s.pulledBefore(ctx, cursor); err != nil {
			return err
		}
	}
	s.update(func(st *Status, a *activity) {
		*a = activity{online: true, first: first}
		st.ClockOffset, st.BlobsOff, st.BlobsFull, st.Waiting = offset.Round(time.Millisecond), false, false, false
	})
	return nil
}

// pulledBefore is how many changes of a first sync an earlier run has brought:
// all up to the cursor, where every case is for this station, and otherwise not
// more than are here.
func (s *session) pulledBefore(ctx context.Context, cursor ledger.Cursor) (n uint64, err error) {
	scope, err := s.scope(ctx)
	if err != nil || scope.All {
		return cursor.Seq, err
	}
	for bucket := range ledger.Buckets {
		heads, err := s.Store.Heads(ctx, bucket)
		if err != nil {
			return 0, storeError(ctx, "read heads", err)
		}
		for _, h := range heads {
			n += h.N
		}
	}
	return min(n, cursor.Seq), nil
}

// run works until the first error of any of its parts, and waits for all.
func (s *session) run(ctx context.Context) (worked bool, err error) {
	all := []func(context.Context) error{
		s.listen, s.watchLine, s.push, s.pull, s.check, s.sendBlobs, s.fetchBlobs, s.lookAside, s.followAudit, s.keepScope,
	}
	waits, err := s.waits(ctx)
	if err != nil {
		return false, err
	}
	if waits {
		all = []func(context.Context) error{s.listen, s.watchLine, s.await}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	for _, part := range all {
		parts.Go(func() {
			if err := part(ctx); err != nil {
				cancel(err)
			}
		})
	}
	parts.Wait()
	return s.checked.Load() || s.moved.Load(), context.Cause(ctx)
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
	s.at.Store(cursor.Seq)
	if len(changes) > 0 {
		s.moved.Store(true)
	}
	s.noteArrivals(changes)
	return nil
}

// markSynced takes the time at which nothing was known to be missing. It does not
// wait for the store: who listens would take a slow store for a silent center.
func (s *session) markSynced() {
	behind := s.at.Load() < s.head.Load()
	now := s.Now()
	s.update(func(st *Status, a *activity) {
		if !behind && a.synced(st) {
			st.SyncedAt = now
		}
	})
}
