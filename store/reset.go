package store

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Unsealing is the recovery key in memory, for as long as one act takes: first
// a second member or the sheet gives it, then it is used, then Close wipes it.
type Unsealing struct {
	s      *Store
	person uuid.UUID // whose password is forgotten, zero for acts about the key

	mu     sync.Mutex // Close may come while an act is under way
	key    *trust.RecoveryKey
	second uuid.UUID // the member who joined in, zero with the sheet
}

// BeginReset prepares an act for somebody who has forgotten their password. It
// returns ErrNotAllowed unless the person signed in belongs to the recovery
// group, ErrNotFound for somebody who was removed, and ErrNoRecovery while
// there is nothing that could help.
func (s *Store) BeginReset(ctx context.Context, person uuid.UUID) (*Unsealing, error) {
	someone := s.Staff(person)
	switch {
	case !s.Me().May(ledger.ActRecover):
		return nil, ErrNotAllowed
	case someone == nil || someone.Removed:
		return nil, ErrNotFound
	case s.Directory().Recovery == nil || len(someone.Escrow) == 0:
		return nil, ErrNoRecovery
	}
	return &Unsealing{s: s, person: person}, nil
}

// BeginResharing prepares an act about the recovery key itself: new shares, or
// the sheet once more. It returns ErrNotAllowed to all but a director.
func (s *Store) BeginResharing(ctx context.Context) (*Unsealing, error) {
	switch {
	case !s.Me().Has(ledger.RoleDirector):
		return nil, ErrNotAllowed
	case s.Directory().Recovery == nil:
		return nil, ErrNoRecovery
	}
	return &Unsealing{s: s}, nil
}

// Seconds are the members who could join in, in the order of their ids: those
// whose share fits that of the person signed in.
func (u *Unsealing) Seconds() []uuid.UUID {
	shares := heldShares(u.s.Directory())
	own, ok := shares[u.s.who]
	var out []uuid.UUID
	for _, id := range u.s.Recovery().Holders {
		if ok && id != u.s.who && shares[id].Set == own.Set {
			out = append(out, id)
		}
	}
	return out
}

// WithMember lets a second member join in, who shows by their own password who
// they are. It returns ErrNoShare where one of both has none that fits, and
// trust.ErrWrongPassword.
func (u *Unsealing) WithMember(ctx context.Context, member uuid.UUID, password string) error {
	s, dir := u.s, u.s.Directory()
	person := dir.Staff[member]
	if member == s.who || !person.May(ledger.ActRecover) {
		return ErrNotAllowed
	}
	shares := heldShares(dir)
	mine, mineOK := shares[s.who]
	theirs, theirsOK := shares[member]
	if !mineOK || !theirsOK || mine.Set != theirs.Set {
		return ErrNoShare
	}
	me, err := s.identity()
	if err != nil {
		return err
	}
	other, err := person.Locked.Unlock([]byte(password), s.CenterSecret())
	if err != nil {
		return fmt.Errorf("join in by password: %w", err)
	}
	defer other.Wipe()
	key, err := joinShares(s.Center(), me, mine, other, theirs)
	if err != nil {
		return err
	}
	return u.take(key, member)
}

// joinShares opens two members' shares and puts them together.
func joinShares(center uuid.UUID, a *trust.Identity, ofA trust.HeldShare, b *trust.Identity, ofB trust.HeldShare) (*trust.RecoveryKey, error) {
	first, err := a.OpenShare(center, ofA)
	if err != nil {
		return nil, err
	}
	defer clear(first.Y)
	second, err := b.OpenShare(center, ofB)
	if err != nil {
		return nil, err
	}
	defer clear(second.Y)
	seed, err := trust.Combine(first, second)
	if err != nil {
		return nil, err
	}
	defer clear(seed)
	return trust.RecoveryKeyOf(seed)
}

// WithSheet takes the key from the words of the recovery sheet. It returns
// *trust.WordsError for mistyped words and ErrWordsOther for those of another
// sheet.
func (u *Unsealing) WithSheet(ctx context.Context, words string) error {
	key, err := sheetKey(u.s.Directory(), words)
	if err != nil {
		return err
	}
	return u.take(key, uuid.Nil)
}

func (u *Unsealing) take(key *trust.RecoveryKey, second uuid.UUID) error {
	if !key.Fits(u.s.Directory().Recovery.Public) {
		key.Wipe()
		return fmt.Errorf("check recovery key: %w", trust.ErrShares)
	}
	u.Close()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.key, u.second = key, second
	return nil
}

// Close forgets the key.
func (u *Unsealing) Close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.key.Wipe()
	u.key = nil
}

// borrow is a copy of the key for one act, for a person or about the key
// itself; whoever borrows it wipes it.
func (u *Unsealing) borrow(aboutKey bool) (*trust.RecoveryKey, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.key == nil || aboutKey != (u.person == uuid.Nil) {
		return nil, ErrNotAllowed
	}
	key := *u.key
	return &key, nil
}

// identity opens the escrow of the person whom the act is for.
func (u *Unsealing) identity() (*trust.Identity, *ledger.Staff, error) {
	key, err := u.borrow(false)
	if err != nil {
		return nil, nil, err
	}
	defer key.Wipe()
	person := u.s.Staff(u.person)
	if person == nil || person.Removed {
		return nil, nil, ErrNotAllowed
	}
	seed := key.Seed()
	defer clear(seed)
	id, err := openEscrow(seed, u.s.Center(), person.ID, person.Escrow)
	if errors.Is(err, trust.ErrOtherRecovery) {
		return nil, nil, fmt.Errorf("%w: escrowed to an earlier key", ErrNoRecovery)
	}
	return id, person, err
}

// Words are what opens one machine for the person, and nothing else: typed
// there they let a new password be set. That they were shown is written into
// the directory, for everybody to see.
func (u *Unsealing) Words(ctx context.Context, station uuid.UUID) ([]string, error) {
	machine := u.s.Directory().Stations[station]
	if machine == nil || machine.Removed {
		return nil, ErrNotFound
	}
	id, _, err := u.identity()
	if err != nil {
		return nil, err
	}
	defer id.Wipe()
	if err := u.written(ctx, u.note(station)); err != nil {
		return nil, fmt.Errorf("note reset: %w", err)
	}
	secret := id.SlotSecret(station)
	defer clear(secret)
	return trust.Words(trust.WordsStation, secret), nil
}

// OneTime gives the person a password for one use: with it they can sign in
// wherever a colleague opens the machine, or on a new one, and have to choose
// their own. What machines of theirs still open by the old one until then, is
// not changed by it.
func (u *Unsealing) OneTime(ctx context.Context) (string, error) {
	id, _, err := u.identity()
	if err != nil {
		return "", err
	}
	defer id.Wipe()
	password, err := oneTimePassword(u.s.c.Rand)
	if err != nil {
		return "", err
	}
	locked, err := id.Lock(u.s.c.Rand, []byte(password), u.s.CenterSecret(), u.s.c.KDF)
	if err != nil {
		return "", err
	}
	err = u.written(ctx, u.note(uuid.Nil), &ledger.Edit{Record: u.person, Kind: ledger.KindStaff, Set: map[string]any{
		ledger.FieldLocked: ledger.Pack(locked), ledger.FieldInitial: true,
	}})
	if err != nil {
		return "", fmt.Errorf("set one-time password: %w", err)
	}
	return password, nil
}

// oneTimeLetters leaves out i, l, 0 and 1, which are taken for others.
var oneTimeLetters = base32.NewEncoding("23456789abcdefghjkmnopqrstuvwxyz").WithPadding(base32.NoPadding)

// oneTimePassword draws 80 bits and writes them in four groups of letters.
func oneTimePassword(rand io.Reader) (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(rand, raw); err != nil {
		return "", fmt.Errorf("draw password: %w", err)
	}
	text := oneTimeLetters.EncodeToString(raw)
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-"), nil
}

// Reshare divides the key anew among those who are members now. Shares made
// before fit none of these.
func (u *Unsealing) Reshare(ctx context.Context) error {
	key, err := u.borrow(true)
	if err != nil {
		return err
	}
	defer key.Wipe()
	shares, err := u.s.sharesFor(key, u.s.recoveryMembers())
	if err != nil {
		return fmt.Errorf("divide recovery key: %w", err)
	}
	return u.written(ctx, u.note(uuid.Nil), &ledger.Edit{
		Record: ledger.RecoveryOf(u.s.Center()), Kind: ledger.KindRecovery, Set: map[string]any{ledger.FieldShares: shares},
	})
}

// Sheet is the recovery sheet once more, with the same key.
func (u *Unsealing) Sheet(ctx context.Context) (*Sheet, error) {
	key, err := u.borrow(true)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	if err := u.written(ctx, u.note(uuid.Nil)); err != nil {
		return nil, fmt.Errorf("note sheet: %w", err)
	}
	return u.s.sheetOf(key, u.s.founder()), nil
}

// written notes an act in the audit and writes it into the directory, before
// anything of it is shown.
func (u *Unsealing) written(ctx context.Context, edits ...*ledger.Edit) error {
	if err := u.s.Note(ctx, AuditEntry{Act: AuditReset, Subject: u.person, Record: edits[0].Record}); err != nil {
		return err
	}
	return u.s.writeDirectory(ctx, edits...)
}

// note is the directory's record of an act with the recovery key.
func (u *Unsealing) note(station uuid.UUID) *ledger.Edit {
	set := map[string]any{}
	for field, id := range map[string]uuid.UUID{ledger.FieldOf: u.person, ledger.FieldStation: station, ledger.FieldSecond: u.second} {
		if id != uuid.Nil {
			set[field] = id.String()
		}
	}
	return &ledger.Edit{Record: newID(u.s.c), Kind: ledger.KindReset, Set: set}
}
