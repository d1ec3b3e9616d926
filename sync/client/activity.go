package client

import (
	"context"
	"errors"
	"time"

	"yorisoi/sync/wire"
)

// activity is what the goroutines of one connection are at; the phase of the
// status follows from it.
type activity struct {
	online                bool
	first                 bool // both sides have never been equal yet
	pushing, pulling      bool
	pushed, pulled, equal bool // each was finished once on this connection
	uncounted             bool // what was pulled during a push is to be counted after it
}

// synced reports whether nothing is known to be missing on either side.
func (a activity) synced(s *Status) bool {
	return a.online && !a.first && a.pushed && a.pulled && a.equal && !a.pushing && !a.pulling && s.Unsent+s.UnsentBlobs == 0
}

func (a activity) phase(unsent int) Phase {
	switch {
	case a.first:
		return PhaseFirstSync
	case a.pulling || !a.pulled:
		return PhasePulling
	case a.pushing || !a.pushed || unsent > 0:
		return PhasePushing
	case !a.equal:
		return PhasePulling
	}
	return PhaseSynced
}

// update changes the status and tells of it. It is the only writer.
func (e *Engine) update(change func(*Status, *activity)) {
	e.tell.Lock()
	defer e.tell.Unlock()
	never := e.neverEqual()
	e.mu.Lock()
	before := e.status
	change(&e.status, &e.act)
	e.status.Incomplete = e.lacking || never && !e.equalled
	if e.act.online {
		e.status.Phase = e.act.phase(e.status.Unsent + e.status.UnsentBlobs)
		e.status.Err, e.status.NextTry = nil, time.Time{}
		if e.status.Phase == PhaseSynced && before.Phase != PhaseSynced {
			e.status.SyncedAt = e.Now()
		}
	}
	after, told := e.status, e.told
	e.mu.Unlock()
	if told != nil && after != before {
		told(after)
	}
}

// neverEqual reports whether the first sync was never completed, neither by
// this engine nor by one before it.
func (e *Engine) neverEqual() bool {
	e.mu.Lock()
	equalled := e.equalled
	e.mu.Unlock()
	return !equalled && e.Agreed().IsZero()
}

// failed says why nothing goes on.
func (e *Engine) failed(why error, next time.Time) {
	e.update(func(s *Status, a *activity) {
		*a = activity{}
		s.Phase, s.Err, s.NextTry = phaseOf(why), why, next
		s.Sending, s.Fetching, s.Left = Bytes{}, Bytes{}, 0
		if !s.Incomplete {
			s.Done, s.Total = 0, 0
		}
	})
}

// phaseOf says in which phase an error leaves the engine.
func phaseOf(err error) Phase {
	var refusal *wire.Error
	switch {
	case errors.Is(err, wire.ErrRevoked):
		return PhaseRevoked
	case errors.Is(err, ErrExpired):
		return PhaseExpired
	case errors.As(err, &refusal):
		return PhaseRefused
	case errors.Is(err, ErrWrongCenter):
		return PhaseWrongCenter
	case errors.Is(err, ErrGarbage):
		return PhaseGarbage
	case errors.Is(err, ErrStore):
		return PhaseStoreFailed
	}
	return PhaseOffline
}

// count brings Unsent and HeldBack up to date, where the store can count.
func (e *Engine) count(ctx context.Context) {
	began := e.Now()
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.counted, e.counting = e.Now(), e.Now().Sub(began)
	}()
	blobs := e.countBlobs(ctx)
	if e.Pending == nil {
		e.update(func(s *Status, _ *activity) {
			s.Unsent, s.UnsentBlobs = s.Unsent-s.UnsentBlobs+blobs, blobs
		})
		return
	}
	unsent, held, err := e.Pending(ctx)
	if err != nil {
		e.Log.Warn("count what is unsent", "err", err)
		return
	}
	e.update(func(s *Status, _ *activity) { s.Unsent, s.HeldBack, s.UnsentBlobs = unsent, held, blobs })
}

// countShare is how much longer than a count is the time to the next one during
// a push: the more there is to send, the longer a store takes to count it.
const countShare = 10

// countedLately reports whether the store has counted so lately that to do so
// again would keep it from its work.
func (e *Engine) countedLately() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	since := e.Now().Sub(e.counted)
	return since >= 0 && since < countShare*e.counting
}

// manyBlobs is how far unsent attachments are counted.
const manyBlobs = 1000

// countBlobs counts the attachments without a receipt.
func (e *Engine) countBlobs(ctx context.Context) int {
	if e.Blobs == nil {
		return 0
	}
	manifests, err := e.Blobs.UnsentBlobs(ctx, manyBlobs)
	if err != nil {
		e.Log.Warn("count unsent blobs", "err", err)
		return e.Status().UnsentBlobs
	}
	return len(manifests)
}
