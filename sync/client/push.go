package client

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// coalesce is the least time between two pushes, so that saves in a row
// travel together.
const coalesce = 50 * time.Millisecond

// push sends what was saved here: once at the beginning, and on every wake.
func (s *session) push(ctx context.Context) error {
	done := s.pushed
	for {
		began := s.Now()
		if err := s.pushNow(ctx); err != nil {
			return err
		}
		if done != nil {
			close(done)
			done = nil
		}
		s.markSynced()
		if !sleep(ctx, coalesce-s.Now().Sub(began)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.save:
		}
	}
}

// pushNow sends what is unsent and says that it did.
func (s *session) pushNow(ctx context.Context) error {
	if err := s.retry(ctx); err != nil {
		return err
	}
	if err := s.pushAll(ctx); err != nil {
		return err
	}
	var uncounted bool
	s.update(func(_ *Status, a *activity) {
		uncounted = a.uncounted
		a.pushed, a.pushing, a.uncounted = true, false, false
	})
	if uncounted {
		s.count(ctx)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(max(0, min(d, coalesce)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// pushAll sends everything that is unsent.
func (s *session) pushAll(ctx context.Context) error {
	var last [][]byte
	leave := func() {}
	defer func() { leave() }()
	for {
		unsent, err := s.Store.Unsent(ctx, wire.MaxPushChanges)
		if err != nil {
			return storeError(ctx, "read unsent changes", err)
		}
		if unsent, err = s.withoutAudit(ctx, unsent); err != nil {
			return err
		}
		s.showUnsent(ctx, len(unsent), len(last))
		if len(unsent) == 0 {
			return nil
		}
		unsent = fit(unsent)
		if slices.EqualFunc(unsent, last, bytes.Equal) {
			return fmt.Errorf("push: the store does not keep receipts: %w", ErrStore)
		}
		if last == nil {
			leave = s.traffic.enter()
			s.update(func(_ *Status, a *activity) { a.pushing = true })
		}
		last = unsent
		refused, err := s.send(ctx, unsent)
		if err != nil {
			return err
		}
		poke(s.receipted)
		final := slices.DeleteFunc(slices.Clone(refused), func(r ledger.Refusal) bool { return s.mayHeal(r) })
		if err := s.hold(ctx, final); err != nil {
			return err
		}
		if len(final) < len(refused) {
			return nil // check pushes again
		}
	}
}

// mayHeal reports whether a refusal may be due to what a restored center has
// lost. Nothing is held back for that before the check has refilled it.
func (s *session) mayHeal(r ledger.Refusal) bool {
	code := wire.ErrorCode(r.Code)
	return !s.checked.Load() && (code == wire.CodeGap || code == wire.CodeUnknownAuthor)
}

// hold keeps refusals with the changes that they are for.
func (s *session) hold(ctx context.Context, refused []ledger.Refusal) error {
	if len(refused) == 0 {
		return nil
	}
	s.Log.Warn("changes refused", "count", len(refused), "first", refused[0].Dot(), "code", refused[0].Code, "text", refused[0].Text)
	if err := s.Store.Refused(ctx, refused); err != nil {
		return storeError(ctx, "keep refusals", err)
	}
	s.noteRefusals(refused)
	s.update(func(st *Status, _ *activity) { st.HeldBack += len(refused) })
	return nil
}

// showUnsent shows how much there is to send, now that some of it was sent. Where
// the store counts, it is not asked again and again during a long push.
func (s *session) showUnsent(ctx context.Context, unsent, sent int) {
	if s.Pending != nil && (unsent == 0 || sent == 0 || !s.countedLately()) {
		s.count(ctx)
		return
	}
	s.update(func(st *Status, _ *activity) {
		least := unsent + st.UnsentBlobs
		if s.Pending != nil {
			least = max(least, st.Unsent-sent)
		}
		st.Unsent = least
	})
}

// pushBytes is how much one push carries, well under wire.MaxPushBytes: over a
// bad line it must get through in pushTimeout, or nothing ever would.
const pushBytes = 512 << 10

// fit returns as many changes from the beginning as one push carries, one at
// least.
func fit(raws [][]byte) [][]byte {
	size := 0
	for i, raw := range raws {
		size += len(raw)
		if i == wire.MaxPushChanges || i > 0 && size > pushBytes {
			return raws[:i]
		}
	}
	return raws
}

// send pushes changes, keeps their receipts, and returns what was refused.
func (s *session) send(ctx context.Context, raws [][]byte) ([]ledger.Refusal, error) {
	sent := make(map[place]ledger.Hash, len(raws))
	for _, raw := range raws {
		var c ledger.Change
		if err := trust.Decode(raw, &c); err != nil {
			return nil, fmt.Errorf("push: %w: %w", ErrStore, err)
		}
		sent[place{chainID{c.Case, c.Station}, c.N}] = ledger.HashOf(raw)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, pushTimeout, ErrUnreachable)
	defer cancel()
	var answer wire.PushAnswer
	if err := s.link.exchange(ctx, http.MethodPost, wire.PathPush, bytes.Join(raws, nil), &answer); err != nil {
		return nil, err
	}
	if err := checkReceipts(&answer.Receipts, s.Endpoint.CenterPublic); err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	if err := checkAnswered(sent, &answer); err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	if len(answer.Receipts.Items) > 0 {
		if err := s.Store.Receipted(ctx, answer.Receipts); err != nil {
			return nil, storeError(ctx, "keep receipts", err)
		}
		s.moved.Store(true)
		s.noteReceipts(answer.Receipts.Items)
	}
	return answer.Refusals, nil
}

// place names a change among all cases.
type place struct {
	chainID
	n uint64
}

// checkAnswered demands a receipt of the very bytes, or a refusal, for each
// change that was sent, and nothing else.
func checkAnswered(sent map[place]ledger.Hash, answer *wire.PushAnswer) error {
	for _, r := range answer.Receipts.Items {
		at := place{chainID{r.Case, r.Station}, r.N}
		if hash, ok := sent[at]; !ok || hash != r.Hash {
			return fmt.Errorf("%w: receipt for what was not sent", ErrGarbage)
		}
		delete(sent, at)
	}
	for _, r := range answer.Refusals {
		at := place{chainID{r.Case, r.Station}, r.N}
		if _, ok := sent[at]; !ok {
			return fmt.Errorf("%w: refusal of what was not sent", ErrGarbage)
		}
		delete(sent, at)
	}
	if len(sent) > 0 {
		return fmt.Errorf("%w: %d changes were left unanswered", ErrGarbage, len(sent))
	}
	return nil
}
