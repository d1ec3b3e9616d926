package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// CenterSecretSize is the length of the center secret, in bytes.
const CenterSecretSize = 16

// Founder is the first person of a new center.
type Founder struct {
	Name, Job, Password string

	Approval bool // stations that enrol later wait until they are approved
}

// Found makes the first store of a new center: its center secret, unless the
// enrolment brings one, the founder as director, this station, the staff
// group and its key.
func Found(ctx context.Context, c Config, e Enrolment, f Founder) (*Store, error) {
	c = c.withDefaults()
	if err := checkPassword(f.Password); err != nil {
		return nil, err
	}
	me, err := trust.NewIdentity(c.Rand, uuid.Must(uuid.NewRandomFromReader(c.Rand)))
	if err != nil {
		return nil, fmt.Errorf("found center: %w", err)
	}
	e.Founder = me.ID()
	if len(e.CenterSecret) == 0 {
		e.CenterSecret = make([]byte, CenterSecretSize)
		if _, err := io.ReadFull(c.Rand, e.CenterSecret); err != nil {
			return nil, fmt.Errorf("found center: %w", err)
		}
	}
	locked, err := me.Lock(c.Rand, []byte(f.Password), e.CenterSecret, c.KDF)
	if err != nil {
		return nil, fmt.Errorf("found center: %w", err)
	}
	s, err := c.create(ctx, e, me, locked, slotLabel{Name: f.Name, Job: f.Job}, f.Password)
	if err != nil {
		return nil, err
	}
	if err := s.foundDirectory(ctx, f, locked); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.prepareRecovery(ctx)
	return s, nil
}

func checkPassword(password string) error {
	if utf8.RuneCountInString(password) < MinPassword {
		return ErrPasswordShort
	}
	return nil
}

// foundDirectory writes the directory's first changes; the groups and their
// keys follow from them.
func (s *Store) foundDirectory(ctx context.Context, f Founder, locked trust.Locked) error {
	recovery, escrow, err := s.foundRecovery()
	if err != nil {
		return fmt.Errorf("found directory: %w", err)
	}
	edits := []*ledger.Edit{
		{Record: s.who, Kind: ledger.KindStaff, Set: map[string]any{
			ledger.FieldName: f.Name, ledger.FieldJob: f.Job,
			ledger.FieldRoles:  []string{ledger.RoleAdmin, ledger.RoleDirector},
			ledger.FieldPublic: ledger.Pack(s.me.Public()), ledger.FieldLocked: ledger.Pack(locked),
			ledger.FieldEscrow: escrow,
		}},
		recovery,
	}
	edits = append(edits, s.introduction(f.Approval)...)
	if f.Approval {
		edits = append(edits, s.ownApproval(), s.approvalPolicy(ledger.ApprovalYes))
	}
	return s.writeDirectory(ctx, edits...)
}

func (s *Store) stationEdit() *ledger.Edit {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return &ledger.Edit{Record: s.Station(), Kind: ledger.KindStation, Set: map[string]any{
		ledger.FieldName: s.about.name, ledger.FieldType: s.about.typ,
	}}
}

// Join makes the store of a further station. directory is what the center
// gave of the directory; staff is who sits in front of it. It returns
// trust.ErrWrongPassword when the password or the center secret is another.
func Join(ctx context.Context, c Config, e Enrolment, directory []ledger.Logged, staff uuid.UUID, password string) (*Store, error) {
	c = c.withDefaults()
	dir, err := ReadDirectory(e.Founder, directory)
	if err != nil {
		return nil, fmt.Errorf("join center: %w", err)
	}
	person := dir.Staff[staff]
	if person == nil || person.Removed {
		return nil, fmt.Errorf("join center: %w", ErrNotFound)
	}
	me, err := person.Locked.Unlock([]byte(password), e.CenterSecret)
	if err != nil {
		return nil, fmt.Errorf("join center: %w", err)
	}
	s, err := c.create(ctx, e, me, person.Locked, slotLabel{Name: person.Name, Job: person.Job}, password)
	if err != nil {
		return nil, err
	}
	err = s.Receive(ctx, ledger.Cursor{}, directory)
	if err == nil {
		err = s.writeDirectory(ctx, s.introduction(dir.NeedsApproval())...)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.prepareRecovery(ctx)
	return s, nil
}

// ReadDirectory folds a directory as the center gave it, every chain and
// signature checked.
func ReadDirectory(founder uuid.UUID, logged []ledger.Logged) (*ledger.Directory, error) {
	heads := map[uuid.UUID]ledger.Head{}
	keys := newDirectoryKeys(founder, nil)
	for _, l := range logged {
		c, err := ledger.Decode(l.Raw)
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		head, err := heads[c.Station].Extend(c, l.Raw)
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		heads[c.Station] = head
		if err := keys.accept(c, writtenOf(&arrival{change: c, raw: l.Raw, seen: head.Seen})); err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
	}
	return ledger.FoldDirectory(founder, keys.written), nil
}

// create makes the files of a new station. It never touches a folder that
// already has one.
func (c Config) create(ctx context.Context, e Enrolment, me *trust.Identity, locked trust.Locked, label slotLabel, password string) (*Store, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create station: %w", sealed.Classify(err))
	}
	if _, err := os.Stat(c.path(slotsFile)); err == nil {
		return nil, fmt.Errorf("create station: %w", sealed.ErrExists)
	}
	master, err := sealed.NewMasterKey(c.Rand)
	if err != nil {
		return nil, fmt.Errorf("create station: %w", err)
	}
	secret, err := c.newSecret(ctx)
	if err != nil {
		return nil, fmt.Errorf("create station: %w", err)
	}
	db, err := c.openData(ctx, master, true)
	if err != nil {
		return nil, err
	}
	s, err := c.attach(ctx, db, master, func(s *Store) error {
		s.me, s.who = me, me.ID()
		s.about.enrolment, s.about.name, s.about.typ = e, e.StationName, e.StationType
		return s.tx(ctx, func(tx *sql.Tx) error {
			return errors.Join(saveMeta(ctx, tx, metaEnrolment, e), s.saveSignIn(ctx, tx, locked))
		})
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	// The slots come last: without them the folder is no station, and a
	// power cut in between leaves nothing that looks like one.
	_, err = sealed.CreateSlots(c.path(slotsFile), e.Station, master, c.Rand, sealed.NewSlot{
		ID: me.ID(), Kind: sealed.SlotPassword, Label: trust.MustEncode(label),
		Password: []byte(password), Extra: secret, KDF: c.slotKDF(),
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create station: %w", err), s.Close())
	}
	s.saveInfo(ctx)
	return s, nil
}

// newID makes a UUIDv7 of the station's own clock and randomness, and of
// nothing else, so that whoever gives both decides every id.
func newID(c Config) uuid.UUID {
	var id uuid.UUID
	if _, err := io.ReadFull(c.Rand, id[6:]); err != nil {
		panic(fmt.Errorf("draw id: %w", err))
	}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, c.Now().UnixMilli())))
	copy(id[:6], ms[2:])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// NewRecordID makes the id of a record before its first save, so that a
// retry or a double click writes the same record.
func NewRecordID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
