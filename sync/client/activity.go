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
	first                 bool // the log is being pulled from its beginning
	pushing, pulling      bool
	pushed, pulled, equal bool // each was finished once on this connection
}

// synced reports whether nothing is known to be missing on either side.
func (a activity) synced(s *Status) bool {
	return a.online && a.pushed && a.pulled && a.equal && !a.pushing && !a.pulling && s.Unsent == 0
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
	e.mu.Lock()
	before := e.status
	change(&e.status, &e.act)
	if e.act.online {
		e.status.Phase = e.act.phase(e.status.Unsent)
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

// phaseOf says in which phase an error leaves the engine.
func phaseOf(err error) Phase {
	var refusal *wire.Error
	switch {
	case errors.Is(err, wire.ErrRevoked):
		return PhaseRevoked
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
	if e.Pending == nil {
		return
	}
	unsent, held, err := e.Pending(ctx)
	if err != nil {
		e.Log.Warn("count what is unsent", "err", err)
		return
	}
	e.update(func(s *Status, _ *activity) { s.Unsent, s.HeldBack = unsent, held })
}
