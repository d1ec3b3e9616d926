package store_test

import (
	"errors"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestGuesses: mistyping costs nothing, guessing takes longer and longer and
// comes to an end, and neither loses anything.
func TestGuesses(t *testing.T) {
	c := newCity(t)
	s := c.found("庁内PC-11")
	me := s.Me().ID
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	guess := func(password string) error {
		opened, err := store.Open(t.Context(), s.config, me, password)
		if err == nil {
			s.Store = opened
		}
		return err
	}
	for range 3 {
		if err := guess("まちがい"); store.CodeOf(err) != "wrong_password" {
			t.Fatalf("mistyped: got %v", err)
		}
	}
	waits := []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second, 160 * time.Second, 320 * time.Second}
	for i, want := range waits {
		var wait *store.WaitError
		if err := guess(password); !errors.As(err, &wait) || wait.Wait > want || wait.Wait < want-5*time.Second {
			t.Fatalf("after %d mistakes: got %v, want to wait %s", i+3, err, want)
		}
		c.tick.Lock()
		c.now = c.now.Add(want)
		c.tick.Unlock()
		if err := guess("まちがい"); store.CodeOf(err) != "wrong_password" {
			t.Fatalf("after the wait: got %v", err)
		}
	}
	c.tick.Lock()
	c.now = c.now.Add(time.Hour)
	c.tick.Unlock()
	if err := guess(password); !errors.Is(err, store.ErrTooManyGuesses) {
		t.Errorf("after ten mistakes: got %v", err)
	}
}

// TestGuessesEndWithASignIn: the right password in time begins the count anew,
// and the center says how many there may be.
func TestGuessesEndWithASignIn(t *testing.T) {
	c := newCity(t)
	s := c.found("庁内PC-11")
	if err := s.SetPolicy(t.Context(), ledger.PolicyGuesses, "4"); err != nil {
		t.Fatal(err)
	}
	me := s.Me().ID
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := store.Open(t.Context(), s.config, me, "まちがい"); store.CodeOf(err) != "wrong_password" {
				t.Fatalf("mistyped: got %v", err)
			}
		}
		again, err := store.Open(t.Context(), s.config, me, password)
		if err != nil {
			t.Fatal(err)
		}
		s.Store = again
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		_, _ = store.Open(t.Context(), s.config, me, "まちがい")
		c.tick.Lock()
		c.now = c.now.Add(time.Hour)
		c.tick.Unlock()
	}
	if _, err := store.Open(t.Context(), s.config, me, password); !errors.Is(err, store.ErrTooManyGuesses) {
		t.Errorf("after four mistakes: got %v", err)
	}
}
