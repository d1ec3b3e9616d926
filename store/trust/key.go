package trust

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"
)

// ErrSealBroken is returned when sealed bytes were changed, belong to another
// place, or were sealed with another key.
var ErrSealBroken = errors.New("sealed bytes do not open")

// Key is a symmetric key that seals the bodies of a case (a case key) or the
// keys of many cases (a group key). Its zero value seals nothing.
type Key struct {
	ID     uuid.UUID
	secret [32]byte
	aead   cipher.AEAD
}

// NewKey makes a key from 48 bytes of rand: its id and its secret.
func NewKey(rand io.Reader) (Key, error) {
	id, err := uuid.NewRandomFromReader(rand)
	if err != nil {
		return Key{}, fmt.Errorf("make key: %w", err)
	}
	var secret [32]byte
	if _, err := io.ReadFull(rand, secret[:]); err != nil {
		return Key{}, fmt.Errorf("make key: %w", err)
	}
	return newKey(id, secret)
}

func newKey(id uuid.UUID, secret [32]byte) (Key, error) {
	aead, err := chacha20poly1305.NewX(secret[:])
	if err != nil {
		return Key{}, fmt.Errorf("make key: %w", err)
	}
	return Key{ID: id, secret: secret, aead: aead}, nil
}

// Secret returns the 32 secret bytes, for the sealed store that keeps them.
func (k Key) Secret() []byte { return append([]byte(nil), k.secret[:]...) }

// KeyFromSecret restores a key that a sealed store kept.
func KeyFromSecret(id uuid.UUID, secret []byte) (Key, error) {
	if len(secret) != 32 {
		return Key{}, fmt.Errorf("restore key %s: secret of %d bytes", id, len(secret))
	}
	return newKey(id, [32]byte(secret))
}

// Name is an id that follows from the key and what is named: whoever has the
// key comes to the same, and nobody else can tell what it stands for.
func (k Key) Name(label string, what []byte) (uuid.UUID, error) {
	secret, err := derive(k.secret[:], label)
	if err != nil {
		return uuid.Nil, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(what)
	id := uuid.UUID(mac.Sum(nil)[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8: of an application's own making
	return id, nil
}

// Seal encrypts and authenticates plain, and authenticates place, which says
// where the sealed bytes belong. The nonce is random, 192 bits, and leads the
// output. The length of plain is hidden up to its bucket (see pad).
func (k Key) Seal(rand io.Reader, place, plain []byte) ([]byte, error) {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+padded(len(plain))+chacha20poly1305.Overhead)
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return k.aead.Seal(nonce, nonce, pad(plain), place), nil
}

// Open returns what Seal was given for the same place, or ErrSealBroken.
func (k Key) Open(place, sealed []byte) ([]byte, error) {
	if k.aead == nil || len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, ErrSealBroken
	}
	nonce, box := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plain, err := k.aead.Open(nil, nonce, box, place)
	if err != nil {
		return nil, ErrSealBroken
	}
	return unpad(plain)
}

// padBucket is the step, in bytes, up to which lengths are hidden.
const padBucket = 64

func padded(n int) int { return (n + 1 + padBucket - 1) / padBucket * padBucket }

// pad appends 0x80 and zeros up to the next bucket (ISO/IEC 7816-4), so that
// the center cannot tell "yes" from "no" by its length.
func pad(plain []byte) []byte {
	out := make([]byte, padded(len(plain)))
	copy(out, plain)
	out[len(plain)] = 0x80
	return out
}

func unpad(b []byte) ([]byte, error) {
	for n := len(b) - 1; n >= 0; n-- {
		switch b[n] {
		case 0:
		case 0x80:
			return b[:n], nil
		default:
			return nil, ErrSealBroken
		}
	}
	return nil, ErrSealBroken
}
