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
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

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
