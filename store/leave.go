package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrLastManager is returned when nobody who may manage the center would be
// left, or when somebody would remove themselves.
var ErrLastManager = errors.New("nobody would be left to manage the center")

// RemoveStaff ends what a person may do: the center takes nothing more that
// they write from now on into its log, and keeps it in the hold box instead.
// What they wrote before still arrives. Where the person signed in may give
// keys, the groups get new ones at once; otherwise the next who may sees to it.
// It returns ErrNotAllowed unless the person signed in may remove people, and
// ErrLastManager for themselves and for the last director.
func (s *Store) RemoveStaff(ctx context.Context, staff uuid.UUID) error {
	person := s.Staff(staff)
	switch {
	case !s.May(ledger.ActPeople):
		return ErrNotAllowed
	case person == nil || person.Removed:
		return ErrNotFound
	case staff == s.who || s.lastDirector(person):
		return ErrLastManager
	}
	return s.setRemoved(ctx, ledger.KindStaff, staff, true)
}

// lastDirector reports whether nobody but one person can name a director.
func (s *Store) lastDirector(person *ledger.Staff) bool {
	if !person.Has(ledger.RoleDirector) {
		return false
	}
	for _, p := range s.Directory().Staff {
		if p.ID != person.ID && p.Has(ledger.RoleDirector) {
			return false
		}
	}
	return true
}

// ReturnStaff lets a person who was removed work again, with the password that
// they had, and with their roles where the person signed in may give these;
// otherwise they wait for roles like somebody who is new.
func (s *Store) ReturnStaff(ctx context.Context, staff uuid.UUID) error {
	person := s.Staff(staff)
	switch {
	case !s.May(ledger.ActPeople):
		return ErrNotAllowed
	case person == nil || !person.Removed:
		return ErrNotFound
	}
	set := map[string]any{ledger.FieldRemoved: false}
	if !s.mayGive(person.Roles) {
		set[ledger.FieldRoles] = s.giveable(person.Roles)
	}
	if err := s.writeDirectory(ctx, &ledger.Edit{Record: staff, Kind: ledger.KindStaff, Set: set}); err != nil {
		return fmt.Errorf("return %s: %w", staff, err)
	}
	return nil
}

// SetRoles says which roles a person carries, and with that which keys they
// are given; keys of groups that they leave are replaced. It returns
// ErrNotAllowed where the person signed in may not give or take one of the
// roles, and ErrLastManager for taking that of the last director.
func (s *Store) SetRoles(ctx context.Context, staff uuid.UUID, roles []string) error {
	person := s.Staff(staff)
	if person == nil || person.Removed {
		return ErrNotFound
	}
	next := append([]string{}, roles...)
	slices.Sort(next)
	next = slices.Compact(next)
	for _, role := range slices.Concat(person.Roles, next) {
		if slices.Contains(person.Roles, role) != slices.Contains(next, role) && !s.mayGive([]string{role}) {
			return ErrNotAllowed
		}
	}
	if !slices.Contains(next, ledger.RoleDirector) && s.lastDirector(person) {
		return ErrLastManager
	}
	err := s.writeDirectory(ctx, &ledger.Edit{Record: staff, Kind: ledger.KindStaff, Set: map[string]any{ledger.FieldRoles: next}})
	if err != nil {
		return fmt.Errorf("set roles of %s: %w", staff, err)
	}
	return nil
}

// MayGive reports whether the person signed in may say who carries a role.
func (s *Store) MayGive(role string) bool { return ledger.MayGive(s.Me(), role) }

func (s *Store) mayGive(roles []string) bool {
	return len(s.giveable(roles)) == len(roles)
}

// giveable are those of some roles that the person signed in may give.
func (s *Store) giveable(roles []string) []string {
	out := []string{}
	for _, role := range roles {
		if s.MayGive(role) {
			out = append(out, role)
		}
	}
	return out
}

// RemoveStation ends what a machine may do: it gets nothing more from the
// center, and what it still sends goes into the hold box.
func (s *Store) RemoveStation(ctx context.Context, station uuid.UUID) error {
	machine := s.Directory().Stations[station]
	switch {
	case !s.May(ledger.ActStations):
		return ErrNotAllowed
	case machine == nil || machine.Removed:
		return ErrNotFound
	case station == s.Station():
		return ErrLastManager
	}
	return s.setRemoved(ctx, ledger.KindStation, station, true)
}

func (s *Store) setRemoved(ctx context.Context, kind string, record uuid.UUID, removed bool) error {
	err := s.writeDirectory(ctx, &ledger.Edit{Record: record, Kind: kind, Set: map[string]any{ledger.FieldRemoved: removed}})
	if err != nil {
		return fmt.Errorf("remove %s %s: %w", kind, record, err)
	}
	return nil
}
