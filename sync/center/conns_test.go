package center_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

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
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{WriteTime: 300 * time.Millisecond}})
	s, desk := founded(t, c)
	for range 9 {
		s.push(desk.Write(uuid.New(), strings.Repeat("記録", 150_000)))
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+wire.PathChanges, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	eventually(t, "the stream is cut", func() bool { return gauges(t, c)[`yorisoi_requests_total{path="/v1/changes",code="0"}`] == 1 })
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("a cut stream looks whole")
	}
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

// TestShutdown ends a center while a push is under way and a station listens:
// the push is finished and receipted, the notices end properly, and one push
// that never goes on is not waited for longer than the limit.
func TestShutdown(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{DrainTime: 3 * time.Second}})
	s, desk := founded(t, c)
	notices := s.listen()
	raw := desk.Write(uuid.New(), "書きかけの送信")
	body, rest := io.Pipe()
	answers := make(chan error, 2)
	ask := func(r io.Reader) {
		req, err := http.NewRequest(http.MethodPost, s.base+wire.PathPush, r)
		if err == nil {
			var resp *http.Response
			if resp, err = s.http.Do(req); err == nil {
				_, err = io.ReadAll(resp.Body)
				resp.Body.Close()
			}
		}
		answers <- err
	}
	go ask(body)
	if _, err := rest.Write(raw[:10]); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the push is under way", func() bool { return gauges(t, c)[`yorisoi_requests_open{path="/v1/push"}`] == 1 })
	ended := make(chan time.Duration, 1)
	begun := time.Now()
	go func() { c.Stop(); ended <- time.Since(begun) }()
	if _, err := io.ReadAll(notices.Body); err != nil {
		t.Errorf("notices: got %v, want a proper end", err)
	}
	if _, err := rest.Write(raw[10:]); err != nil {
		t.Fatal(err)
	}
	rest.Close()
	if err := <-answers; err != nil {
		t.Errorf("push under way: %v", err)
	}
	if took := <-ended; took > 2*patience {
		t.Errorf("the end took %s", took)
	}
	changes := contentOf(t, logOf(t, c.Dir)).Changes
	if len(changes) != 2 || !bytes.Equal(changes[1], raw) {
		t.Errorf("the log has %d changes", len(changes))
	}
}

func TestShutdownOfStuckRequests(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{DrainTime: 200 * time.Millisecond}})
	s, _ := founded(t, c)
	body := newSlowBody(t)
	answered := make(chan error, 1)
	go func() {
		req, err := http.NewRequest(http.MethodPost, s.base+wire.PathPush, body)
		if err == nil {
			_, err = s.http.Do(req)
		}
		answered <- err
	}()
	eventually(t, "the push is under way", func() bool { return gauges(t, c)[`yorisoi_requests_open{path="/v1/push"}`] == 1 })
	c.Stop() // fails the test when it takes 20 seconds
	if err := <-answered; err == nil {
		t.Error("a push that never ended has an answer")
	}
}

// TestCertificateOutOfDate shows certificates of the right authority whose
// time is over, or has not come.
func TestCertificateOutOfDate(t *testing.T) {
	c := centertest.Start(t)
	for _, tc := range []struct {
		name        string
		from, until time.Duration
	}{{"Expired", -48 * time.Hour, -24 * time.Hour}, {"NotYet", 24 * time.Hour, 48 * time.Hour}} {
		t.Run(tc.name, func(t *testing.T) {
			s := enrolled(t, c)
			e := s.end
			e.Certificate = dated(t, c.Dir, s.id, tc.from, tc.until)
			late := speak(t, c.Address(), e, s.id)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, late.base+wire.PathStatus, nil)
			if err != nil {
				t.Fatal(err)
			}
			if resp, err := late.http.Do(req); err == nil {
				resp.Body.Close()
				t.Errorf("got status %d, want no connection", resp.StatusCode)
			}
		})
	}
}

// dated issues a station's certificate with the authority's own key.
func dated(t *testing.T, dir string, station uuid.UUID, from, until time.Duration) tls.Certificate {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(b)
		return block.Bytes
	}
	ca, err := x509.ParseCertificate(read("ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	caKey, err := x509.ParsePKCS8PrivateKey(read("ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: station.String()}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}
}
