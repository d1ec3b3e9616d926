package trust

import (
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"golang.org/x/crypto/argon2"
)

// ErrWrongPassword is returned when a locked identity is whole but the
// password, or the center secret mixed into it, is not the one that locked it.
var ErrWrongPassword = errors.New("wrong password")

// KDF are the parameters of Argon2id; they are stored beside what they lock
// and can be raised at any later locking.
type KDF struct {
	_         struct{} `cbor:",toarray"`
	Time      uint32
	MemoryKiB uint32
	Threads   uint8
}

// DefaultKDF costs 64 MiB and some hundred milliseconds of an office PC.
var DefaultKDF = KDF{Time: 3, MemoryKiB: 64 * 1024, Threads: 2}

func (k KDF) check() error {
	if k.Time < 1 || k.Time > 64 || k.MemoryKiB < 8 || k.MemoryKiB > 4<<20 || k.Threads < 1 {
		return fmt.Errorf("check kdf: time %d, memory %d KiB, threads %d out of range", k.Time, k.MemoryKiB, k.Threads)
	}
	return nil
}

// Locked is an identity sealed by its owner's password and the center secret.
// It is kept in the directory; the center has no center secret, so a copy of
// the center's disk does not let anyone try passwords.
type Locked struct {
	_    struct{} `cbor:",toarray"`
	ID   uuid.UUID
	KDF  KDF
	Salt []byte // 16 bytes
	Box  []byte // the seed, sealed
}

// Lock seals the identity by password and the center secret.
func (i *Identity) Lock(rand io.Reader, password, secret []byte, kdf KDF) (Locked, error) {
	if err := kdf.check(); err != nil {
		return Locked{}, err
	}
	l := Locked{ID: i.id, KDF: kdf, Salt: make([]byte, 16)}
	if _, err := io.ReadFull(rand, l.Salt); err != nil {
		return Locked{}, fmt.Errorf("lock identity: %w", err)
	}
	key, err := l.key(password, secret)
	if err != nil {
		return Locked{}, err
	}
	l.Box, err = key.Seal(rand, l.place(), i.seed[:])
	if err != nil {
		return Locked{}, fmt.Errorf("lock identity: %w", err)
	}
	return l, nil
}

// Unlock returns the identity, or ErrWrongPassword.
func (l Locked) Unlock(password, secret []byte) (*Identity, error) {
	if err := l.KDF.check(); err != nil {
		return nil, err
	}
	key, err := l.key(password, secret)
	if err != nil {
		return nil, err
	}
	seed, err := key.Open(l.place(), l.Box)
	if err != nil || len(seed) != seedSize {
		return nil, ErrWrongPassword
	}
	return identityFromSeed(l.ID, [seedSize]byte(seed))
}

func (l Locked) place() []byte {
	l.Box = nil
	return append([]byte("yorisoi/v1 locked identity\x00"), MustEncode(l)...)
}

func (l Locked) key(password, secret []byte) (Key, error) {
	stretched := argon2.IDKey(password, l.Salt, l.KDF.Time, l.KDF.MemoryKiB, l.KDF.Threads, 32)
	both, err := derive(append(stretched, secret...), "yorisoi/v1 identity password")
	if err != nil {
		return Key{}, err
	}
	return newKey(uuid.Nil, [32]byte(both))
}
