package center

import (
	"context"
	"sync"
	"time"
)

const (
	watchAgain  = time.Second // after Watch has failed
	forgetEvery = time.Hour   // how often blobs that never came whole are forgotten
)

// attend does what a serving process does beside answering, until the stop
// that it returns is called: it passes on what any process over the same log
// has written, forgets blobs that were given up, and destroys what was kept
// long enough.
func (c *Center) attend(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { c.follow(ctx) })
	work.Go(func() { c.tidy(ctx) })
	work.Go(func() { c.disposeInTime(ctx) })
	return func() {
		cancel()
		work.Wait()
	}
}

// follow tells the streams of notices of every advance of the log.
func (c *Center) follow(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.log.Watch(ctx, c.hub.advance)
		if ctx.Err() != nil {
			return
		}
		c.Log.Warn("watching the log is tried again", "err", err)
		wait(ctx, watchAgain)
	}
}

// tidy forgets blobs that were begun long ago and never came whole.
func (c *Center) tidy(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := c.log.DropBlobs(ctx, c.Now().Add(-begunLife).UnixMilli())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			c.Log.Warn("blobs that never came whole are not forgotten", "err", err)
		case n > 0:
			c.Log.Info("blobs that never came whole are forgotten", "blobs", n)
		}
		wait(ctx, forgetEvery)
	}
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
