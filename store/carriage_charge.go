package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// SetStationScope decides what a station holds: a scope of store/ledger and,
// for ScopeOwn, the staff whose cases they are. It returns ErrNotAllowed
// unless the person signed in is a director, coordinator or administrator.
func (s *Store) SetStationScope(ctx context.Context, station uuid.UUID, scope string, users []uuid.UUID) error {
	if !s.CanManage() {
		return ErrNotAllowed
	}
	if !slices.Contains([]string{ledger.ScopeAll, ledger.ScopeOwn, ledger.ScopeCarried}, scope) {
		return fmt.Errorf("set scope %q: %w", scope, ErrNotFound)
	}
	if at := s.Directory().Stations[station]; at == nil || at.Removed {
		return fmt.Errorf("set scope of %s: %w", station, ErrNotFound)
	}
	names := make([]string, 0, len(users))
	for _, id := range users {
		if s.Staff(id) == nil {
			return fmt.Errorf("set scope: staff %s: %w", id, ErrNotFound)
		}
		names = append(names, id.String())
	}
	slices.Sort(names)
	return s.write(ctx, func(b *batch) error {
		if scope == ledger.ScopeOwn {
			b.ownUsers = users
		}
		return b.append(planned{file: s.Center(), edit: &ledger.Edit{Record: station, Kind: ledger.KindStation, Set: map[string]any{
			ledger.FieldScope: scope, ledger.FieldUsers: slices.Compact(names),
		}}})
	})
}

// ownUsers are the staff whose cases some station holds for them; one that
// was removed counts no more.
func (s *Store) ownUsers() []uuid.UUID {
	var out []uuid.UUID
	for _, at := range s.Directory().Stations {
		if !at.Removed && at.Scope == ledger.ScopeOwn {
			out = append(out, at.Users...)
		}
	}
	return out
}

// saveCharges writes into the carriage book who is in charge of the families
// that this batch of own changes touched, where a station goes by it.
func (b *batch) saveCharges() error {
	users := append(b.s.ownUsers(), b.ownUsers...)
	if len(users) == 0 {
		return nil
	}
	cases := map[uuid.UUID]bool{}
	for _, t := range b.records {
		if t.made != nil && t.made.Kind == KindFamily {
			cases[t.file] = true
		}
	}
	for file := range b.parted {
		cases[file] = true
	}
	if len(b.ownUsers) > 0 {
		theirs, err := b.s.chargeable(b.ctx, b.tx, b.ownUsers)
		if err != nil {
			return err
		}
		for _, file := range theirs {
			cases[file] = true
		}
	}
	edits, err := b.s.chargeEdits(b.ctx, b.tx, cases, users)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if err := b.append(planned{file: b.s.Carriage(), edit: e}); err != nil {
			return err
		}
	}
	if len(edits) == 0 {
		return nil
	}
	return errors.Join(b.saveHeads(), saveMeta(b.ctx, b.tx, metaClock, b.s.clock))
}

// chargeable are the cases that some staff are in charge of, by the families.
func (s *Store) chargeable(ctx context.Context, q querier, users []uuid.UUID) ([]uuid.UUID, error) {
	var out []uuid.UUID
	for part := range slices.Chunk(users, 200) {
		texts := make([]any, 0, 2*len(part))
		for range 2 {
			for _, id := range part {
				texts = append(texts, id.String())
			}
		}
		marks := "?" + string(bytes.Repeat([]byte(", ?"), len(part)-1))
		found, err := fileIDs(ctx, q, `SELECT file FROM casefile WHERE health IN (`+marks+`) OR welfare IN (`+marks+`)`, texts...)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// chargeEdits are the edits that make the book say of cases what their
// families say. Of a case that no station's user has to do with, and that is
// not in the book, nothing is written: it is nobody's business there.
func (s *Store) chargeEdits(ctx context.Context, q querier, cases map[uuid.UUID]bool, users []uuid.UUID) ([]*ledger.Edit, error) {
	want := map[uuid.UUID][]uuid.UUID{}
	for kase := range cases {
		group, err := groupOf(ctx, q, kase)
		if err != nil {
			return nil, err
		}
		staff, err := staffOf(ctx, q, group)
		if err != nil {
			return nil, err
		}
		for _, one := range append(group, kase) {
			want[one] = staff
		}
	}
	var edits []*ledger.Edit
	err := s.withBook(ctx, func(book *ledger.Carriage) {
		for kase, staff := range want {
			have, known := book.Charges[kase]
			concerns := slices.ContainsFunc(staff, func(id uuid.UUID) bool { return slices.Contains(users, id) })
			if slices.Equal(have, staff) || !known && !concerns {
				continue
			}
			names := make([]string, len(staff))
			for i, id := range staff {
				names[i] = id.String()
			}
			edits = append(edits, &ledger.Edit{Record: ledger.ChargeOf(kase), Kind: ledger.KindCharge, Set: map[string]any{
				ledger.FieldCase: kase.String(), ledger.FieldStaff: names,
			}})
		}
	})
	slices.SortFunc(edits, func(a, b *ledger.Edit) int { return bytes.Compare(a.Record[:], b.Record[:]) })
	return edits, err
}

// staffOf is who is in charge of any of some cases, sorted.
func staffOf(ctx context.Context, q querier, cases []uuid.UUID) ([]uuid.UUID, error) {
	marks, args := inList(cases)
	rows, err := q.QueryContext(ctx, `SELECT health, welfare FROM casefile WHERE file IN (`+marks+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("find who is in charge: %w", err)
	}
	defer rows.Close()
	var out []uuid.UUID
	for rows.Next() {
		var health, welfare string
		if err := rows.Scan(&health, &welfare); err != nil {
			return nil, fmt.Errorf("find who is in charge: %w", err)
		}
		for _, id := range []uuid.UUID{parseID(health), parseID(welfare)} {
			if id != uuid.Nil && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return out, rows.Err()
}

// rechargePatience is how long a station waits for each of those before it to
// mend a charge: all of them see the same difference at the same time.
const rechargePatience = 10 * time.Minute

// Recharge makes the carriage book say again who is in charge of which case,
// where somebody changed a family without knowing that a station goes by it,
// and lets cases travel together that somebody merged without knowing that one
// of them was carried.
// Only stations that hold every case do so, one after the other; it is called
// whenever this station and the center have agreed.
func (s *Store) Recharge(ctx context.Context) error {
	s.mu.Lock()
	due := s.carriage.due || len(s.carriage.unequal) > 0
	s.carriage.due = false
	s.mu.Unlock()
	scope, err := s.Scope(ctx)
	if err != nil || !due || !scope.All {
		return err
	}
	err = s.write(ctx, func(b *batch) error {
		edits, err := b.s.differing(ctx, b.tx)
		if err != nil {
			return err
		}
		for _, e := range edits {
			if err := b.append(planned{file: s.Carriage(), edit: e}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrClosed) {
		s.mu.Lock()
		s.carriage.due = true
		s.mu.Unlock()
	}
	return err
}

// differing are the charges, and the carries of merged cases, that this
// station is to mend now: its turn has come. The others are remembered with
// when they were first noticed.
func (s *Store) differing(ctx context.Context, q querier) ([]*ledger.Edit, error) {
	users := s.ownUsers()
	cases := map[uuid.UUID]bool{}
	theirs, err := s.chargeable(ctx, q, users)
	if err != nil {
		return nil, err
	}
	for _, file := range theirs {
		cases[file] = true
	}
	if err := s.withBook(ctx, func(book *ledger.Carriage) {
		for kase := range book.Charges {
			cases[kase] = true
		}
	}); err != nil {
		return nil, err
	}
	if err := s.dropAbsent(ctx, q, cases); err != nil {
		return nil, err
	}
	all, err := s.chargeEdits(ctx, q, cases, users)
	if err != nil {
		return nil, err
	}
	following, err := s.followEdits(ctx, q)
	if err != nil {
		return nil, err
	}
	all = append(all, following...)
	now, before := s.c.Now(), s.carriage.unequal
	s.carriage.unequal = map[uuid.UUID]time.Time{}
	var mine []*ledger.Edit
	for _, e := range all {
		since, known := before[e.Record]
		if !known {
			since = now
		}
		turn := s.turnFor(e.Record)
		if e.Set[ledger.FieldBack] == true {
			turn++ // nobody loses a case over a merge that is still on its way
		}
		if now.Sub(since) >= time.Duration(turn)*rechargePatience {
			mine = append(mine, e)
			continue
		}
		s.carriage.unequal[e.Record] = since
	}
	return mine, nil
}

// dropAbsent takes out the cases whose family is not here: nothing can be said
// of who is in charge of them.
func (s *Store) dropAbsent(ctx context.Context, q querier, cases map[uuid.UUID]bool) error {
	here, err := fileIDs(ctx, q, `SELECT file FROM casefile`)
	if err != nil {
		return err
	}
	have := make(map[uuid.UUID]bool, len(here))
	for _, file := range here {
		have[file] = true
	}
	for kase := range cases {
		if !have[kase] {
			delete(cases, kase)
		}
	}
	return nil
}

// turnFor is how many stations come before this one in mending a record of the
// book: an order that all work out alike, another one for every record.
func (s *Store) turnFor(record uuid.UUID) int {
	rank := func(station uuid.UUID) ledger.Hash { return ledger.HashOf(append(record[:], station[:]...)) }
	own, turn := rank(s.Station()), 0
	for id, at := range s.Directory().Stations {
		if at.Removed || id == s.Station() || at.Scope != "" && at.Scope != ledger.ScopeAll {
			continue
		}
		if other := rank(id); bytes.Compare(other[:], own[:]) < 0 {
			turn++
		}
	}
	return turn
}
