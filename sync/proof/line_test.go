package proof_test

import (
	"context"
	"net"
	"sync"
)

// line is a machine's way to its center. What the center says can be kept
// from arriving, and the line be cut.
type line struct {
	mu    sync.Mutex
	quiet bool
	heard sync.Cond // quiet ended, or a connection did
	open  map[*held]bool
	limit int // bytes from the center until the next cut; 0: none
}

func newLine() *line {
	l := &line{open: map[*held]bool{}}
	l.heard.L = &l.mu
	return l
}

// held is one connection of a line.
type held struct {
	net.Conn
	line   *line
	closed bool
}

// dial is client.Config's Dial.
func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	h := &held{Conn: conn, line: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[h] = true
	return h, nil
}

// Read waits while the line is quiet.
func (h *held) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	l := h.line
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.quiet && !h.closed {
		l.heard.Wait()
	}
	if h.closed {
		return 0, net.ErrClosed
	}
	if l.limit > 0 {
		if l.limit -= n; l.limit <= 0 {
			l.limit = 0
			_ = h.Conn.Close() // the rest of what was read is lost with it
			return max(0, n-1), net.ErrClosed
		}
	}
	return n, err
}

// Close ends the connection, also while it waits.
func (h *held) Close() error {
	h.line.mu.Lock()
	h.closed = true
	delete(h.line.open, h)
	h.line.mu.Unlock()
	h.line.heard.Broadcast()
	return h.Conn.Close()
}

// silence keeps from arriving what the center says from now on.
func (l *line) silence() { l.set(true) }

// speak lets everything arrive again.
func (l *line) speak() { l.set(false) }

func (l *line) set(quiet bool) {
	l.mu.Lock()
	l.quiet = quiet
	l.mu.Unlock()
	l.heard.Broadcast()
}

// cut ends all connections; what had not arrived never will.
func (l *line) cut() {
	l.mu.Lock()
	var all []*held
	for h := range l.open {
		all = append(all, h)
	}
	l.mu.Unlock()
	for _, h := range all {
		_ = h.Close()
	}
}

// cutAfter cuts the connection once so many more bytes came from the center.
func (l *line) cutAfter(bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit = bytes
}
