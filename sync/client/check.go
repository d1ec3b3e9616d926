package client

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// recheckEvery is how soon both sides are compared again when something could
// not be fetched.
const recheckEvery = time.Minute

// check compares both sides' digests after everything was pushed and pulled,
// and again while something is lacking. What the center lacks although it had
// receipted it is given back; what this station lacks is fetched.
func (s *session) check(ctx context.Context) error {
	for _, done := range []chan struct{}{s.pushed, s.pulled} {
		select {
		case <-ctx.Done():
			return nil
		case <-done:
		}
	}
	for {
		whole, err := s.checkNow(ctx)
		if err != nil {
			return err
		}
		var again <-chan time.Time
		if !whole {
			timer := time.NewTimer(recheckEvery)
			defer timer.Stop()
			again = timer.C
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.recheck:
		case <-again:
		}
	}
}

// checkNow compares both sides and mends what differs. It reports whether
// nothing is lacking here: what was lacking twice, before and after it was
// fetched, is.
func (s *session) checkNow(ctx context.Context) (whole bool, err error) {
	leave := s.traffic.enter()
	defer leave()
	diff, err := s.compare(ctx)
	if err != nil {
		return false, err
	}
	if err := s.letClosed(ctx, &diff); err != nil {
		return false, err
	}
	if len(diff.centerLacks) > 0 {
		s.known.doubted = true
		if err := s.refill(ctx, diff.centerLacks); err != nil {
			return false, err
		}
	}
	whole = true
	if err := s.fetchCases(ctx, diff.opened); err != nil {
		return false, err
	}
	if len(diff.weLack) > 0 {
		if err := s.fetchCases(ctx, diff.weLack); err != nil {
			return false, err
		}
		still, err := s.compare(ctx)
		if err != nil {
			return false, err
		}
		whole = !slices.ContainsFunc(still.weLack, func(id uuid.UUID) bool { return slices.Contains(diff.weLack, id) })
	}
	s.checked.Store(true)
	if len(diff.centerLacks) > 0 {
		s.forgot.Store(true)
		s.retryLater()
	}
	poke(s.save)
	if err := s.checkBlobs(ctx); err != nil {
		return false, err
	}
	s.found(ctx, whole)
	return whole, nil
}

// found keeps what the comparison has said. What is lacking because it lies
// in quarantine, where people see it, does not keep the station from going on.
func (s *session) found(ctx context.Context, whole bool) {
	s.count(ctx)
	if !whole {
		s.Log.Warn("something is lacking that could not be fetched")
	}
	s.mu.Lock()
	s.lacking = !whole
	s.equalled = s.equalled || whole
	s.mu.Unlock()
	s.update(func(st *Status, a *activity) {
		a.equal = whole || st.HeldBack > 0
		if a.equal && a.first {
			a.first = false
			st.Done, st.Total = 0, 0
		}
	})
	s.markSynced()
}

// difference is what two sides do not have in common.
type difference struct {
	centerLacks []ledger.CaseHead // chains, from the N that the center has
	weLack      []uuid.UUID       // cases
	unseen      []ledger.CaseHead // one head of each case of which the center shows nothing
	opened      []uuid.UUID       // cases that it shows though they are restricted, as far as is known here
}

// letClosed takes out of a difference the cases that were closed to this
// station meanwhile: the center does not lack them, it keeps them back.
func (s *session) letClosed(ctx context.Context, diff *difference) error {
	if err := s.addStranded(ctx, diff); err != nil {
		return err
	}
	if len(diff.unseen) == 0 {
		return nil
	}
	closed, err := s.findClosed(ctx, diff.unseen)
	if err != nil {
		return err
	}
	diff.centerLacks = slices.DeleteFunc(diff.centerLacks, func(h ledger.CaseHead) bool { return slices.Contains(closed, h.Case) })
	return nil
}

func (s *session) compare(ctx context.Context) (difference, error) {
	var diff difference
	s.compared.Store(s.Now().UnixMilli())
	scope, err := s.scope(ctx)
	if err != nil {
		return diff, err
	}
	mine, err := s.digests(ctx, scope)
	if err != nil {
		return diff, err
	}
	var theirs []ledger.Hash
	if err := s.link.call(ctx, http.MethodGet, wire.PathDigests, nil, &theirs); err != nil {
		return diff, err
	}
	if len(theirs) != ledger.Buckets {
		return diff, fmt.Errorf("compare: %d digests: %w", len(theirs), ErrGarbage)
	}
	for k := range ledger.Buckets {
		if mine[k] == theirs[k] {
			continue
		}
		if err := s.compareBucket(ctx, scope, k, &diff); err != nil {
			return diff, err
		}
	}
	center := s.Endpoint.CenterPublic.ID
	slices.SortStableFunc(diff.centerLacks, func(a, b ledger.CaseHead) int {
		return cmp.Compare(rank(a.Case == center), rank(b.Case == center))
	})
	slices.SortFunc(diff.weLack, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	diff.weLack = slices.Compact(diff.weLack)
	return diff, nil
}

// rank puts the directory first: without it the center knows no author.
func rank(directory bool) int {
	if directory {
		return 0
	}
	return 1
}

// compareBucket adds what differs in one bucket. What the center shows beyond
// this station's scope is not asked for, unless it was restricted: then that
// may have been lifted.
func (s *session) compareBucket(ctx context.Context, scope ledger.Scope, k int, diff *difference) error {
	mine, err := s.heads(ctx, scope, k)
	if err != nil {
		return err
	}
	var theirs []ledger.CaseHead
	if err := s.link.call(ctx, http.MethodGet, wire.PathHeads+"?bucket="+strconv.Itoa(k), nil, &theirs); err != nil {
		return err
	}
	at := make(map[chainID]ledger.CaseHead, len(theirs))
	shown := map[uuid.UUID]bool{}
	for _, h := range theirs {
		shown[h.Case] = true
		if scope.Has(h.Case) {
			at[chainID{h.Case, h.Station}] = h
		} else if scope.Shut(h.Case) && !slices.Contains(diff.opened, h.Case) {
			diff.opened = append(diff.opened, h.Case)
		}
	}
	for _, m := range mine {
		if !shown[m.Case] && !scope.House(m.Case) {
			shown[m.Case] = true
			diff.unseen = append(diff.unseen, m)
		}
		c := chainID{m.Case, m.Station}
		t := at[c]
		delete(at, c)
		switch {
		case t.N < m.N:
			m.N = t.N
			diff.centerLacks = append(diff.centerLacks, m)
		case t.N > m.N:
			diff.weLack = append(diff.weLack, m.Case)
		case t.Hash != m.Hash:
			// A machine and the center were both set back. The store keeps the
			// other history in quarantine, where people see it.
			s.Log.Error("two histories of one chain", "case", m.Case, "station", m.Station, "n", m.N)
			diff.weLack = append(diff.weLack, m.Case)
		}
	}
	for c := range at {
		diff.weLack = append(diff.weLack, c.kase)
	}
	return nil
}
