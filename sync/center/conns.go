package center

import (
	"net"
	"sync"
	"time"
)

// Limits say how much stations may ask of one process, and how long they may
// take for it. A zero field has the default for one office; a negative number
// or rate means that there is no such limit.
type Limits struct {
	Connections int // open at once; 2,000
	PerAddress  int // of these from one address; 500, for an office may stand behind one
	Parallel    int // requests of one station under way at once; 64

	Station Rate // requests of one station; 200 a second, 2,000 at once
	Address Rate // requests from one address; 2,000 a second, 20,000 at once

	Begun         int           // blobs of one station that are not whole; 64
	BegunBytes    int           // that these will have; 1 GiB
	HandshakeTime time.Duration // from the connection to its first request's header; 10 s
	IdleTime      time.Duration // without any request; 5 min
	PingTime      time.Duration // of silence, after which a line must answer within as much; 30 s
	BodyTime      time.Duration // for the body of one request; 3 min
	BodyGrace     time.Duration // after which a body must have come at BodyRate; 20 s
	BodyRate      int           // bytes a second; 4 KiB
	WriteTime     time.Duration // for the station to take one page of a stream; 2 min
	DrainTime     time.Duration // for what is under way when the center ends; 10 s
}

// Rate is a bucket of tokens: Burst at once, and then PerSecond.
type Rate struct{ PerSecond, Burst float64 }

func (l Limits) withDefaults() Limits {
	for _, n := range []struct {
		field *int
		value int
	}{{&l.Connections, 2000}, {&l.PerAddress, 500}, {&l.Parallel, 64}, {&l.BodyRate, 4 << 10}, {&l.Begun, 64}, {&l.BegunBytes, 1 << 30}} {
		if *n.field == 0 {
			*n.field = n.value
		}
	}
	for _, r := range []struct {
		field *Rate
		value Rate
	}{{&l.Station, Rate{200, 2000}}, {&l.Address, Rate{2000, 20000}}} {
		if *r.field == (Rate{}) {
			*r.field = r.value
		}
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&l.HandshakeTime, 10 * time.Second}, {&l.IdleTime, 5 * time.Minute}, {&l.PingTime, 30 * time.Second},
		{&l.BodyTime, readTime}, {&l.BodyGrace, 20 * time.Second}, {&l.WriteTime, writeTime}, {&l.DrainTime, shutdownTime},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return l
}

// gate counts open connections, in all and by address.
type gate struct {
	mu     sync.Mutex
	open   int
	byAddr map[string]int
}

// enter lets a connection in unless there are too many.
func (g *gate) enter(address string, l Limits) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l.Connections > 0 && g.open >= l.Connections || l.PerAddress > 0 && g.byAddr[address] >= l.PerAddress {
		return false
	}
	if g.byAddr == nil {
		g.byAddr = map[string]int{}
	}
	g.open++
	g.byAddr[address]++
	return true
}

func (g *gate) leave(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.byAddr[address]--; g.byAddr[address] <= 0 {
		delete(g.byAddr, address)
	}
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

// limited is the listener that connections are taken from. One too many is
// closed before it costs a handshake.
func (s *server) limited(l net.Listener) net.Listener {
	return &limitedListener{Listener: l, live: s.live, limits: s.Limits}
}

type limitedListener struct {
	net.Listener
	live   *live
	limits Limits
}

// Accept returns the next connection that the limits allow.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		address := hostOf(conn.RemoteAddr().String())
		if l.live.gate.enter(address, l.limits) {
			return &countedConn{Conn: conn, leave: func() { l.live.gate.leave(address) }}, nil
		}
		l.live.metrics.turned("connections")
		conn.Close()
	}
}

// countedConn leaves the gate when it is closed.
type countedConn struct {
	net.Conn
	once  sync.Once
	leave func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	c.once.Do(c.leave)
	return c.Conn.Close()
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
