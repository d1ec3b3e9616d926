package trust

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/google/uuid"
)

const (
	labelSlot = "yorisoi/v1 store slot"
	labelKept = "yorisoi/v1 kept identity"
)

// SlotSecret is what opens this person's recovery slot of one station, and no
// other's: 32 bytes that follow from the identity. Written as words it is what
// a person who has forgotten the password is told.
func (i *Identity) SlotSecret(station uuid.UUID) []byte {
	secret, err := hkdf.Key(sha256.New, i.seed[:], station[:], labelSlot, 32)
	if err != nil {
		panic(err) // SHA-256 and 32 bytes are within the limits of HKDF
	}
	return secret
}

// Keep seals the identity under its own slot secret of a station, for the
// store there: who opened the store by the words has the identity too.
func (i *Identity) Keep(rand io.Reader, station uuid.UUID) ([]byte, error) {
	secret := i.SlotSecret(station)
	defer clear(secret)
	key, err := keptKey(secret)
	if err != nil {
		return nil, err
	}
	return key.Seal(rand, recoveryPlace(labelKept, station, i.id), i.seed[:])
}

// OpenKept returns the identity that Keep sealed. It returns ErrWrongPassword
// when the secret is of another person or station.
func OpenKept(station, staff uuid.UUID, secret, box []byte) (*Identity, error) {
	key, err := keptKey(secret)
	if err != nil {
		return nil, err
	}
	seed, err := key.Open(recoveryPlace(labelKept, station, staff), box)
	if err != nil || len(seed) != seedSize {
		return nil, fmt.Errorf("open kept identity: %w", ErrWrongPassword)
	}
	defer clear(seed)
	return identityFromSeed(staff, [seedSize]byte(seed))
}

func keptKey(secret []byte) (Key, error) {
	key, err := derive(secret, labelKept)
	if err != nil {
		return Key{}, err
	}
	defer clear(key)
	return newKey(uuid.Nil, [32]byte(key))
}

// Wipe overwrites what the identity holds of its secret. Copies that the
// standard library keeps inside its keys stay until they are collected.
func (i *Identity) Wipe() {
	if i == nil {
		return
	}
	clear(i.seed[:])
	clear(i.sign)
	i.receive = nil
}
