package trust

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// ErrShares is returned for shares that do not belong together, are the same
// one twice, or were changed: what they give is not what was divided.
var ErrShares = errors.New("shares do not fit together")

const (
	shareSecret = 32  // bytes of what is divided
	shareCheck  = 16  // bytes that say whether it came together right
	maxShares   = 255 // points of GF(256) but the one of the secret
	shareLabel  = "yorisoi/v1 share check"
)

// Share is one of several parts of a secret of 32 bytes: any two give the
// secret, one gives nothing.
type Share struct {
	_   struct{}  `cbor:",toarray"`
	Set uuid.UUID // the sharing that it belongs to
	X   uint64    // its point, 1 to 255
	Y   []byte    // 48 bytes: the values there
}

// Divide makes n shares of a secret, by Shamir's scheme over GF(256) with a
// threshold of two: each byte is the value at 0 of a line of its own, whose
// slope is random. A keyed digest of the secret is divided with it, not shown
// beside it: so shares that were changed are noticed when two come together,
// and one of them alone can be tried against nothing.
func Divide(rand io.Reader, secret []byte, n int) ([]Share, error) {
	if len(secret) != shareSecret || n < 1 || n > maxShares {
		return nil, fmt.Errorf("divide secret: %d bytes into %d", len(secret), n)
	}
	set, err := uuid.NewRandomFromReader(rand)
	if err != nil {
		return nil, fmt.Errorf("divide secret: %w", err)
	}
	slope := make([]byte, shareSecret+shareCheck)
	defer clear(slope)
	if _, err := io.ReadFull(rand, slope); err != nil {
		return nil, fmt.Errorf("divide secret: %w", err)
	}
	whole := append(append(make([]byte, 0, len(slope)), secret...), shareDigest(set, secret)...)
	defer clear(whole)
	shares := make([]Share, n)
	for i := range shares {
		x := byte(i + 1)
		shares[i] = Share{Set: set, X: uint64(x), Y: make([]byte, len(whole))}
		for k := range whole {
			shares[i].Y[k] = whole[k] ^ times(slope[k], x)
		}
	}
	return shares, nil
}

// Combine returns the secret of which two shares were made, or ErrShares.
func Combine(a, b Share) ([]byte, error) {
	if err := errors.Join(a.check(), b.check()); err != nil {
		return nil, err
	}
	if a.Set != b.Set || a.X == b.X {
		return nil, fmt.Errorf("combine shares: %w", ErrShares)
	}
	x, y := byte(a.X), byte(b.X)
	over := inverse(x ^ y) // where the line through both meets 0
	whole := make([]byte, shareSecret+shareCheck)
	for k := range whole {
		whole[k] = times(times(a.Y[k], y)^times(b.Y[k], x), over)
	}
	secret, check := whole[:shareSecret:shareSecret], whole[shareSecret:]
	if !hmac.Equal(check, shareDigest(a.Set, secret)) {
		clear(whole)
		return nil, fmt.Errorf("combine shares: %w", ErrShares)
	}
	return secret, nil
}

// check refuses what Divide does not make.
func (s Share) check() error {
	if s.X < 1 || s.X > maxShares || len(s.Y) != shareSecret+shareCheck {
		return fmt.Errorf("check share: %w", ErrShares)
	}
	return nil
}

// DecodeShare reads what Encode wrote of a share.
func DecodeShare(raw []byte) (Share, error) {
	var s Share
	if err := DecodeCanonical(raw, &s); err != nil {
		return Share{}, err
	}
	return s, s.check()
}

func shareDigest(set uuid.UUID, secret []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(shareLabel))
	m.Write([]byte{0})
	m.Write(set[:])
	return m.Sum(nil)[:shareCheck]
}

// times multiplies in GF(256) by the polynomial x⁸+x⁴+x³+x+1. It takes the
// same time for all factors: no table is looked up and nothing branches.
func times(a, b byte) byte {
	var product byte
	for range 8 {
		product ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return product
}

// inverse is a to the 254th, which is 1/a; of 0 it is 0.
func inverse(a byte) byte {
	power, out := a, byte(1)
	for range 7 { // 254 = 2+4+8+…+128
		power = times(power, power)
		out = times(out, power)
	}
	return out
}
