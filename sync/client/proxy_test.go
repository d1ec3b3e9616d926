package client_test

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// cable is a TCP line between stations and a center that can be cut, also
// after some bytes of what the center says or is told.
type cable struct {
	tb       testing.TB
	listener net.Listener
	to       string
	down     atomic.Bool
	budget   atomic.Int64 // bytes until the next cut, either way; 0: no cut
	cuts     atomic.Int64
	taken    atomic.Int64 // connections
	silent   atomic.Bool  // new lines carry nothing

	mu     sync.Mutex
	lines  map[net.Conn]bool
	frozen map[net.Conn]bool // they stand and carry nothing
	done   sync.WaitGroup
}

func newCable(tb testing.TB, to string) *cable {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	c := &cable{tb: tb, listener: listener, to: to, lines: map[net.Conn]bool{}, frozen: map[net.Conn]bool{}}
	c.done.Go(c.accept)
	tb.Cleanup(func() {
		listener.Close()
		c.cut()
		c.done.Wait()
	})
	return c
}

func (c *cable) address() string { return c.listener.Addr().String() }

func (c *cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		if c.down.Load() {
			near.Close()
			continue
		}
		far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", c.to)
		if err != nil {
			near.Close()
			continue
		}
		c.taken.Add(1)
		c.mu.Lock()
		c.lines[near], c.lines[far] = true, true
		if c.silent.Load() {
			c.frozen[near], c.frozen[far] = true, true
		}
		c.mu.Unlock()
		c.done.Go(func() { c.carry(near, far) })
		c.done.Go(func() { c.carry(far, near) })
	}
}

// carry copies in small pieces, so that cuts fall inside of messages.
func (c *cable) carry(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	piece := make([]byte, 1000)
	for {
		n, err := from.Read(piece)
		if err == nil && c.isFrozen(from) {
			continue // lost on the way
		}
		if left := c.budget.Load(); left > 0 && n > 0 {
			if c.budget.CompareAndSwap(left, max(0, left-int64(n))) && left <= int64(n) {
				to.Write(piece[:left/2])
				c.cut()
				return
			}
		}
		if _, werr := to.Write(piece[:n]); err != nil || werr != nil {
			return
		}
	}
}

// cut breaks all lines; new ones can be made unless the cable is down.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range c.lines {
		if tcp, ok := line.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		line.Close()
		delete(c.lines, line)
	}
	c.cuts.Add(1)
}

// freeze lets all lines stand without carrying anything any more.
func (c *cable) freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range c.lines {
		c.frozen[line] = true
	}
}

func (c *cable) isFrozen(line net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen[line]
}

// dial goes through the cable whatever address is asked for.
func (c *cable) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, c.address())
}
