package center_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

func TestSlowConnections(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{
		HandshakeTime: 200 * time.Millisecond, PingTime: 200 * time.Millisecond, IdleTime: 300 * time.Millisecond,
	}})
	preface := "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	for _, tc := range []struct {
		name  string
		begin func(t *testing.T) net.Conn
	}{
		{"Silent", func(t *testing.T) net.Conn { return dial(t, c.Address()) }},
		{"HalfAHandshake", func(t *testing.T) net.Conn {
			conn := dial(t, c.Address())
			conn.Write([]byte{22, 3, 1, 2, 0, 1}) // a ClientHello that does not go on
			return conn
		}},
		{"SilentAfterHandshake", func(t *testing.T) net.Conn { return shake(t, c.Address()) }},
		{"Idle", func(t *testing.T) net.Conn {
			conn := shake(t, c.Address())
			io.WriteString(conn, preface)
			return conn
		}},
		{"HeaderByHeader", func(t *testing.T) net.Conn {
			conn := shake(t, c.Address())
			io.WriteString(conn, preface+"\x00\x00\x01\x01\x00\x00\x00\x00\x01\x82")
			go func() { // one byte of a header now and then, and never its end
				for {
					if _, err := io.WriteString(conn, "\x00\x00\x01\x09\x00\x00\x00\x00\x01\x84"); err != nil {
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
			}()
			return conn
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.name == "SilentAfterHandshake" && testing.Short() {
				t.Skip("the standard library waits ten seconds for it")
			}
			t.Parallel()
			closed(t, tc.begin(t))
		})
	}
}

// slowBody gives one byte and then nothing until it is closed.
type slowBody struct {
	first bool
	once  sync.Once
	ended chan struct{}
}

func newSlowBody(t *testing.T) *slowBody {
	b := &slowBody{ended: make(chan struct{})}
	t.Cleanup(func() { b.Close() })
	return b
}

func (b *slowBody) Close() error {
	b.once.Do(func() { close(b.ended) })
	return nil
}

func (b *slowBody) Read(p []byte) (int, error) {
	if !b.first {
		b.first = true
		p[0] = 0x8a
		return 1, nil
	}
	<-b.ended
	return 0, io.EOF
}

// TestSlowBodies holds every place for large pushes with bodies that do not
// go on: a proper push gets its turn all the same.
func TestSlowBodies(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{BodyGrace: 300 * time.Millisecond, BodyRate: 1 << 20}})
	s, desk := founded(t, c)
	for range 12 {
		body := newSlowBody(t)
		go func() {
			req, err := http.NewRequest(http.MethodPost, s.base+wire.PathPush, body)
			if err != nil {
				return
			}
			if resp, err := s.http.Do(req); err == nil {
				resp.Body.Close()
			}
		}()
	}
	eventually(t, "slow bodies are under way", func() bool { return gauges(t, c)[`yorisoi_requests_open{path="/v1/push"}`] >= 8 })
	large := desk.Write(uuid.New(), strings.Repeat("長い記録", 60_000))
	if got := s.codes(s.push(large), large); got[0] != 0 {
		t.Errorf("got code %d", got[0])
	}
}

// TestSlowReader asks for more than a line's window and takes none of it.
func TestSlowReader(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{WriteTime: time.Second}})
	s, desk := founded(t, c)
	for range 9 {
		s.push(desk.Write(uuid.New(), strings.Repeat("記録", 150_000)))
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+wire.PathChanges, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.http.Do(req) // on a busy machine it may be cut before its head is read
	if err == nil {
		defer resp.Body.Close()
	}
	eventually(t, "the stream is cut", func() bool { return gauges(t, c)[`yorisoi_requests_total{code="0",path="/v1/changes"}`] == 1 })
	if err == nil {
		_, err = io.ReadAll(resp.Body)
	}
	if err == nil {
		t.Error("a cut stream looks whole")
	}
}
