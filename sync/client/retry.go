package client

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// mayPass are the reasons of a refusal that can pass: the directory grows, a
// chain is mended, roles change, a center of the first release is replaced.
var mayPass = []uint64{
	uint64(wire.CodeGap), uint64(wire.CodeUnknownAuthor), uint64(wire.CodeRemovedAuthor),
	uint64(wire.CodeForbidden), uint64(wire.CodeReadable),
}

// chainID names one station's changes in one case.
type chainID struct{ kase, station uuid.UUID }

// retryLater has what was refused sent again before the next push.
func (e *Engine) retryLater() {
	e.again.Store(true)
	poke(e.save)
}

// retry lets what was refused for a reason that may have passed be sent once
// more. It is asked for when the engine is new, when the directory has grown,
// when a chain with a gap went on and when a center was refilled, never by a
// refusal itself: so nothing goes round in a circle.
func (s *session) retry(ctx context.Context) error {
	if s.Retry == nil || !s.again.Swap(false) {
		return nil
	}
	codes := mayPass
	if s.forgot.Swap(false) {
		// What was kept in the hold box is lost with what was restored over.
		codes = append(slices.Clone(mayPass), uint64(wire.CodeHeld))
	}
	n, err := s.Retry.RetryRefusals(ctx, codes...)
	if err != nil {
		s.again.Store(true)
		s.forgot.Store(len(codes) > len(mayPass))
		return storeError(ctx, "retry refused changes", err)
	}
	if n > 0 {
		s.gapsMu.Lock()
		s.gaps = nil
		s.gapsMu.Unlock()
		s.Log.Info("send again what was refused", "changes", n)
		s.count(ctx)
	}
	return nil
}

// noteRefusals remembers chains that wait for what goes before.
func (s *session) noteRefusals(refused []ledger.Refusal) {
	s.gapsMu.Lock()
	defer s.gapsMu.Unlock()
	for _, r := range refused {
		if wire.ErrorCode(r.Code) != wire.CodeGap {
			continue
		}
		if s.gaps == nil {
			s.gaps = map[chainID]bool{}
		}
		s.gaps[chainID{r.Case, r.Station}] = true
	}
}

// noteReceipts looks whether something that was receipted is what a refused
// change had waited for.
func (s *session) noteReceipts(receipts []ledger.Receipt) {
	s.gapsMu.Lock()
	defer s.gapsMu.Unlock()
	for _, r := range receipts {
		if s.gaps[chainID{r.Case, r.Station}] || r.Case == s.Endpoint.CenterPublic.ID {
			s.retryLater()
			return
		}
	}
}

// noteArrivals looks whether the directory has grown.
func (s *session) noteArrivals(changes []ledger.Logged) {
	for _, c := range changes {
		if inCase(c.Raw, s.Endpoint.CenterPublic.ID) {
			s.retryLater()
			return
		}
	}
}

// inCase reports whether the canonical bytes of a change are of a case: an
// array of ten whose first item is a byte string of sixteen.
func inCase(raw []byte, kase uuid.UUID) bool {
	return len(raw) > 18 && raw[0] == 0x8a && raw[1] == 0x50 && bytes.Equal(raw[2:18], kase[:])
}
