package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"yorisoi/store/protect"
	"yorisoi/store/sealed"
)

// newSecret draws the station's secret and keeps it as well as the machine
// can.
func (c Config) newSecret(ctx context.Context) ([]byte, error) {
	secret := make([]byte, protect.SecretSize)
	random := c.Rand
	if random == nil {
		random = rand.Reader
	}
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("draw station secret: %w", err)
	}
	if _, err := protect.Write(ctx, c.path(secretFile), secret, c.Keeper, replaceFile); err != nil {
		return nil, sealed.Classify(err)
	}
	return secret, nil
}

// secret reads the station's secret. One that lies in a plain file although
// the machine could keep it better is given to it from now on.
func (c Config) secret(ctx context.Context) ([]byte, error) {
	secret, how, err := protect.Read(ctx, c.path(secretFile), c.Keeper)
	if err != nil {
		return nil, err
	}
	if how == protect.ByFile && c.Keeper != nil {
		if _, err := protect.Write(ctx, c.path(secretFile), secret, c.Keeper, replaceFile); err != nil {
			c.Log.Warn("protect station secret", "err", err) // it stays as it was, and opens
		}
	}
	return secret, nil
}

// SecretKeptBy says what keeps this station's secret, for people to know what
// a stolen machine gives away.
func (s *Store) SecretKeptBy(ctx context.Context) (protect.How, error) {
	_, how, err := protect.Read(ctx, s.c.path(secretFile), s.c.Keeper)
	return how, err
}

// forgetKeys overwrites what the store holds of keys, as far as Go lets it:
// the identity's seed, the rings and the master key. What the standard library
// made of them, and copies that the garbage collector has not yet collected or
// handed back, stay until it does, and so do pages that SQLite had in its
// cache: whoever can read the memory of the running program may find some of
// them after the lock (a third of the copies of a case key, when it was
// measured), and none once the program has ended.
func (s *Store) forgetKeys() {
	s.me.Wipe()
	clear(s.keys)
	clear(s.own)
	clear(s.master[:])
	s.keys, s.byCase, s.own, s.me, s.sheet = nil, nil, nil, nil, nil
}
