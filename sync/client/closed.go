package client

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// recheckSoonest is how soon both sides are compared again because the log has
// grown by what this station was not sent: that may be a case that it holds,
// and may no longer.
const recheckSoonest = 20 * time.Second

// Walled is what the engine needs of a store that lets go of cases which were
// restricted to others.
type Walled interface {
	// KeepClosed takes changes of a case that the center no longer shows to this
	// station, those that say who may read it. The store looks for itself
	// whether they were rightly made and keep the case from this station; if so
	// the case is out of scope from now on. It reports whether that is so.
	KeepClosed(ctx context.Context, kase uuid.UUID, changes [][]byte) (closed bool, err error)

	// Stranded returns one change each, as a head, of cases of which only a later
	// part is here, in quarantine: it came while the case was open to all, and
	// what goes before may never come.
	Stranded(ctx context.Context) ([]ledger.CaseHead, error)
}

// addStranded adds the cases of which only a later part is here: whether the
// center still shows them is asked too.
func (s *session) addStranded(ctx context.Context, diff *difference) error {
	if s.Walled == nil || s.closedOff {
		return nil
	}
	stranded, err := s.Walled.Stranded(ctx)
	if err != nil {
		return storeError(ctx, "find what came without its beginning", err)
	}
	diff.unseen = append(diff.unseen, stranded...)
	return nil
}

// findClosed asks the center about cases of which it shows nothing, by one
// head of each, and returns those that are closed to this station. What the
// center says is not believed: it has to show what closed them.
func (s *session) findClosed(ctx context.Context, unseen []ledger.CaseHead) ([]uuid.UUID, error) {
	if s.Walled == nil || s.closedOff {
		return nil, nil
	}
	var closed []uuid.UUID
	for part := range slices.Chunk(unseen, wire.MaxClosedAsk) {
		var answer []wire.Closed
		err := s.link.call(ctx, http.MethodPost, wire.PathClosed, part, &answer)
		if isCode(err, wire.CodeNotFound) {
			s.closedOff = true
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, c := range answer {
			if !slices.ContainsFunc(part, func(h ledger.CaseHead) bool { return h.Case == c.Case }) {
				continue
			}
			is, err := s.Walled.KeepClosed(ctx, c.Case, c.Changes)
			if err != nil {
				return nil, storeError(ctx, "keep what is closed", err)
			}
			if is {
				closed = append(closed, c.Case)
			}
		}
	}
	return closed, nil
}

// passedOver notes that the log has grown by what was not for this station.
// Both sides are compared again soon, but not with every change of others.
func (s *session) passedOver() {
	if s.Walled == nil || s.closedOff || s.alone {
		return
	}
	s.unseen.Store(true)
	s.lookUnseen()
}

// lookUnseen compares both sides again if that is due.
func (s *session) lookUnseen() {
	now := s.Now().UnixMilli()
	last := s.compared.Load()
	if !s.unseen.Load() || now >= last && now-last < recheckSoonest.Milliseconds() {
		return
	}
	s.unseen.Store(false)
	poke(s.recheck)
}
