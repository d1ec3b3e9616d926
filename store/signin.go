package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// lockedBefore names the row in meta with a person's identity as it was locked
// before their key slot is replaced. The slot lies in a file of its own: the
// machine may stop when the one has the new password and the other the old.
func lockedBefore(staff uuid.UUID) string { return "locked_before " + staff.String() }

// beginSlot keeps a locked identity, and the one before it until endSlot.
func (s *Store) beginSlot(ctx context.Context, locked trust.Locked) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		was, err := lockedIdentity(ctx, tx, locked.ID)
		if err == nil {
			err = saveMeta(ctx, tx, lockedBefore(locked.ID), was)
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return s.saveSignIn(ctx, tx, locked)
	})
}

// endSlot forgets what beginSlot kept: the key slot opens by the new password.
func (s *Store) endSlot(ctx context.Context, staff uuid.UUID) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = ?`, lockedBefore(staff))
		return err
	})
}

func lockedIdentity(ctx context.Context, q querier, staff uuid.UUID) (trust.Locked, error) {
	var raw []byte
	var locked trust.Locked
	if err := q.QueryRowContext(ctx, `SELECT locked FROM signin WHERE staff = ?`, staff[:]).Scan(&raw); err != nil {
		return locked, fmt.Errorf("find sign-in: %w", err)
	}
	return locked, trust.Decode(raw, &locked)
}

// unlockBefore unlocks a person's identity as it was before a change of their
// password that did not come to its end, and goes back to that.
func (s *Store) unlockBefore(ctx context.Context, staff uuid.UUID, password string) (*trust.Identity, error) {
	var was trust.Locked
	if err := loadMeta(ctx, s.db.SQL(), lockedBefore(staff), &was); err != nil {
		return nil, err
	}
	if was.ID != staff {
		return nil, trust.ErrWrongPassword
	}
	me, err := was.Unlock([]byte(password), s.about.enrolment.CenterSecret)
	if err != nil {
		return nil, err
	}
	return me, s.tx(ctx, func(tx *sql.Tx) error { return s.saveSignIn(ctx, tx, was) })
}
