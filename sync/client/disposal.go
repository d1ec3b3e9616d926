package client

import (
	"context"
	"net/http"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// Disposing is what the engine needs of a store that destroys cases which were
// kept long enough.
type Disposing interface {
	// Destroy destroys what is to be destroyed by now. It returns how many cases
	// hold something that cannot be put aside.
	Destroy(ctx context.Context) (waiting int, err error)

	// AwaitsDestruction reports whether the center's word is missing of what it
	// must have destroyed.
	AwaitsDestruction(ctx context.Context) (bool, error)

	// TakeDestructions keeps that word. Its signature is checked.
	TakeDestructions(ctx context.Context, said ledger.Destructions) error
}

// disposeNow destroys what is to be destroyed, once everything that the center
// had was pulled: somebody may have stopped it there. Then it asks the center
// for its own part.
func (s *session) disposeNow(ctx context.Context) error {
	if s.Disposing == nil {
		return nil
	}
	if _, err := s.Disposing.Destroy(ctx); err != nil {
		return storeError(ctx, "destroy what was kept long enough", err)
	}
	awaits, err := s.Disposing.AwaitsDestruction(ctx)
	if err != nil {
		return storeError(ctx, "read what was destroyed", err)
	}
	if !awaits {
		return nil
	}
	var said ledger.Destructions
	err = s.link.call(ctx, http.MethodGet, wire.PathDestroyed, nil, &said)
	if isCode(err, wire.CodeNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.Disposing.TakeDestructions(ctx, said); err != nil {
		return storeError(ctx, "keep what the center destroyed", err)
	}
	return nil
}
