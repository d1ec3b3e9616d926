package load_test

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// street listens at one address for several centers. It gives each line to the
// next center in turn that is there.
type street struct {
	listener net.Listener
	centers  []string

	mu    sync.Mutex
	turn  int
	lines map[net.Conn]net.Conn // both ends of each, either way
	leads map[string]int        // the center that a line goes to, by the station's end of it
	cuts  int                   // lines that were broken
	done  sync.WaitGroup
}

func newStreet(tb testing.TB) *street {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(tb, err)
	s := &street{listener: listener, lines: map[net.Conn]net.Conn{}, leads: map[string]int{}}
	s.done.Go(s.accept)
	tb.Cleanup(func() {
		_ = listener.Close()
		s.cut()
		s.done.Wait()
	})
	return s
}

func (s *street) address() string { return s.listener.Addr().String() }

// leadTo adds a center.
func (s *street) leadTo(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.centers = append(s.centers, address)
}

func (s *street) accept() {
	for {
		near, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.done.Go(func() { s.join(near) })
	}
}

// join joins a station's line to a center that is there, or drops it.
func (s *street) join(near net.Conn) {
	s.mu.Lock()
	turn, centers := s.turn, s.centers
	s.turn++
	s.mu.Unlock()
	for i := range centers {
		n := (turn + i) % len(centers)
		far, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "tcp", centers[n])
		if err != nil {
			continue
		}
		s.mu.Lock()
		s.lines[near], s.lines[far] = far, near
		s.leads[near.RemoteAddr().String()] = n
		s.mu.Unlock()
		s.done.Go(func() { s.carry(near, far) })
		s.carry(far, near)
		return
	}
	reset(near)
}

func (s *street) carry(from, to net.Conn) {
	_, _ = io.Copy(to, from) // however a line ends, it ends both ways
	_, _ = from.Close(), to.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lines, from)
	delete(s.lines, to)
}

// reset ends a line as a machine does that knows nothing of it any more:
// without what is still on its way.
func reset(line net.Conn) {
	if tcp, ok := line.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = line.Close()
}

// cut resets all lines at both of their ends.
func (s *street) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range s.lines {
		reset(line)
	}
	s.cuts += len(s.lines) / 2
}

// broken is how many lines were reset so far.
func (s *street) broken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cuts
}

// leadsTo says which center a station's line goes to.
func (s *street) leadsTo(line net.Addr) (center int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	center, ok = s.leads[line.String()]
	return center, ok
}
