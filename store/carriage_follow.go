package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// saveFollowing writes into the carriage book what follows from merges that
// this batch of own changes made or took back: cases that are shown as one are
// carried as one.
func (b *batch) saveFollowing() error {
	if len(b.parted) == 0 {
		return nil
	}
	edits, err := b.s.followEdits(b.ctx, b.tx)
	if err != nil || len(edits) == 0 {
		return err
	}
	for _, e := range edits {
		if err := b.append(planned{file: b.s.Carriage(), edit: e}); err != nil {
			return err
		}
	}
	return errors.Join(b.saveHeads(), saveMeta(b.ctx, b.tx, metaClock, b.s.clock))
}

// followEdits are the edits that make the carriage book say what follows from
// the merges that stand: those that let a case travel first, then those that
// end it.
func (s *Store) followEdits(ctx context.Context, q querier) ([]*ledger.Edit, error) {
	var edits []*ledger.Edit
	var failed error
	groups := map[uuid.UUID][]uuid.UUID{}
	groupOf := func(kase uuid.UUID) []uuid.UUID {
		if groups[kase] == nil && failed == nil {
			groups[kase], failed = groupOf(ctx, q, kase)
		}
		return groups[kase]
	}
	apart := func(a, b uuid.UUID) bool {
		two, err := knownApart(ctx, q, a, b)
		if failed == nil {
			failed = err
		}
		return two
	}
	err := s.withBook(ctx, func(book *ledger.Carriage) {
		begin, end := book.Lagging(groupOf, apart, s.c.Now())
		for _, c := range begin {
			edits = append(edits, carryEdit(book, c))
		}
		for _, id := range end {
			edits = append(edits, &ledger.Edit{Record: id, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldBack: true}})
		}
	})
	return edits, errors.Join(err, failed)
}

// carryEdit writes a carry as it should stand. One that ended before is taken
// up again.
func carryEdit(book *ledger.Carriage, c ledger.Carry) *ledger.Edit {
	set := map[string]any{
		ledger.FieldCase: c.Case.String(), ledger.FieldStation: c.Station.String(), ledger.FieldStaff: c.Staff.String(),
		ledger.FieldUntil: c.Until.UTC().Format(time.RFC3339),
	}
	if was := book.Carries[c.ID]; was != nil && was.Back {
		set[ledger.FieldBack] = false
	}
	return &ledger.Edit{Record: c.ID, Kind: ledger.KindCarry, Set: set}
}

// knownApart reports whether two cases are not shown as one. Of a case whose
// family is not here, or kept from this station, nothing is known.
func knownApart(ctx context.Context, q querier, a, b uuid.UUID) (bool, error) {
	var here int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM casefile WHERE file IN (?, ?)`, a[:], b[:]).Scan(&here)
	if err != nil || here < 2 {
		return false, err
	}
	one, err := shownIn(ctx, q, a)
	if err != nil {
		return false, err
	}
	other, err := shownIn(ctx, q, b)
	return err == nil && one != other, err
}

// together are carries with those of the cases that are shown as one with
// theirs, on the same stations: what is signed in is signed in whole.
func (s *Store) together(ctx context.Context, carries []uuid.UUID) ([]uuid.UUID, error) {
	var given, open []ledger.Carry
	now := s.c.Now()
	err := s.withBook(ctx, func(book *ledger.Carriage) {
		for _, id := range carries {
			if c := book.Carries[id]; c != nil {
				given = append(given, *c)
			}
		}
		for _, c := range book.Carries {
			if c.Out(now) {
				open = append(open, *c)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	all := append([]uuid.UUID(nil), carries...)
	for _, c := range given {
		group, err := groupOf(ctx, s.db.Read(), c.Case)
		if err != nil {
			return nil, fmt.Errorf("find what travels together: %w", s.fault(err))
		}
		for _, o := range open {
			if o.Station == c.Station && slices.Contains(group, o.Case) && !slices.Contains(all, o.ID) {
				all = append(all, o.ID)
			}
		}
	}
	return all, nil
}
