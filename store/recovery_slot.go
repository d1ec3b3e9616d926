package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// wordsKDF costs next to nothing: what opens a recovery slot is 32 random
// bytes, which nobody tries out.
var wordsKDF = sealed.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

// recoveryLabel is what a recovery slot shows without being opened. The
// identity's escrow is in it, so that the sheet opens a machine that is locked
// and has no network.
type recoveryLabel struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Job     string
	Staff   uuid.UUID
	Station uuid.UUID
	Center  uuid.UUID
	Escrow  []byte // encoded trust.Escrow, empty where there is none
}

// recoverySlot is the id of a person's recovery slot.
func recoverySlot(staff uuid.UUID) uuid.UUID { return uuid.NewSHA1(staff, []byte("recovery slot")) }

// prepareRecovery makes what a forgotten password will need, as far as it is
// not there: the escrow of the person signed in, and their recovery slot here.
// The next sign-in makes up for what fails.
func (s *Store) prepareRecovery(ctx context.Context) {
	me, err := s.identity()
	if err == nil {
		err = s.escrowSelf(ctx, me)
	}
	if err == nil {
		err = s.prepareSlot(ctx, me)
	}
	if err != nil {
		s.c.Log.Warn("prepare recovery", "err", err)
	}
}

// escrowSelf writes the escrow of the person signed in where the directory has
// none for the recovery key of now.
func (s *Store) escrowSelf(ctx context.Context, me *trust.Identity) error {
	dir := s.Directory()
	person := dir.Staff[me.ID()]
	if dir.Recovery == nil || person == nil || person.Removed || escrowed(person, dir.Recovery.Public) {
		return nil
	}
	escrow, err := me.Escrow(s.Center(), dir.Recovery.Public)
	if err != nil {
		return err
	}
	return s.writeDirectory(ctx, &ledger.Edit{Record: me.ID(), Kind: ledger.KindStaff, Set: map[string]any{
		ledger.FieldEscrow: ledger.Pack(escrow),
	}})
}

// setEscrow adds the escrow of a new identity to the fields of its record,
// where there is a recovery key.
func (s *Store) setEscrow(set map[string]any, id *trust.Identity) error {
	recovery := s.Directory().Recovery
	if recovery == nil {
		return nil
	}
	escrow, err := id.Escrow(s.Center(), recovery.Public)
	if err != nil {
		return err
	}
	set[ledger.FieldEscrow] = ledger.Pack(escrow)
	return nil
}

// prepareSlot keeps a person's identity for their recovery slot here, and
// makes the slot or renews its label.
func (s *Store) prepareSlot(ctx context.Context, me *trust.Identity) error {
	slots, err := openSlots(s.c.Dir)
	if err != nil {
		return err
	}
	label := trust.MustEncode(s.recoveryLabelOf(me.ID(), slots))
	there := slices.IndexFunc(slots.List(), func(slot sealed.Slot) bool { return slot.ID == recoverySlot(me.ID()) })
	kept, err := s.keptOf(ctx, me.ID())
	if err != nil {
		return err
	}
	if there >= 0 && len(kept) > 0 && bytes.Equal(slots.List()[there].Label, label) {
		return nil
	}
	if kept, err = me.Keep(s.c.Rand, s.Station()); err != nil {
		return err
	}
	id := me.ID()
	if err := s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE signin SET kept = ? WHERE staff = ?`, kept, id[:])
		return err
	}); err != nil {
		return fmt.Errorf("keep identity: %w", err)
	}
	put := slots.Add
	if there >= 0 {
		put = slots.Replace
	}
	secret := me.SlotSecret(s.Station())
	defer clear(secret)
	err = put(s.master, sealed.NewSlot{
		ID: recoverySlot(id), Kind: sealed.SlotRecovery, Label: label, Password: secret, KDF: wordsKDF,
	})
	if err != nil {
		return fmt.Errorf("put recovery slot: %w", err)
	}
	return nil
}

// recoveryLabelOf is what the slot of a person is to show: by the directory,
// and by their password slot where the directory has not come yet.
func (s *Store) recoveryLabelOf(staff uuid.UUID, slots *sealed.Slots) recoveryLabel {
	label := recoveryLabel{Staff: staff, Station: s.Station(), Center: s.Center(), Escrow: []byte{}}
	for _, slot := range slots.List() {
		var shown slotLabel
		if slot.ID == staff && trust.Decode(slot.Label, &shown) == nil {
			label.Name, label.Job = shown.Name, shown.Job
		}
	}
	if person := s.Staff(staff); person != nil && len(person.Escrow) > 0 {
		label.Escrow = person.Escrow
	}
	return label
}

func (s *Store) keptOf(ctx context.Context, staff uuid.UUID) ([]byte, error) {
	var kept []byte
	err := s.db.SQL().QueryRowContext(ctx, `SELECT kept FROM signin WHERE staff = ?`, staff[:]).Scan(&kept)
	if err != nil {
		return nil, fmt.Errorf("find kept identity: %w", s.fault(err))
	}
	return kept, nil
}
