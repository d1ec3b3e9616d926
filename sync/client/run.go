package client

import (
	"context"
	"errors"
	"sync"
)

// Run reconciles until ctx ends, and returns nil once all its goroutines have.
// Whatever goes wrong is told by Status and tried again.
func (e *Engine) Run(ctx context.Context) error {
	if !e.running.TryLock() {
		return ErrRunning
	}
	defer e.running.Unlock()
	var forward sync.WaitGroup
	defer forward.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	forward.Go(func() { e.forward(ctx) })
	defer e.update(func(s *Status, a *activity) { *s, *a = Status{Phase: PhaseStopped}, activity{} })
	for failures := 0; ctx.Err() == nil; failures++ {
		worked, err := e.connect(ctx)
		if worked {
			failures = 0
		}
		if errors.Is(err, errStanding) {
			continue
		}
		if ctx.Err() == nil {
			e.Log.Info("center lost", "err", err, "failures", failures)
			e.wait(ctx, failures, err)
		}
	}
	return nil
}

// forward turns the store's wakes into tokens that cannot be lost while the
// engine is between two connections.
func (e *Engine) forward(ctx context.Context) {
	var blobs, rescoped <-chan struct{}
	if e.Blobs != nil {
		blobs = e.Blobs.WakeBlobs()
	}
	if e.Scoped != nil {
		rescoped = e.Scoped.Rescoped()
	}
	for {
		select {
		case <-e.Store.Wake():
			poke(e.save)
		case <-blobs:
			poke(e.blobs)
			poke(e.wishes)
		case <-rescoped:
			poke(e.rescoped)
		case <-ctx.Done():
			return
		}
	}
}
