package store

import (
	"context"
	"errors"

	"yorisoi/store/sealed"
)

// checkPasswordAgain makes sure that whoever sits here is the person signed in,
// by their password. Wrong ones count like those at the sign-in page.
func (s *Store) checkPasswordAgain(ctx context.Context, password string) error {
	if err := s.c.mayGuess(s.who); err != nil {
		return err
	}
	secret, err := s.c.secret(ctx)
	if err != nil {
		return err
	}
	slots, err := openSlots(s.c.Dir)
	if err != nil {
		return err
	}
	master, err := slots.Unlock(s.who, []byte(password), secret)
	if errors.Is(err, sealed.ErrWrongPassword) {
		if noted := Failed(s.c.Dir, s.who, s.c.Now()); noted != nil {
			s.c.Log.Error("note a wrong password", "err", noted)
		}
	}
	clear(master[:])
	return err
}
