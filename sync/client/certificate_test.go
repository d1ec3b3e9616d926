package client_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// authority reads the certificate authority of a center's folder.
func authority(t *testing.T, dir string) (*x509.Certificate, any) {
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
	key, err := x509.ParsePKCS8PrivateKey(read("ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	return ca, key
}

// TestCertificateIsNotTaken shows a center a certificate that has expired, and
// one of another center: the status says which, and the work is kept.
func TestCertificateIsNotTaken(t *testing.T) {
	c, other := centertest.Start(t), centertest.Start(t)
	_, a := found(t, c)
	for _, tc := range []struct {
		name  string
		by    string
		until time.Time
		want  error
		phase client.Phase
	}{
		{"Expired", c.Dir, time.Now().Add(-time.Hour), client.ErrExpired, client.PhaseExpired},
		{"OfAnotherCenter", other.Dir, time.Now().Add(time.Hour), wire.ErrNoCertificate, client.PhaseRefused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ca, caKey := authority(t, tc.by)
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
				SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: a.desk.ID.String()},
				NotBefore: tc.until.AddDate(-1, 0, 0), NotAfter: tc.until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
			}, ca, &key.PublicKey, caKey)
			if err != nil {
				t.Fatal(err)
			}
			a.run(quick, func(config *client.Config) {
				config.Endpoint.Certificate = tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}
			})
			defer a.stop()
			a.waitPhase(tc.phase)
			if s := a.engine.Status(); !errors.Is(s.Err, tc.want) || a.unsent() != 1 || s.Online() {
				t.Errorf("got %+v with %d unsent", s, a.unsent())
			}
		})
	}
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
}
