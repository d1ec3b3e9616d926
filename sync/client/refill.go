package client

import (
	"context"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// refill gives the center what it lacks, chain by chain, the directory's
// chains first. Other stations do the same; each change is taken once.
func (s *session) refill(ctx context.Context, lacking []ledger.CaseHead) error {
	if len(lacking) == 0 {
		return nil
	}
	s.Log.Info("refill the center", "chains", len(lacking))
	s.update(func(_ *Status, a *activity) { a.pushing = true })
	defer s.update(func(_ *Status, a *activity) { a.pushing = false })
	directory := 0
	for directory < len(lacking) && lacking[directory].Case == s.Endpoint.CenterPublic.ID {
		directory++
	}
	// A change of the directory may have seen one of a chain that comes
	// later: go round for as long as a round gets further.
	for refused := -1; ; {
		now, err := s.refillChains(ctx, lacking[:directory])
		if err != nil {
			return err
		}
		if len(now) == 0 || len(now) == refused {
			break
		}
		refused = len(now)
	}
	refused, err := s.refillChains(ctx, lacking[directory:])
	if len(refused) > 0 {
		s.Log.Warn("refill was refused in part", "changes", len(refused))
	}
	return err
}

// refillChains sends the chains in as few requests as their sizes allow and
// returns what was refused.
func (s *session) refillChains(ctx context.Context, chains []ledger.CaseHead) (refused []ledger.Refusal, err error) {
	var out [][]byte
	flush := func() error {
		for len(out) > 0 {
			part := fit(out)
			refusals, err := s.send(ctx, part)
			if err != nil {
				return err
			}
			refused, out = append(refused, refusals...), out[len(part):]
		}
		return nil
	}
	for _, chain := range chains {
		for after := chain.N; ; {
			raws, err := s.Store.Raw(ctx, chain.Case, chain.Station, after, wire.MaxPushChanges/2)
			if err != nil {
				return refused, storeError(ctx, "read a chain", err)
			}
			out, after = append(out, raws...), after+uint64(len(raws))
			if len(out) >= wire.MaxPushChanges/2 {
				if err := flush(); err != nil {
					return refused, err
				}
			}
			if len(raws) < wire.MaxPushChanges/2 {
				break
			}
		}
	}
	return refused, flush()
}
