package protect

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/zalando/go-keyring"
	"golang.org/x/crypto/chacha20poly1305"
)

// service is the name that the key ring shows to its owner.
const service = "yorisoi"

// patience bounds how long the key ring may take: it may be asking its owner
// for a password on a screen that nobody looks at.
const patience = 20 * time.Second

func system() Keeper {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return nil // no session, no Secret Service
	}
	return ring{}
}

// ring is the Secret Service of the desktop session. It keeps a key; the
// secret, sealed by it, is in our file.
type ring struct{}

// ringName is the length of a key's name, in bytes.
const ringName = 16

func (ring) How() How { return BySecretService }

func (ring) Wrap(ctx context.Context, secret []byte) ([]byte, error) {
	fresh := make([]byte, ringName+chacha20poly1305.KeySize)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("draw key: %w", err)
	}
	name, key := fresh[:ringName], fresh[ringName:]
	err := within(ctx, func() error {
		return keyring.Set(service, hex.EncodeToString(name), base64.StdEncoding.EncodeToString(key))
	})
	if err != nil {
		return nil, fmt.Errorf("put key into the key ring: %w", err)
	}
	return boxed(key, name, secret)
}

func (ring) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	if len(wrapped) < ringName {
		return nil, ErrAway
	}
	name := wrapped[:ringName]
	var text string
	err := within(ctx, func() (err error) {
		text, err = keyring.Get(service, hex.EncodeToString(name))
		return err
	})
	if err != nil {
		return nil, errors.Join(ErrAway, fmt.Errorf("take key from the key ring: %w", err))
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.Join(ErrAway, err)
	}
	return unboxed(key, name, wrapped[ringName:])
}

func (ring) Forget(ctx context.Context, wrapped []byte) error {
	if len(wrapped) < ringName {
		return nil
	}
	err := within(ctx, func() error { return keyring.Delete(service, hex.EncodeToString(wrapped[:ringName])) })
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return fmt.Errorf("take key out of the key ring: %w", err)
	}
	return nil
}

// within gives do its time. What does not come back is left behind: the bus
// has no way to call it off.
func within(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the key ring: %w", ctx.Err())
	}
}
