package client_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// losses notes what the engine says when it loses the center.
type losses struct {
	slog.Handler
	count, failures atomic.Int64 // how often, and the most failures in a row
}

func (l *losses) Enabled(context.Context, slog.Level) bool { return true }

func (l *losses) Handle(_ context.Context, r slog.Record) error {
	if r.Message != "center lost" {
		return nil
	}
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "failures" {
			l.failures.Store(max(l.failures.Load(), a.Value.Int64()))
		}
		return true
	})
	l.count.Add(1)
	return nil
}

// TestLineThatIsCutAgainAndAgain: as long as each connection brings something
// across, the next try is not put off further and further.
func TestLineThatIsCutAgainAndAgain(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	l, lost := localStation(t, c, a), &losses{}
	l.before = func(_ int, r *http.Request) error {
		if r.URL.Path != wire.PathDigests {
			return nil
		}
		for a.unsent() > 0 { // cut behind the push, before anything is compared
			select {
			case <-r.Context().Done():
				return r.Context().Err()
			case <-time.After(time.Millisecond):
			}
		}
		a.write(newCase(), "つぎの記録")
		return errCut
	}
	a.write(newCase(), "はじめの記録")
	a.run(via(l), func(c *client.Config) { c.Log = slog.New(lost) })
	eventually(t, "five connections to be cut", func() bool { return lost.count.Load() >= 5 })
	a.stop()
	if n := lost.failures.Load(); n > 0 {
		t.Errorf("%d failures in a row were counted", n)
	}
}
