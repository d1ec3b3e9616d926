package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/protect"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// OpenWithWords opens the station in c.Dir for somebody who has forgotten the
// password, and sets a new one. The words are those of this person and this
// machine, as two members of the recovery group see them on another, or those
// of the recovery sheet. No network is needed, and nothing that waits to be
// sent is touched: the keys are wrapped anew, and that is all. It returns
// *trust.WordsError for mistyped words, ErrWordsOther for those of something
// else, and ErrNoRecovery where this machine was not prepared for the person.
func OpenWithWords(ctx context.Context, c Config, staff uuid.UUID, words, next string) (*Store, error) {
	c = c.withDefaults()
	if err := checkPassword(next); err != nil {
		return nil, err
	}
	slots, err := openSlots(c.Dir)
	if err != nil {
		return nil, err
	}
	label, err := findRecoveryLabel(slots, staff)
	if err != nil {
		return nil, err
	}
	secret, err := slotSecretOf(label, words)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	master, err := slots.Unlock(recoverySlot(staff), secret, nil)
	if errors.Is(err, sealed.ErrWrongPassword) {
		err = ErrWordsOther
	}
	if err != nil {
		return nil, fmt.Errorf("unlock store by words: %w", err)
	}
	s, err := c.openAs(ctx, master, func(s *Store) error { return s.signInKept(ctx, staff, secret) })
	if err != nil {
		return nil, err
	}
	err = s.Note(ctx, AuditEntry{Act: AuditReset, Subject: staff})
	if err == nil {
		err = s.replacePassword(ctx, next)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// CanRecover reports whether a person's words or the sheet would open the
// station in dir.
func CanRecover(dir string, staff uuid.UUID) (words, sheet bool) {
	slots, err := openSlots(dir)
	if err != nil {
		return false, false
	}
	label, err := findRecoveryLabel(slots, staff)
	return err == nil, err == nil && len(label.Escrow) > 0
}

func findRecoveryLabel(slots *sealed.Slots, staff uuid.UUID) (recoveryLabel, error) {
	var label recoveryLabel
	list := slots.List()
	at := slices.IndexFunc(list, func(slot sealed.Slot) bool { return slot.ID == recoverySlot(staff) })
	if at < 0 {
		return label, fmt.Errorf("find recovery slot: %w", ErrNoRecovery)
	}
	if err := trust.DecodeCanonical(list[at].Label, &label); err != nil {
		return label, fmt.Errorf("read recovery slot: %w", errors.Join(sealed.ErrDamaged, err))
	}
	return label, nil
}

// slotSecretOf is what opens a recovery slot: the words say it, or the sheet
// opens the escrow that it follows from.
func slotSecretOf(label recoveryLabel, words string) ([]byte, error) {
	kind, secret, err := trust.ParseWords(words)
	if err != nil {
		return nil, err
	}
	switch kind {
	case trust.WordsStation:
		return secret, nil
	case trust.WordsSheet:
		defer clear(secret)
		me, err := openEscrow(secret, label.Center, label.Staff, label.Escrow)
		if err != nil {
			return nil, err
		}
		defer me.Wipe()
		return me.SlotSecret(label.Station), nil
	}
	return nil, ErrWordsOther
}

// openEscrow opens an identity with the seed of the recovery key.
func openEscrow(seed []byte, center, staff uuid.UUID, raw []byte) (*trust.Identity, error) {
	if len(raw) == 0 {
		return nil, ErrNoRecovery
	}
	key, err := trust.RecoveryKeyOf(seed)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	escrow, err := trust.DecodeEscrow(raw)
	if err != nil {
		return nil, err
	}
	id, err := key.Open(center, staff, escrow)
	if errors.Is(err, trust.ErrOtherRecovery) {
		return nil, fmt.Errorf("%w: %w", ErrWordsOther, err)
	}
	return id, err
}

// signInKept takes the identity that is kept under the slot's secret.
func (s *Store) signInKept(ctx context.Context, staff uuid.UUID, secret []byte) error {
	kept, err := s.keptOf(ctx, staff)
	if err != nil {
		return err
	}
	s.who = staff
	s.me, err = trust.OpenKept(s.Station(), staff, secret, kept)
	if err != nil {
		return fmt.Errorf("sign in by words: %w", errors.Join(ErrWordsOther, err))
	}
	return nil
}

// replacePassword wraps everything anew under another password. The caller has
// made sure of who asks.
func (s *Store) replacePassword(ctx context.Context, next string) error {
	me, err := s.identity()
	if err != nil {
		return err
	}
	locked, err := me.Lock(s.c.Rand, []byte(next), s.CenterSecret(), s.c.KDF)
	if err != nil {
		return fmt.Errorf("replace password: %w", err)
	}
	if _, err := s.c.secret(ctx); errors.Is(err, protect.ErrAway) {
		// What the machine kept is gone, and every password slot with it: only
		// the words could still open this.
		if _, err := s.c.newSecret(ctx); err != nil {
			return fmt.Errorf("replace password: %w", err)
		}
	}
	label := slotLabel{}
	if slots, err := openSlots(s.c.Dir); err == nil {
		shown := s.recoveryLabelOf(s.who, slots)
		label = slotLabel{Name: shown.Name, Job: shown.Job}
	}
	if err := s.putSlot(ctx, locked, label, next); err != nil {
		return err
	}
	return s.writeDirectory(ctx, &ledger.Edit{Record: s.who, Kind: ledger.KindStaff, Set: map[string]any{
		ledger.FieldLocked: ledger.Pack(locked), ledger.FieldInitial: false,
	}})
}

// CheckSheet reads the words of a recovery sheet and reports whether they are
// of the center whose directory this is.
func CheckSheet(dir *ledger.Directory, words string) error {
	key, err := sheetKey(dir, words)
	key.Wipe()
	return err
}

// sheetKey is the recovery key that a sheet's words give, when it is the one
// of a directory.
func sheetKey(dir *ledger.Directory, words string) (*trust.RecoveryKey, error) {
	kind, seed, err := trust.ParseWords(words)
	if err != nil {
		return nil, err
	}
	defer clear(seed)
	if kind != trust.WordsSheet {
		return nil, ErrWordsOther
	}
	if dir.Recovery == nil {
		return nil, ErrNoRecovery
	}
	key, err := trust.RecoveryKeyOf(seed)
	if err != nil {
		return nil, err
	}
	if !key.Fits(dir.Recovery.Public) {
		key.Wipe()
		return nil, ErrWordsOther
	}
	return key, nil
}

// Recover makes the store of a new station where all machines of a center are
// lost: the center gave the directory, and the sheet's words give the identity
// of a member of the recovery group and the center secret, and tell whether
// this center's directory began with the founder that the sheet was made for.
func Recover(ctx context.Context, c Config, e Enrolment, directory []ledger.Logged, staff uuid.UUID, words, next string) (*Store, error) {
	c = c.withDefaults()
	if err := checkPassword(next); err != nil {
		return nil, err
	}
	dir, err := ReadDirectory(e.Founder, directory)
	if err != nil {
		return nil, fmt.Errorf("recover station: %w", err)
	}
	person := dir.Staff[staff]
	if !person.May(ledger.ActRecover) {
		return nil, fmt.Errorf("recover station: %w", ErrNotAllowed)
	}
	me, charter, err := fromSheet(dir, e, person, words)
	if err != nil {
		return nil, fmt.Errorf("recover station: %w", err)
	}
	e.CenterSecret = charter.Secret
	locked, err := me.Lock(c.Rand, []byte(next), e.CenterSecret, c.KDF)
	if err != nil {
		return nil, fmt.Errorf("recover station: %w", err)
	}
	s, err := c.create(ctx, e, me, locked, slotLabel{Name: person.Name, Job: person.Job}, next)
	if err != nil {
		return nil, err
	}
	err = s.Receive(ctx, ledger.Cursor{}, directory)
	if err == nil {
		note := (&Unsealing{s: s, person: staff}).note(s.Station())
		edits := append(s.introduction(dir.NeedsApproval()), note, &ledger.Edit{Record: staff, Kind: ledger.KindStaff, Set: map[string]any{
			ledger.FieldLocked: ledger.Pack(locked), ledger.FieldInitial: false,
		}})
		if dir.NeedsApproval() && person.May(ledger.ActStations) {
			edits = append(edits, s.ownApproval())
		}
		err = s.writeDirectory(ctx, edits...)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.prepareRecovery(ctx)
	return s, nil
}

// fromSheet opens a person's identity and the charter, and holds both against
// what the center says.
func fromSheet(dir *ledger.Directory, e Enrolment, person *ledger.Staff, words string) (*trust.Identity, trust.Charter, error) {
	key, err := sheetKey(dir, words)
	if err != nil {
		return nil, trust.Charter{}, err
	}
	defer key.Wipe()
	charter, err := key.OpenCharter(e.Center, dir.Recovery.Charter)
	if err != nil {
		return nil, charter, fmt.Errorf("%w: %w", ErrWordsOther, err)
	}
	if founder, _ := dir.Public(e.Founder); !charter.Names(founder) {
		return nil, charter, fmt.Errorf("check founder: %w", ErrWordsOther)
	}
	seed := key.Seed()
	defer clear(seed)
	me, err := openEscrow(seed, e.Center, person.ID, person.Escrow)
	if err != nil {
		return nil, charter, err
	}
	if string(trust.MustEncode(me.Public())) != string(trust.MustEncode(person.Public)) {
		return nil, charter, fmt.Errorf("check identity: %w", ErrWordsOther)
	}
	return me, charter, nil
}
