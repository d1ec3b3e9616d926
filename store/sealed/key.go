package sealed

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
)

// MasterKey is the random secret that every key of a store is derived from.
type MasterKey [32]byte

// NewMasterKey draws a key from random, or from the system when random is nil.
func NewMasterKey(random io.Reader) (MasterKey, error) {
	var k MasterKey
	if _, err := io.ReadFull(randomOr(random), k[:]); err != nil {
		return MasterKey{}, fmt.Errorf("draw master key: %w", err)
	}
	return k, nil
}

// String keeps the key out of logs and error texts.
func (MasterKey) String() string { return "MasterKey(hidden)" }

// GoString keeps the key out of %#v.
func (MasterKey) GoString() string { return "sealed.MasterKey(hidden)" }

func randomOr(r io.Reader) io.Reader {
	if r == nil {
		return rand.Reader
	}
	return r
}

// Labels of derived keys, as FORMAT.md lists them.
const (
	labelHeader = "yorisoi sealed v1 header"
	labelPage   = "yorisoi sealed v1 page"
	labelLog    = "yorisoi sealed v1 log"
	labelMark   = "yorisoi sealed v1 mark"
	labelWear   = "yorisoi sealed v1 wear"
	labelSlot   = "yorisoi sealed v1 slot"
	labelSlots  = "yorisoi sealed v1 slots"
)

// derive is HKDF-SHA256 with a 32-byte output. It panics only if the standard
// library refuses these fixed lengths, which would be a programming error.
func derive(secret, salt []byte, info string) []byte {
	k, err := hkdf.Key(sha256.New, secret, salt, info, 32)
	if err != nil {
		panic(fmt.Sprintf("derive key: %v", err))
	}
	return k
}
