package client

import (
	"context"
	"net/http"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// Removable is what the engine needs of a store that goes with its machine.
type Removable interface {
	// TakeRemoval is given the directory as far as the change that removes this
	// station, to be checked by signatures alone. It returns nil as long as
	// anything is left that only this machine has.
	TakeRemoval(ctx context.Context, directory []ledger.Logged) (*ledger.Removal, error)
}

// removal asks a center that refuses this station for the proof that staff
// removed it. An older center has none to give, and one whose keeper alone
// refuses the station neither: then nothing is wiped.
func (s *session) removal(ctx context.Context) error {
	if s.Removable == nil {
		return nil
	}
	for {
		var directory []ledger.Logged
		err := s.link.call(ctx, http.MethodGet, wire.PathRemoval, nil, &directory)
		if isCode(err, wire.CodeNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		unsent := s.unsentNow(ctx)
		removed, err := s.Removable.TakeRemoval(ctx, directory)
		if err != nil {
			return storeError(ctx, "read removal", err)
		}
		if removed != nil {
			s.update(func(st *Status, _ *activity) { st.Removed = removed })
			return nil
		}
		if s.unsentNow(ctx) <= unsent {
			return nil
		}
		// What was being typed here has become work that is to be handed over.
		if err := s.handOver(ctx); err != nil {
			return err
		}
	}
}

// unsentNow counts, up to one push, what is still to be sent.
func (s *session) unsentNow(ctx context.Context) int {
	raws, err := s.Store.Unsent(ctx, wire.MaxPushChanges)
	if err != nil {
		return 0
	}
	return len(raws)
}
