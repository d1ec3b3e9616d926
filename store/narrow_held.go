package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// heldNarrowKey finds the narrow key of a change in the hold box, among the
// grants of its case here and in the box. narrow says that the change is for
// one group alone, also where the person signed in is not of it.
func (s *Store) heldNarrowKey(ctx context.Context, q querier, c *ledger.Change) (key trust.Key, narrow bool, err error) {
	grants, err := s.grantsIn(ctx, q, c.Case)
	if err != nil {
		return trust.Key{}, false, err
	}
	boxed, err := s.boxedGrants(ctx, q, c.Case)
	if err != nil {
		return trust.Key{}, false, err
	}
	var its []trust.Grant
	for _, g := range append(grants, boxed...) {
		if g.Key == c.Key && narrowGroup(c.Case, g.Of) != "" {
			its = append(its, g)
		}
	}
	return s.openNarrow(its)[c.Key].key, len(its) > 0, nil
}

// boxedGrants are the grants of a case that the hold box has.
func (s *Store) boxedGrants(ctx context.Context, q querier, file uuid.UUID) ([]trust.Grant, error) {
	rows, err := q.QueryContext(ctx, `SELECT raw FROM holdbox WHERE file = ? AND kind = ?`, file[:], ledger.KindGrant)
	if err != nil {
		return nil, fmt.Errorf("find grants in the hold box: %w", s.fault(err))
	}
	defer rows.Close()
	var out []trust.Grant
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, c)); err != nil {
			return nil, fmt.Errorf("find grants in the hold box: %w", err)
		}
		if edit, err := c.OpenBody(trust.Key{}); err == nil && edit.Grant != nil {
			out = append(out, *edit.Grant)
		}
	}
	return out, s.fault(rows.Err())
}

// keyTo finds the key of a change on the ring, or the narrow key that the
// person signed in has for it.
func (s *Store) keyTo(ctx context.Context, q querier, c *ledger.Change, find keyFinder) (key trust.Key, group string, ok bool) {
	if key, ok = find(c.Key); ok || !c.Sealed() {
		return key, "", true
	}
	keys, err := s.narrowKeys(ctx, q, c.Case)
	if err != nil {
		return trust.Key{}, "", false
	}
	k, ok := keys[c.Key]
	return k.key, narrowGroup(c.Case, k.of), ok
}
