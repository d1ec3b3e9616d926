package center_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

// patience bounds every wait of these tests, and no test waits for it.
const patience = 30 * time.Second

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// closed reports that the other side ends a connection before patience does.
func closed(t *testing.T, conn net.Conn) {
	t.Helper()
	conn.SetReadDeadline(time.Now().Add(patience))
	_, err := io.Copy(io.Discard, conn)
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		t.Errorf("the center keeps the connection open")
	}
}

// shake makes a TLS connection as anybody can.
func shake(t *testing.T, address string) *tls.Conn {
	t.Helper()
	conn := tls.Client(dial(t, address), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err := conn.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestConnectionsOfOneAddress(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{PerAddress: 3}})
	var open []net.Conn
	for range 3 {
		open = append(open, shake(t, c.Address()))
	}
	for range 5 {
		closed(t, dial(t, c.Address()))
	}
	open[0].Close()
	eventually(t, "a place is free again", func() bool {
		conn, err := tls.Dial("tcp", c.Address(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
	if got := gauges(t, c)[`yorisoi_turned_away_total{limit="connections"}`]; got < 5 {
		t.Errorf("turned away: got %v", got)
	}
}

func TestConnectionsInAll(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{Connections: 2, PerAddress: -1}})
	shake(t, c.Address())
	shake(t, c.Address())
	closed(t, dial(t, c.Address()))
}

func TestRequestRates(t *testing.T) {
	now := time.Now()
	c := centertest.StartWith(t, center.Config{
		Now:    func() time.Time { return now },
		Limits: center.Limits{Station: center.Rate{PerSecond: 0.5, Burst: 3}},
	})
	s, other := enrolled(t, c), enrolled(t, c)
	for i := range 4 {
		status, _, header := s.ask(http.MethodGet, wire.PathStatus, nil)
		want := http.StatusOK
		if i == 3 {
			want = http.StatusTooManyRequests
			if header.Get("Retry-After") != "3" {
				t.Errorf("retry after: got %q", header.Get("Retry-After"))
			}
		}
		if status != want {
			t.Errorf("request %d: got status %d, want %d", i, status, want)
		}
	}
	if status, _, _ := other.ask(http.MethodGet, wire.PathStatus, nil); status != http.StatusOK {
		t.Errorf("another station: got status %d", status)
	}
	now = now.Add(2 * time.Second)
	if status, _, _ := s.ask(http.MethodGet, wire.PathStatus, nil); status != http.StatusOK {
		t.Errorf("two seconds later: got status %d", status)
	}
}

func TestRequestsUnderWay(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{Parallel: 2}})
	s := enrolled(t, c)
	var streams []io.Closer
	for range 2 {
		streams = append(streams, s.listen().Body)
	}
	if status, code := s.refused(http.MethodGet, wire.PathStatus, nil); status != http.StatusTooManyRequests || code != wire.CodeTooMany {
		t.Errorf("a third request: got %d, %d", status, code)
	}
	streams[0].Close()
	eventually(t, "a place is free again", func() bool {
		status, _, _ := s.ask(http.MethodGet, wire.PathStatus, nil)
		return status == http.StatusOK
	})
}

// listen opens a stream of notices.
func (s *stranger) listen() *http.Response {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+wire.PathNotices, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { resp.Body.Close() })
	return resp
}
