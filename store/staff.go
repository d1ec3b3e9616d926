package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// SignIn is a person who can sign in on this station.
type SignIn struct {
	Staff uuid.UUID
	Name  string
	Job   string // code of the list job
}

// NewStaff is a person who joins the center.
type NewStaff struct {
	Name, Job string
	Roles     []string
	Password  string // the first one, to be changed by its owner
}

// saveSignIn keeps a locked identity. What was written before a person's
// first sign-in here is no news to them.
func (s *Store) saveSignIn(ctx context.Context, tx *sql.Tx, locked trust.Locked) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO signin (staff, locked, looked) VALUES (?, ?, ?)
		ON CONFLICT (staff) DO UPDATE SET locked = excluded.locked`,
		locked.ID[:], trust.MustEncode(locked), int64(ledger.TimeOf(s.c.Now())))
	if err != nil {
		return fmt.Errorf("save sign-in: %w", err)
	}
	return nil
}

// signIn unlocks the staff member's identity by the password that opened the
// key slot.
func (s *Store) signIn(ctx context.Context, staff uuid.UUID, password string) error {
	var raw []byte
	err := s.db.SQL().QueryRowContext(ctx, `SELECT locked FROM signin WHERE staff = ?`, staff[:]).Scan(&raw)
	if err != nil {
		return fmt.Errorf("find sign-in: %w", s.fault(err))
	}
	var locked trust.Locked
	if err := trust.Decode(raw, &locked); err != nil {
		return fmt.Errorf("find sign-in: %w", errors.Join(sealed.ErrDamaged, err))
	}
	s.who = staff
	s.me, err = locked.Unlock([]byte(password), s.about.enrolment.CenterSecret)
	if err == nil {
		return nil
	}
	me, not := s.unlockBefore(ctx, staff, password)
	if not != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	s.me = me
	return nil
}

// identity is the private half of the person signed in, until the store is
// locked.
func (s *Store) identity() (*trust.Identity, error) {
	s.shared.RLock()
	defer s.shared.RUnlock()
	if s.closed {
		return nil, ErrClosed
	}
	return s.me, nil
}

// Me is the person signed in. Before the directory has reached this station
// only the id is known.
func (s *Store) Me() *ledger.Staff {
	if staff := s.Staff(s.who); staff != nil {
		return staff
	}
	return &ledger.Staff{ID: s.who}
}

// Staff returns a staff member, nil when the directory has no such person.
func (s *Store) Staff(id uuid.UUID) *ledger.Staff { return s.Directory().Staff[id] }

// StationName returns what people call a station, "" when unknown.
func (s *Store) StationName(id uuid.UUID) string {
	if st := s.Directory().Stations[id]; st != nil {
		return st.Name
	}
	return ""
}

// Directory is the directory as this station has it; it is not changed in
// place.
func (s *Store) Directory() *ledger.Directory {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return s.dir
}

// mayManage are the roles that hire, rename and enrol.
var mayManage = []string{ledger.RoleDirector, ledger.RoleCoordinator, ledger.RoleAdmin}

// CanManage reports whether the person signed in may add staff and stations.
func (s *Store) CanManage() bool { return s.Me().Has(mayManage...) }

// AddStaff adds a person to the directory, and gives them the keys of the
// groups that their roles belong to. It returns ErrNotAllowed unless the person
// signed in may add people and give these roles; without roles a person waits
// until somebody gives them some.
func (s *Store) AddStaff(ctx context.Context, n NewStaff) (uuid.UUID, error) {
	if !s.May(ledger.ActPeople) || !s.mayGive(n.Roles) {
		return uuid.Nil, ErrNotAllowed
	}
	if err := checkPassword(n.Password); err != nil {
		return uuid.Nil, err
	}
	id, err := trust.NewIdentity(s.c.Rand, newID(s.c))
	if err != nil {
		return uuid.Nil, fmt.Errorf("add staff: %w", err)
	}
	locked, err := id.Lock(s.c.Rand, []byte(n.Password), s.CenterSecret(), s.c.KDF)
	if err != nil {
		return uuid.Nil, fmt.Errorf("add staff: %w", err)
	}
	roles := append([]string{}, n.Roles...)
	slices.Sort(roles)
	set := map[string]any{
		ledger.FieldName: n.Name, ledger.FieldJob: n.Job, ledger.FieldRoles: roles, ledger.FieldInitial: true,
		ledger.FieldPublic: ledger.Pack(id.Public()), ledger.FieldLocked: ledger.Pack(locked),
	}
	if err := s.setEscrow(set, id); err != nil {
		return uuid.Nil, fmt.Errorf("add staff: %w", err)
	}
	err = s.writeDirectory(ctx, &ledger.Edit{Record: id.ID(), Kind: ledger.KindStaff, Set: set})
	return id.ID(), err
}

// AddSignIn lets a colleague sign in on this station too, with the password
// they have. It returns trust.ErrWrongPassword when it is another, and
// ErrMixedSignIns where one of those who sign in here reads cases and the
// colleague does not, or the other way round.
func (s *Store) AddSignIn(ctx context.Context, staff uuid.UUID, password string) error {
	person := s.Staff(staff)
	if person == nil || person.Removed {
		return ErrNotFound
	}
	if err := s.mayMix(person); err != nil {
		return err
	}
	id, err := person.Locked.Unlock([]byte(password), s.CenterSecret())
	if err != nil {
		return fmt.Errorf("add sign-in: %w", err)
	}
	defer id.Wipe()
	if err := s.mayShare(ctx, staff); err != nil {
		return fmt.Errorf("add sign-in: %w", err)
	}
	if err := s.putSlot(ctx, person.Locked, slotLabel{Name: person.Name, Job: person.Job}, password); err != nil {
		return err
	}
	if err := s.prepareSlot(ctx, id); err != nil {
		s.c.Log.Warn("put recovery slot", "err", err) // their first sign-in will do
	}
	return nil
}

// putSlot writes the sign-in and then the key slot, so that a slot never
// stands without the identity that fits it.
func (s *Store) putSlot(ctx context.Context, locked trust.Locked, label slotLabel, password string) error {
	secret, err := s.c.secret(ctx)
	if err != nil {
		return fmt.Errorf("put key slot: %w", err)
	}
	slots, err := openSlots(s.c.Dir)
	if err != nil {
		return err
	}
	if err := s.beginSlot(ctx, locked); err != nil {
		return err
	}
	put := slots.Add
	if slices.ContainsFunc(slots.List(), func(slot sealed.Slot) bool { return slot.ID == locked.ID }) {
		put = slots.Replace
	}
	if err := put(s.master, sealed.NewSlot{
		ID: locked.ID, Kind: sealed.SlotPassword, Label: trust.MustEncode(label),
		Password: []byte(password), Extra: secret, KDF: s.c.slotKDF(),
	}); err != nil {
		return fmt.Errorf("put key slot: %w", err)
	}
	return s.endSlot(ctx, locked.ID)
}

// ChangePassword re-wraps what the old password opened; nothing else changes,
// so unsent work is untouched. It returns ErrNotAllowed to somebody who was
// removed; whatever it returns, the old password opens until it has succeeded.
func (s *Store) ChangePassword(ctx context.Context, old, next string) error {
	if err := checkPassword(next); err != nil {
		return err
	}
	person := s.Me()
	if person == nil || person.Removed {
		return fmt.Errorf("change password: %w", ErrNotAllowed)
	}
	secret, err := s.c.secret(ctx)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	slots, err := openSlots(s.c.Dir)
	if err != nil {
		return err
	}
	if _, err := slots.Unlock(s.who, []byte(old), secret); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	me, err := s.identity()
	if err != nil {
		return err
	}
	locked, err := me.Lock(s.c.Rand, []byte(next), s.CenterSecret(), s.c.KDF)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	label := slotLabel{Name: person.Name, Job: person.Job}
	err = s.putSlot(ctx, locked, label, next)
	if err == nil {
		err = s.writeDirectory(ctx, &ledger.Edit{Record: s.who, Kind: ledger.KindStaff, Set: map[string]any{
			ledger.FieldLocked: ledger.Pack(locked), ledger.FieldInitial: false,
		}})
	}
	if err == nil {
		return nil
	}
	was, again := me.Lock(s.c.Rand, []byte(old), s.CenterSecret(), s.c.KDF)
	if again == nil {
		again = s.putSlot(ctx, was, label, old)
	}
	return errors.Join(err, again)
}

// RenameStation changes what people call this machine, and its type.
func (s *Store) RenameStation(ctx context.Context, name, typ string) error {
	s.shared.Lock()
	s.about.name, s.about.typ = name, typ
	s.shared.Unlock()
	e := s.about.enrolment // what was said at enrolment stays, its name apart
	e.StationName, e.StationType = name, typ
	if err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaEnrolment, e) }); err != nil {
		return err
	}
	return s.writeDirectory(ctx, s.stationEdit())
}
