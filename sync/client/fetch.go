package client

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// manyCases is how many lacking cases are fetched one by one; for more, the
// whole log is pulled again.
const manyCases = 200

// fetchCases brings cases that this station lacks although its cursor is past
// them. What the center does not let this station have is passed over.
func (s *session) fetchCases(ctx context.Context, cases []uuid.UUID) error {
	if len(cases) == 0 {
		return nil
	}
	leave := s.traffic.enter()
	defer leave()
	cases = slices.Clone(cases)
	slices.SortFunc(cases, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	cases = slices.Compact(cases)
	if len(cases) > manyCases {
		s.Log.Info("fetch everything again", "lacking", len(cases))
		cases = []uuid.UUID{uuid.Nil}
	}
	for _, kase := range cases {
		s.Log.Info("fetch a case that is lacking", "case", kase)
		if err := s.fetchCase(ctx, kase); isCode(err, wire.CodeOutOfScope) {
			s.Log.Info("the center keeps a case back", "case", kase)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// fetchCase brings one case, or with the zero id all of them, without moving
// the cursor.
func (s *session) fetchCase(ctx context.Context, kase uuid.UUID) error {
	stream, err := s.link.changes(ctx, wire.PathChanges, 0, kase)
	if err != nil {
		return err
	}
	return s.drain(ctx, stream, func(changes []ledger.Logged) error { return s.receive(ctx, nil, changes) })
}
