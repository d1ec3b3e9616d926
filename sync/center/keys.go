package center

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// Files of a center's folder beside its log.
const (
	fileConfig   = "center.json"  // id and address
	fileCA       = "ca.pem"       // the authority's certificate
	fileCAKey    = "ca.key"       // its private key
	fileReceipts = "receipts.key" // the seed of the identity that signs receipts
	fileLog      = "center.db"
	fileLock     = "serve.lock"
)

const (
	pemSeed = "YORISOI CENTER SEED"
	// serverLife is how long a server certificate holds; serve makes another
	// at half of it.
	serverLife = 30 * 24 * time.Hour
)

// Certificates of the authority and of stations do not run out: a laptop
// that was away for a year must still be able to hand in its work, and
// whether it may is for the directory to say. RFC 5280 §4.1.2.5 gives this
// date to certificates without an end.
var (
	longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	never   = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
)

// keys are a center's secrets.
type keys struct {
	ca       *x509.Certificate
	caKey    *ecdsa.PrivateKey
	receipts *trust.Identity
}

// createKeys writes the keys of a new center into dir.
func createKeys(dir string, center uuid.UUID, random io.Reader) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return fmt.Errorf("make authority: %w", err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Yorisoi center " + center.String()},
		NotBefore: longAgo, NotAfter: never, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(random, ca, ca, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("make authority: %w", err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("make authority: %w", err)
	}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(random, seed); err != nil {
		return fmt.Errorf("make receipt key: %w", err)
	}
	for _, file := range []struct {
		name string
		pem.Block
	}{
		{fileCA, pem.Block{Type: "CERTIFICATE", Bytes: der}},
		{fileCAKey, pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}},
		{fileReceipts, pem.Block{Type: pemSeed, Bytes: seed}},
	} {
		if err := os.WriteFile(filepath.Join(dir, file.name), pem.EncodeToMemory(&file.Block), 0o600); err != nil {
			return fmt.Errorf("write %s: %w", file.name, err)
		}
	}
	return nil
}

// loadKeys reads what createKeys wrote.
func loadKeys(dir string, center uuid.UUID) (*keys, error) {
	der, err := readPEM(dir, fileCA, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	k := &keys{}
	if k.ca, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("read %s: %w", fileCA, err)
	}
	if der, err = readPEM(dir, fileCAKey, "PRIVATE KEY"); err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", fileCAKey, err)
	}
	var ok bool
	if k.caKey, ok = key.(*ecdsa.PrivateKey); !ok || !k.caKey.PublicKey.Equal(k.ca.PublicKey) {
		return nil, fmt.Errorf("read %s: not the key of %s", fileCAKey, fileCA)
	}
	seed, err := readPEM(dir, fileReceipts, pemSeed)
	if err != nil {
		return nil, err
	}
	if len(seed) != 32 {
		return nil, fmt.Errorf("read %s: seed of %d bytes", fileReceipts, len(seed))
	}
	if k.receipts, err = trust.NewIdentity(bytes.NewReader(seed), center); err != nil {
		return nil, fmt.Errorf("read %s: %w", fileReceipts, err)
	}
	return k, nil
}

func readPEM(dir, name, kind string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("read %s: no PEM block %q", name, kind)
	}
	return block.Bytes, nil
}

// issue signs a certificate for a public key.
func (k *keys) issue(template *x509.Certificate, public any) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	template.SerialNumber, template.BasicConstraintsValid = serial, true
	template.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, k.ca, public, k.caKey)
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	return der, nil
}

// stationCertificate is for a station's client side only.
func (k *keys) stationCertificate(station uuid.UUID, public any) ([]byte, error) {
	return k.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: station.String()}, NotBefore: longAgo, NotAfter: never,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, public)
}

// serverCertificate is for the name that every station asks for, and for the
// address, so that other programs can check it too.
func (k *keys) serverCertificate(now time.Time, public any, address string) ([]byte, error) {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: wire.ServerName}, DNSNames: []string{wire.ServerName},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(serverLife),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if host, _, err := net.SplitHostPort(address); err == nil {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = []net.IP{ip}
		} else if host != wire.ServerName {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return k.issue(template, public)
}

// stationKey reads the public key of a request for a certificate.
func stationKey(csr []byte) (*ecdsa.PublicKey, []byte, error) {
	request, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return nil, nil, fmt.Errorf("read certificate request: %w", err)
	}
	if err := request.CheckSignature(); err != nil {
		return nil, nil, fmt.Errorf("read certificate request: %w", err)
	}
	key, ok := request.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, nil, errors.New("read certificate request: key is not of curve P-256")
	}
	return key, request.RawSubjectPublicKeyInfo, nil
}
