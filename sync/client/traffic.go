package client

import (
	"context"
	"sync"
	"time"
)

// blobPatience is how long a chunk waits for changes that keep coming, so
// that a long first sync does not stop attachments altogether.
const blobPatience = time.Second

// traffic lets changes go before attachments: a chunk sets out only when no
// changes are under way, or after blobPatience.
type traffic struct {
	mu    sync.Mutex
	busy  int
	quiet chan struct{} // closed when busy falls to zero
}

// enter says that changes are under way until leave is called.
func (t *traffic) enter() (leave func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy++; t.busy == 1 {
		t.quiet = make(chan struct{})
	}
	return sync.OnceFunc(t.leave)
}

func (t *traffic) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy--; t.busy == 0 {
		close(t.quiet)
	}
}

// yield waits for the turn of one chunk.
func (t *traffic) yield(ctx context.Context) error {
	t.mu.Lock()
	busy, quiet := t.busy > 0, t.quiet
	t.mu.Unlock()
	if !busy {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(blobPatience)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-quiet:
	case <-timer.C:
	}
	return context.Cause(ctx)
}
