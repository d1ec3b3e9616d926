package protect

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/crypto/chacha20poly1305"

	"yorisoi/store/sealed"
)

// SecretSize is the length of a station's secret, in bytes.
const SecretSize = 32

// How says what keeps a secret.
type How string

// The ways.
const (
	ByFile          How = "file"
	ByDPAPI         How = "dpapi"
	BySecretService How = "secret_service"
)

// ErrAway is returned when what keeps the secret does not give it: the system's
// key ring is closed, or the folder was brought here from another machine.
var ErrAway = errors.New("what keeps the station's secret does not give it")

// Keeper is what an operating system offers.
type Keeper interface {
	How() How
	// Wrap returns bytes that Unwrap opens on this machine, and nowhere else.
	Wrap(ctx context.Context, secret []byte) ([]byte, error)
	// Unwrap returns ErrAway where the bytes cannot be opened here and now.
	Unwrap(ctx context.Context, wrapped []byte) ([]byte, error)
	// Forget removes what Wrap left outside of its bytes.
	Forget(ctx context.Context, wrapped []byte) error
}

// magic leads a file that says what keeps it. A file of exactly SecretSize
// bytes is one of the first release: the secret itself.
var magic = []byte("yorisoi station secret 1\n")

var letters = map[How]byte{ByFile: 'f', ByDPAPI: 'd', BySecretService: 's'}

// System is the best keeper of this machine, nil where there is none.
func System() Keeper { return system() }

// Write keeps a secret in a file, by k where it is not nil. A keeper that does
// not keep leaves the file: what protects less is better than a station that
// does not open tomorrow. The keeper is asked at once to give back what it
// got. It returns how the secret is kept.
func Write(ctx context.Context, path string, secret []byte, k Keeper, replace func(path string, data []byte) error) (How, error) {
	if len(secret) != SecretSize {
		return "", fmt.Errorf("keep station secret: %d bytes", len(secret))
	}
	how, wrapped := ByFile, secret
	if k != nil {
		if kept, err := tried(ctx, k, secret); err == nil {
			how, wrapped = k.How(), kept
		}
	}
	data := append(append(bytes.Clone(magic), letters[how]), wrapped...)
	if err := replace(path, data); err != nil {
		return "", fmt.Errorf("keep station secret: %w", err)
	}
	return how, nil
}

// tried wraps a secret and opens it again.
func tried(ctx context.Context, k Keeper, secret []byte) ([]byte, error) {
	wrapped, err := k.Wrap(ctx, secret)
	if err != nil {
		return nil, err
	}
	again, err := k.Unwrap(ctx, wrapped)
	if err == nil && !bytes.Equal(again, secret) {
		err = ErrAway
	}
	return wrapped, err
}

// Read returns the secret of a file and how it is kept. It returns ErrAway
// when the keeper does not give it, and sealed.ErrDamaged for a file that is
// none.
func Read(ctx context.Context, path string, k Keeper) ([]byte, How, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, "", fmt.Errorf("read station secret: %w", errors.Join(sealed.ErrDamaged, err))
	}
	if len(data) == SecretSize {
		return data, ByFile, nil
	}
	rest, ok := bytes.CutPrefix(data, magic)
	if !ok || len(rest) < 2 {
		return nil, "", fmt.Errorf("read station secret: %w", sealed.ErrDamaged)
	}
	letter, wrapped := rest[0], rest[1:]
	switch {
	case letter == letters[ByFile] && len(wrapped) == SecretSize:
		return wrapped, ByFile, nil
	case letter == letters[ByFile]:
		return nil, "", fmt.Errorf("read station secret: %w", sealed.ErrDamaged)
	case k == nil || letter != letters[k.How()]:
		return nil, "", fmt.Errorf("read station secret: %w", ErrAway)
	}
	secret, err := k.Unwrap(ctx, wrapped)
	if err != nil {
		return nil, "", fmt.Errorf("read station secret: %w", err)
	}
	if len(secret) != SecretSize {
		return nil, "", fmt.Errorf("read station secret: %w", sealed.ErrDamaged)
	}
	return secret, k.How(), nil
}

// Forget removes what the keeper has of a file's secret, and the file.
func Forget(ctx context.Context, path string, k Keeper) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("forget station secret: %w", err)
	}
	if rest, ok := bytes.CutPrefix(data, magic); ok && len(rest) > 1 && k != nil && rest[0] == letters[k.How()] {
		err = k.Forget(ctx, rest[1:])
	}
	if err := errors.Join(err, os.Remove(path)); err != nil {
		return fmt.Errorf("forget station secret: %w", err)
	}
	return nil
}

// boxed seals a secret under a key that lies elsewhere; name says where, and
// is bound to it.
func boxed(key, name, secret []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		return nil, err
	}
	return aead.Seal(append(bytes.Clone(name), nonce...), nonce, secret, name), nil
}

func unboxed(key, name, box []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil || len(box) < chacha20poly1305.NonceSizeX {
		return nil, ErrAway
	}
	secret, err := aead.Open(nil, box[:chacha20poly1305.NonceSizeX], box[chacha20poly1305.NonceSizeX:], name)
	if err != nil {
		return nil, ErrAway
	}
	return secret, nil
}
