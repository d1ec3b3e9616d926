package wire

import (
	"crypto/sha256"
	"crypto/x509"

	"yorisoi/store/trust"
)

// Pin is the SHA-256 of the SubjectPublicKeyInfo of the center's certificate
// authority: all that a station needs to know the center by.
type Pin [sha256.Size]byte

// PinOf returns the pin of a certificate authority.
func PinOf(ca *x509.Certificate) Pin { return sha256.Sum256(ca.RawSubjectPublicKeyInfo) }

// Fingerprint is the beginning of the SHA-256 of a person's public identity.
// Its zero value stands for none.
type Fingerprint [8]byte

// FingerprintOf returns the fingerprint of p.
func FingerprintOf(p trust.PublicIdentity) Fingerprint {
	sum := sha256.Sum256(trust.MustEncode(p))
	return Fingerprint(sum[:8])
}
