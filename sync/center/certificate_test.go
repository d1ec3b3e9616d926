package center_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

// at sets the clock that a station judges certificates by.
func (s *stranger) at(now func() time.Time) {
	s.http.CloseIdleConnections()
	s.http.Transport.(*http.Transport).TLSClientConfig.Time = now
}

// TestCertificatesDoNotRunOut lets a laptop come back after sixty years; the
// center has shown many certificates of its own by then.
func TestCertificatesDoNotRunOut(t *testing.T) {
	clock := newClock()
	c := centertest.StartWith(t, center.Config{Now: clock.now})
	s := enrolled(t, c)
	s.at(clock.now)
	for _, later := range []time.Duration{0, 20 * 24 * time.Hour, 60 * 365 * 24 * time.Hour} {
		clock.advance(later)
		s.http.CloseIdleConnections()
		var status wire.Status
		s.get(http.MethodGet, wire.PathStatus, nil, &status)
		if status.Time != clock.now().UnixMilli() {
			t.Errorf("after %s: got the time %d, want %d", later, status.Time, clock.now().UnixMilli())
		}
	}
}

// TestCertificateThatRanOut shows one that the center's own authority has
// signed with an end: the station is told so by TLS, before any request.
func TestCertificateThatRanOut(t *testing.T) {
	c := centertest.Start(t)
	s := enrolled(t, c)
	ended := time.Now().Add(-time.Hour)
	s.end.Certificate = signedUntil(t, c, s, ended)
	gone := speak(t, c.Address(), s.end, s.id)
	// Nothing is sent, so that the center's word is not overtaken by a reset.
	conn, err := tls.Dial("tcp", c.Address(), gone.http.Transport.(*http.Transport).TLSClientConfig)
	if err == nil {
		defer conn.Close()
		_, err = conn.Read(make([]byte, 1))
	}
	if err == nil || !strings.Contains(err.Error(), "remote error: tls: expired certificate") {
		t.Errorf("got %v, want the alert that the certificate has expired", err)
	}
}

// signedUntil makes a certificate for a station with the center's own key.
func signedUntil(t *testing.T, c *centertest.Served, s *stranger, until time.Time) tls.Certificate {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(c.Dir, "ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(file)
	caKey, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(s.end.Certificate.Certificate[1])
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: s.id.String()},
		NotBefore: until.Add(-time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, ca, &key.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}
}
