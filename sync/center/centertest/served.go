// Package centertest serves real centers on loopback, for tests and
// benchmarks.
package centertest

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"yorisoi/sync/center"
)

// Served is a center that answers on loopback.
type Served struct {
	*center.Center
	Dir  string
	Stop func() // returns when Serve has and the folder is closed
}

// Start serves a new center until the test ends.
func Start(tb testing.TB) *Served {
	tb.Helper()
	return StartWith(tb, center.Config{})
}

// StartWith is Start with a Config, in which Dir is set.
func StartWith(tb testing.TB, c center.Config) *Served {
	tb.Helper()
	c.Dir = filepath.Join(tb.TempDir(), "center")
	listener := Listen(tb, "127.0.0.1:0")
	if err := center.Init(tb.Context(), c, listener.Addr().String()); err != nil {
		tb.Fatal(err)
	}
	return Serve(tb, c, listener)
}

// Listen opens a listener, trying for a while where the address was just let
// go of.
func Listen(tb testing.TB, address string) net.Listener {
	tb.Helper()
	for try := 0; ; try++ {
		listener, err := net.Listen("tcp", address)
		if err == nil {
			return listener
		}
		if try == 100 {
			tb.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Serve opens a center's folder and serves it until Stop or the test's end.
// When it returns the center holds its folder and answers.
func Serve(tb testing.TB, c center.Config, listener net.Listener) *Served {
	tb.Helper()
	ready := make(chan struct{})
	wanted := c.Ready
	c.Ready = func() {
		if wanted != nil {
			wanted()
		}
		close(ready)
	}
	opened, err := center.Open(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	ended := make(chan error, 1)
	go func() { ended <- opened.Serve(ctx, listener) }()
	s := &Served{Center: opened, Dir: c.Dir}
	stopped := false
	s.Stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				tb.Errorf("serve: %v", err)
			}
		case <-time.After(20 * time.Second):
			tb.Error("serve did not end")
		}
		if err := opened.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	}
	tb.Cleanup(s.Stop)
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		tb.Fatalf("serve: %v", err)
	case <-time.After(20 * time.Second):
		tb.Fatal("the center does not answer")
	}
	return s
}
