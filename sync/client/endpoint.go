package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// Endpoint is all that a station needs to speak to its center.
type Endpoint struct {
	Address      string // host:port
	Pin          wire.Pin
	Certificate  tls.Certificate      // the station's; its CN is the station's id
	CenterPublic trust.PublicIdentity // whose signature receipts carry
}

// kept is an Endpoint in the bytes that a store keeps.
type kept struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Address string
	Pin     []byte
	Chain   [][]byte
	Key     []byte // PKCS #8
	Center  trust.PublicIdentity
}

// Encode returns the endpoint, its private key included, for the sealed store.
func (e Endpoint) Encode() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(e.Certificate.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("encode endpoint: %w", err)
	}
	return trust.Encode(kept{
		Version: 1, Address: e.Address, Pin: e.Pin[:], Chain: e.Certificate.Certificate, Key: key, Center: e.CenterPublic,
	})
}

// DecodeEndpoint reads what Encode gave.
func DecodeEndpoint(b []byte) (Endpoint, error) {
	var k kept
	if err := trust.Decode(b, &k); err != nil {
		return Endpoint{}, fmt.Errorf("decode endpoint: %w", err)
	}
	if k.Version != 1 || len(k.Pin) != len(wire.Pin{}) {
		return Endpoint{}, fmt.Errorf("decode endpoint: version %d with a pin of %d bytes", k.Version, len(k.Pin))
	}
	cert, err := certificate(k.Chain, k.Key)
	if err != nil {
		return Endpoint{}, fmt.Errorf("decode endpoint: %w", err)
	}
	return Endpoint{Address: k.Address, Pin: wire.Pin(k.Pin), Certificate: cert, CenterPublic: k.Center}, nil
}

func certificate(chain [][]byte, pkcs8 []byte) (tls.Certificate, error) {
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("parse station key: %w", err)
	}
	if len(chain) == 0 {
		return tls.Certificate{}, errors.New("station has no certificate")
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("parse station certificate: %w", err)
	}
	return tls.Certificate{Certificate: chain, PrivateKey: key, Leaf: leaf}, nil
}

// tlsConfig trusts the pinned authority and nothing else, neither the
// system's roots nor a name: a center may move to another address.
func tlsConfig(pin wire.Pin, own *tls.Certificate) *tls.Config {
	c := &tls.Config{
		MinVersion: tls.VersionTLS13,
		ServerName: wire.ServerName,
		// Verification is VerifyConnection's; without this Go would ask the
		// system's roots, which know nothing of the center.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { return verifyPinned(pin, s.PeerCertificates) },
	}
	if own != nil {
		c.Certificates = []tls.Certificate{*own}
	}
	return c
}

// verifyPinned checks that chain is a server's certificate by the pinned
// authority. Dates are not judged: the clock that may be wrong is this one's,
// and the authority's key lives where the server's does.
func verifyPinned(pin wire.Pin, chain []*x509.Certificate) error {
	roots := x509.NewCertPool()
	found := false
	for _, c := range chain {
		if c.IsCA && wire.PinOf(c) == pin {
			roots.AddCert(c)
			found = true
		}
	}
	if !found {
		return fmt.Errorf("verify center: no certificate of the pinned authority: %w", ErrWrongCenter)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: roots, DNSName: wire.ServerName, CurrentTime: chain[0].NotBefore,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return fmt.Errorf("verify center: %w: %w", ErrWrongCenter, err)
	}
	return nil
}

// Dial opens a connection to an address, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// KeyName is what the directory calls the key of the station's certificate: by
// it people know the machine that they approve.
func (e Endpoint) KeyName() string {
	if e.Certificate.Leaf == nil {
		return ""
	}
	return ledger.KeyName(e.Certificate.Leaf.RawSubjectPublicKeyInfo)
}
