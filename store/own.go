package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrSharedStation is returned where others can sign in too.
var ErrSharedStation = errors.New("others can sign in on this station")

// Alone reports whether this station is marked as one on which the person
// signed in signs in and nobody else, so that restricted cases may lie here.
func (s *Store) Alone() bool {
	at := s.Directory().Stations[s.Station()]
	return at != nil && !at.Removed && at.Only == s.who && s.who != uuid.Nil
}

// Claim marks this station as one on which the person signed in signs in and
// nobody else. It reports whether it is one: not where others can sign in too,
// nor for somebody who reads no cases. Nobody can do it for another person.
func (s *Store) Claim(ctx context.Context) (bool, error) {
	if s.Alone() {
		return true, nil
	}
	signIns, err := SignIns(s.c.Dir)
	if err != nil {
		return false, err
	}
	at := s.Directory().Stations[s.Station()]
	if len(signIns) != 1 || signIns[0].Staff != s.who || !s.Reads() || at == nil || at.Removed || at.Only != uuid.Nil {
		return false, nil
	}
	if err := s.setOnly(ctx, s.who.String()); err != nil {
		return false, fmt.Errorf("claim station: %w", err)
	}
	return s.Alone(), nil
}

// Share takes that back: others may sign in here from then on. Restricted cases
// leave as any case does that has left the scope.
func (s *Store) Share(ctx context.Context) error {
	if !s.Alone() {
		return nil
	}
	if err := s.setOnly(ctx, ""); err != nil {
		return fmt.Errorf("share station: %w", err)
	}
	return nil
}

func (s *Store) setOnly(ctx context.Context, staff string) error {
	return s.writeDirectory(ctx, &ledger.Edit{Record: s.Station(), Kind: ledger.KindStation, Set: map[string]any{ledger.FieldOnly: staff}})
}

// mayShare refuses a second person where cases lie that are for one alone, and
// otherwise says that the station is not theirs alone any more.
func (s *Store) mayShare(ctx context.Context, staff uuid.UUID) error {
	if !s.Alone() || staff == s.who {
		return nil
	}
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return err
	}
	for kase := range walls {
		var here bool
		if err := s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM head WHERE file = ?)`, kase[:]).Scan(&here); err != nil {
			return s.fault(err)
		}
		if here {
			return ErrRestricted
		}
	}
	return s.Share(ctx)
}
