package store

import (
	"errors"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrMixedSignIns is returned when people who read cases and people who do not
// would sign in on one station: whoever opens a store has all that lies in it.
var ErrMixedSignIns = errors.New("people who read cases and people who do not cannot share a station")

// mayMix refuses a person on a station whose people read cases while they do
// not, or the other way round.
func (s *Store) mayMix(person *ledger.Staff) error {
	reads := ledger.Entitled(ledger.GroupAllStaff, person)
	signIns, err := SignIns(s.c.Dir)
	if err != nil {
		return err
	}
	dir := s.Directory()
	for _, other := range signIns {
		there := dir.Staff[other.Staff]
		if other.Staff == person.ID || there == nil || there.Removed {
			continue
		}
		if ledger.Entitled(ledger.GroupAllStaff, there) != reads {
			return ErrMixedSignIns
		}
	}
	if !reads && s.holdsKeys() {
		return ErrMixedSignIns // of people who have left
	}
	return nil
}

// holdsKeys reports whether cases are open on this station.
func (s *Store) holdsKeys() bool {
	s.shared.RLock()
	defer s.shared.RUnlock()
	group := s.dir.Groups[ledger.GroupAllStaff]
	for _, k := range s.keys {
		if k.of == group && group != uuid.Nil {
			return true
		}
	}
	return false
}

// mayOpen refuses to open a store in which colleagues read cases to somebody
// who is on no account to: whose roles were taken, or who was removed. What
// they wrote is sent by the others. Where nobody else signs in, they may, so
// that their own work is not shut in.
func (s *Store) mayOpen() error {
	dir := s.Directory()
	me := dir.Staff[s.who]
	if me == nil || ledger.Entitled(ledger.GroupAllStaff, me) || !s.holdsKeys() {
		return nil
	}
	signIns, err := SignIns(s.c.Dir)
	if err != nil {
		return err
	}
	for _, other := range signIns {
		if other.Staff != s.who && ledger.Entitled(ledger.GroupAllStaff, dir.Staff[other.Staff]) {
			return ErrNoKeys
		}
	}
	return nil
}
