package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// changesLimit is how many changes of a case are listed when nobody says.
const changesLimit = 200

// FindChanges lists what was changed in a case and in those that were merged
// into it, latest first; no more than limit, 200 for 0.
func (s *Store) FindChanges(ctx context.Context, kase uuid.UUID, limit int) ([]CaseChange, error) {
	if limit <= 0 {
		limit = changesLimit
	}
	cases, err := filesOf(ctx, s.db.Read(), kase)
	if err != nil {
		return nil, fmt.Errorf("find changes of %s: %w", kase, err)
	}
	marks, args := inList(cases)
	// Grants are no work of anybody, and the sort carries no bodies along.
	rows, err := s.db.Read().QueryContext(ctx, `SELECT c.raw, c.seq, c.taken, c.refused, r.created = c.at
		FROM (SELECT id FROM change WHERE file IN (`+marks+`) AND record != x'' AND kind != ? ORDER BY at DESC, id DESC LIMIT ?) l
		JOIN change c ON c.id = l.id LEFT JOIN record r ON r.record = c.record ORDER BY c.at DESC, c.id DESC`,
		append(args, ledger.KindGrant, limit)...)
	if err != nil {
		return nil, fmt.Errorf("find changes of %s: %w", kase, s.fault(err))
	}
	defer rows.Close()
	var out []CaseChange
	for rows.Next() {
		c, err := s.scanChange(rows)
		if err != nil {
			return nil, fmt.Errorf("find changes of %s: %w", kase, err)
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(err)
	}
	return s.addNarrowChanges(ctx, out, cases, limit)
}

// addNarrowChanges puts beside the changes of some cases those that the person
// signed in may read and others may not.
func (s *Store) addNarrowChanges(ctx context.Context, out []CaseChange, cases []uuid.UUID, limit int) ([]CaseChange, error) {
	narrow, err := s.narrowIn(ctx, s.db.Read(), cases...)
	if err != nil || len(narrow) == 0 {
		return out, err
	}
	for _, changes := range narrow {
		for _, c := range changes {
			_, first := c.Edit.Set[ledger.FieldState]
			out = append(out, caseChange(c.raw, c.Edit, first && c.Edit.Set[ledger.FieldState] == ledger.StateConfirmed, c.delivery))
		}
	}
	slices.SortStableFunc(out, func(a, b CaseChange) int { return b.At.Compare(a.At) })
	return out[:min(len(out), limit)], nil
}

// scanChange opens one change and says what it did.
func (s *Store) scanChange(row scanner) (CaseChange, error) {
	var raw []byte
	var seq, taken int64
	var refused string
	var first *bool
	if err := row.Scan(&raw, &seq, &taken, &refused, &first); err != nil {
		return CaseChange{}, err
	}
	var c ledger.Change
	if err := trust.Decode(raw, &c); err != nil {
		return CaseChange{}, err
	}
	key, _ := s.key(c.Key)
	edit, err := c.OpenBody(key)
	if err != nil {
		return CaseChange{}, err
	}
	return caseChange(&c, edit, first != nil && *first, deliveryOf(seq, taken, refused)), nil
}

func caseChange(c *ledger.Change, edit *ledger.Edit, first bool, d Delivery) CaseChange {
	out := CaseChange{
		Record: edit.Record, Kind: edit.Kind, At: c.At.Wall(), Author: c.Author, Station: c.Station,
		First: first, Reason: edit.Reason, Delivery: d,
	}
	if state, ok := edit.Set[ledger.FieldState].(string); ok {
		out.State = State(state)
	}
	delete(edit.Set, ledger.FieldState)
	delete(edit.Set, fieldParent)
	out.Fields = slices.Sorted(maps.Keys(edit.Set))
	return out
}
