package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// takeHeldKeys takes the keys of grants in the hold box that open what the log
// has of their cases: somebody who may has written with them. A center that was
// restored keeps aside the beginning of a case, with its grant, when the author
// was removed meanwhile; what others wrote there is in the log all the same,
// and nothing else opens it.
func (b *batch) takeHeldKeys() error {
	files, err := fileIDs(b.ctx, b.tx, `SELECT DISTINCT file FROM holdbox h WHERE kind = '`+ledger.KindGrant+`'
		AND EXISTS (SELECT 1 FROM change c WHERE c.file = h.file AND c.record = x'' AND c.seq > 0)`)
	if err != nil {
		return fmt.Errorf("find held keys: %w", err)
	}
	for _, file := range files {
		ids, err := b.lackingKeys(file)
		if err != nil {
			return fmt.Errorf("find held keys: %w", err)
		}
		for _, id := range ids {
			if key, ok := b.s.heldKey(b.ctx, b.tx, file, id); ok {
				b.keys[id] = heldKey{key: key, of: file}
			}
		}
	}
	return nil
}

// lackingKeys are the keys that seal what the log has of a case and that are
// not here.
func (b *batch) lackingKeys(file uuid.UUID) ([]uuid.UUID, error) {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT raw FROM change WHERE file = ? AND record = x'' AND seq > 0`, file[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []uuid.UUID
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, c)); err != nil {
			return nil, err
		}
		if _, here := b.key(c.Key); !here && c.Sealed() {
			out = append(out, c.Key)
		}
	}
	return out, rows.Err()
}

// unwrapHeld opens a grant in the hold box. A machine that was removed may have
// opened the next epoch of the group before it heard of that, and given a case
// a key by it: then the group's key lies in the hold box too. It opens what lies
// there and goes on no ring.
func (s *Store) unwrapHeld(ctx context.Context, q querier, g trust.Grant) (heldKey, error) {
	k, err := s.unwrap(g)
	if !errors.Is(err, errNoKey) || g.By == uuid.Nil {
		return k, err
	}
	boxed, not := s.boxedGrants(ctx, q, s.Center())
	if not != nil {
		return heldKey{}, not
	}
	for _, of := range boxed {
		if of.Key != g.By {
			continue
		}
		if by, err := s.openGroupGrant(of); err == nil {
			key, err := by.key.OpenGrant(g)
			return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
		}
	}
	return heldKey{}, err
}
