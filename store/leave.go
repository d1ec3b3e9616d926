package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrLastManager is returned when nobody who may manage the center would be
// left, or when somebody would remove themselves.
var ErrLastManager = errors.New("nobody would be left to manage the center")

// RemoveStaff ends what a person may do: the center takes nothing more that
// they write from now on into its log, and keeps it in the hold box instead.
// What they wrote before still arrives. It returns ErrNotAllowed unless the
// person signed in may manage.
func (s *Store) RemoveStaff(ctx context.Context, staff uuid.UUID) error {
	person := s.Staff(staff)
	switch {
	case !s.CanManage():
		return ErrNotAllowed
	case person == nil || person.Removed:
		return ErrNotFound
	case staff == s.who:
		return ErrLastManager
	}
	return s.setRemoved(ctx, ledger.KindStaff, staff, true)
}

// ReturnStaff lets a person who was removed work again, with the password and
// the roles that they had.
func (s *Store) ReturnStaff(ctx context.Context, staff uuid.UUID) error {
	person := s.Staff(staff)
	switch {
	case !s.CanManage():
		return ErrNotAllowed
	case person == nil || !person.Removed:
		return ErrNotFound
	}
	return s.setRemoved(ctx, ledger.KindStaff, staff, false)
}

// RemoveStation ends what a machine may do: it gets nothing more from the
// center, and what it still sends goes into the hold box.
func (s *Store) RemoveStation(ctx context.Context, station uuid.UUID) error {
	machine := s.Directory().Stations[station]
	switch {
	case !s.CanManage():
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
