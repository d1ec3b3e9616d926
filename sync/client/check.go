package client

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// manyCases is how many lacking cases are fetched one by one; for more, the
// whole log is pulled again.
const manyCases = 200

// check compares both sides' digests, once, after everything was pushed and
// pulled. What the center lacks although it had receipted it is given back;
// what this station lacks is fetched.
func (s *session) check(ctx context.Context) error {
	for _, done := range []chan struct{}{s.pushed, s.pulled} {
		select {
		case <-ctx.Done():
			return nil
		case <-done:
		}
	}
	return s.checkNow(ctx)
}

// checkNow compares both sides and mends what differs.
func (s *session) checkNow(ctx context.Context) error {
	diff, err := s.compare(ctx)
	if err != nil {
		return err
	}
	if err := s.refill(ctx, diff.centerLacks); err != nil {
		return err
	}
	if err := s.fetch(ctx, diff.weLack); err != nil {
		return err
	}
	s.checked.Store(true)
	poke(s.save)
	s.update(func(_ *Status, a *activity) { a.equal = true })
	s.markSynced()
	return nil
}

// difference is what two sides do not have in common.
type difference struct {
	centerLacks []ledger.CaseHead // chains, from the N that the center has
	weLack      []uuid.UUID       // cases
}

func (s *session) compare(ctx context.Context) (difference, error) {
	var diff difference
	mine, err := s.Store.Digests(ctx)
	if err != nil {
		return diff, storeError(ctx, "read digests", err)
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
		if err := s.compareBucket(ctx, k, &diff); err != nil {
			return diff, err
		}
	}
	center := s.Endpoint.CenterPublic.ID
	slices.SortStableFunc(diff.centerLacks, func(a, b ledger.CaseHead) int {
		return cmp.Compare(rank(a.Case == center), rank(b.Case == center))
	})
	return diff, nil
}

// rank puts the directory first: without it the center knows no author.
func rank(directory bool) int {
	if directory {
		return 0
	}
	return 1
}

func (s *session) compareBucket(ctx context.Context, k int, diff *difference) error {
	mine, err := s.Store.Heads(ctx, k)
	if err != nil {
		return storeError(ctx, "read heads", err)
	}
	var theirs []ledger.CaseHead
	if err := s.link.call(ctx, http.MethodGet, wire.PathHeads+"?bucket="+strconv.Itoa(k), nil, &theirs); err != nil {
		return err
	}
	type chain struct{ kase, station uuid.UUID }
	at := make(map[chain]ledger.CaseHead, len(theirs))
	for _, h := range theirs {
		at[chain{h.Case, h.Station}] = h
	}
	for _, m := range mine {
		c := chain{m.Case, m.Station}
		t := at[c]
		delete(at, c)
		switch {
		case t.N < m.N:
			m.N = t.N
			diff.centerLacks = append(diff.centerLacks, m)
		case t.N > m.N:
			diff.weLack = append(diff.weLack, m.Case)
		case t.Hash != m.Hash:
			s.Log.Error("two histories of one chain", "case", m.Case, "station", m.Station, "n", m.N)
		}
	}
	for c := range at {
		diff.weLack = append(diff.weLack, c.kase)
	}
	return nil
}

// fetch brings cases that this station lacks although its cursor is past
// them.
func (s *session) fetch(ctx context.Context, cases []uuid.UUID) error {
	slices.SortFunc(cases, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	cases = slices.Compact(cases)
	if len(cases) > manyCases {
		s.Log.Info("fetch everything again", "lacking", len(cases))
		cases = []uuid.UUID{uuid.Nil}
	}
	for _, kase := range cases {
		s.Log.Info("fetch a case that is lacking", "case", kase)
		if err := s.fetchCase(ctx, kase); err != nil {
			return err
		}
	}
	return nil
}

// fetchCase brings one case, or with the zero id all of them, without moving
// the cursor.
func (s *session) fetchCase(ctx context.Context, kase uuid.UUID) error {
	stream, err := s.link.changes(ctx, 0, kase)
	if err != nil {
		return err
	}
	return s.drain(ctx, stream, func(changes []ledger.Logged) error { return s.receive(ctx, nil, changes) })
}
