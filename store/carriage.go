package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// carriage is the carriage book as this station has it, merged when it is
// first asked for and kept so from then on.
type carriage struct {
	mu   sync.Mutex
	book *ledger.Carriage // nil until it is read

	once     sync.Once
	rescoped chan struct{}

	// unequal are charges that differ from what the families say, and since
	// when; guarded by Store.mu.
	unequal map[uuid.UUID]time.Time
	due     bool // there may be such; guarded by Store.mu

	version int // counts changes of the scope; guarded by Store.mu
}

func (c *carriage) signal() chan struct{} {
	c.once.Do(func() { c.rescoped = make(chan struct{}, 1) })
	return c.rescoped
}

// Rescoped receives something whenever Scope may have changed.
func (s *Store) Rescoped() <-chan struct{} { return s.carriage.signal() }

func (s *Store) tellRescoped() {
	select {
	case s.carriage.signal() <- struct{}{}:
	default:
	}
}

// Carriage is the id of the carriage book: the ledger that says which station
// carries which cases.
func (s *Store) Carriage() uuid.UUID { return ledger.CarriageOf(s.Center()) }

// withBook calls do with the carriage book, which must not be changed or kept.
func (s *Store) withBook(ctx context.Context, do func(*ledger.Carriage)) error {
	c := &s.carriage
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.book == nil {
		written, err := s.readableChanges(ctx, s.db.Read(), s.Carriage())
		if err != nil {
			return fmt.Errorf("load carriage book: %w", err)
		}
		book := &ledger.Carriage{}
		for _, w := range written {
			book.Take(w)
		}
		c.book = book
	}
	do(c.book)
	return nil
}

// takeCarriage merges committed changes of the book into it; a book that lost
// some is read anew.
func (s *Store) takeCarriage(written []ledger.Written, again bool) {
	s.carriage.mu.Lock()
	defer s.carriage.mu.Unlock()
	if again {
		s.carriage.book = nil
	}
	if s.carriage.book == nil {
		return
	}
	for _, w := range written {
		s.carriage.book.Take(w)
	}
}

// readableChanges reads all changes of a ledger whose bodies need no key; one
// that says nothing is passed over.
func (s *Store) readableChanges(ctx context.Context, q querier, file uuid.UUID) ([]ledger.Written, error) {
	rows, err := q.QueryContext(ctx, `SELECT raw FROM change WHERE file = ? ORDER BY id`, file[:])
	if err != nil {
		return nil, s.fault(err)
	}
	var changes []*ledger.Change
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, c)); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		changes = append(changes, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(changes) == 0 {
		return nil, s.fault(err)
	}
	seen, err := seenOf(ctx, q, changes)
	if err != nil {
		return nil, err
	}
	var out []ledger.Written
	for _, c := range changes {
		if c.Sealed() {
			continue
		}
		if edit, err := c.OpenBody(trust.Key{}); err == nil {
			out = append(out, ledger.Written{Dot: c.Dot(), Seen: seen[c.Dot()], At: c.At, Author: c.Author, Edit: edit})
		}
	}
	return out, nil
}

// CarryRow is a case that was checked out, as the list of them shows it.
type CarryRow struct {
	ledger.Carry
	Family      string // 家名, "" where the case is not here
	Number      string
	StationName string
	Overdue     bool // it should have been signed in
}

// CarryFilter chooses carries. Its zero value is what is out and what should
// have come back.
type CarryFilter struct {
	Station uuid.UUID // zero: any
	Case    uuid.UUID // zero: any
	Back    bool      // those signed in as well
}

// FindCarries lists what is checked out, the one that has to come back first
// at the top.
func (s *Store) FindCarries(ctx context.Context, f CarryFilter) ([]CarryRow, error) {
	var out []CarryRow
	now := s.c.Now()
	err := s.withBook(ctx, func(book *ledger.Carriage) {
		for _, c := range book.Carries {
			if c.Back && !f.Back || f.Station != uuid.Nil && f.Station != c.Station || f.Case != uuid.Nil && f.Case != c.Case {
				continue
			}
			out = append(out, CarryRow{Carry: *c, StationName: s.StationName(c.Station), Overdue: !c.Back && !c.Out(now)})
		}
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		r := &out[i]
		err := s.db.Read().QueryRowContext(ctx, `SELECT name, number FROM casefile WHERE file = ?`, r.Case[:]).Scan(&r.Family, &r.Number)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("find carries: %w", s.fault(err))
		}
	}
	slices.SortFunc(out, func(a, b CarryRow) int {
		if c := a.Until.Compare(b.Until); c != 0 {
			return c
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	return out, nil
}

// ErrUntilPassed is returned for a carry that would be over when it begins.
var ErrUntilPassed = errors.New("the time until which it is carried has passed")

// CheckOut lets a station hold cases until a time (持ち出し), with the cases
// that are shown in them. One that the station carries already gets the later
// of both times. Every active staff member may do so.
func (s *Store) CheckOut(ctx context.Context, station uuid.UUID, cases []uuid.UUID, staff uuid.UUID, until time.Time) error {
	if s.Me().Removed || s.Staff(s.who) == nil {
		return ErrNotAllowed
	}
	if !until.After(s.c.Now()) {
		return ErrUntilPassed
	}
	at := s.Directory().Stations[station]
	if at == nil || at.Removed || s.Staff(staff) == nil {
		return fmt.Errorf("check out to %s: %w", station, ErrNotFound)
	}
	return s.write(ctx, func(b *batch) error {
		edits, err := b.carriesFor(station, cases, staff, until)
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
}

// carriesFor are the edits of the book that let a station carry cases.
func (b *batch) carriesFor(station uuid.UUID, cases []uuid.UUID, staff uuid.UUID, until time.Time) ([]*ledger.Edit, error) {
	now, s := b.s.c.Now(), b.s
	open := map[uuid.UUID]ledger.Carry{}
	err := s.withBook(b.ctx, func(book *ledger.Carriage) {
		for _, c := range book.Carries {
			if c.Station == station && c.Out(now) && !c.Until.Before(open[c.Case].Until) {
				open[c.Case] = *c
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var edits []*ledger.Edit
	done := map[uuid.UUID]bool{}
	for _, kase := range cases {
		group, err := groupOf(b.ctx, b.tx, kase)
		if err != nil {
			return nil, err
		}
		// The case that was asked for comes first: the others follow it.
		id := open[kase].ID
		if id == uuid.Nil {
			id = newID(s.c)
		}
		for _, one := range append([]uuid.UUID{kase}, group...) {
			if done[one] {
				continue
			}
			done[one] = true
			c, out := open[one]
			switch {
			case out && !c.Until.Before(until):
				continue
			case out:
				set := map[string]any{ledger.FieldUntil: until.UTC().Format(time.RFC3339)}
				edits = append(edits, &ledger.Edit{Record: c.ID, Kind: ledger.KindCarry, Set: set})
				continue
			}
			begun := ledger.Carry{ID: id, Case: one, Station: station, Staff: staff, Until: until}
			switch {
			case one == kase:
			case slices.Contains(cases, one):
				begun.ID = newID(s.c)
			default:
				begun.ID = ledger.FollowOf(id, one)
			}
			edit, err := b.carryEdit(begun)
			if err != nil {
				return nil, err
			}
			edits = append(edits, edit)
		}
	}
	return edits, nil
}

func (b *batch) carryEdit(c ledger.Carry) (edit *ledger.Edit, err error) {
	err = b.s.withBook(b.ctx, func(book *ledger.Carriage) { edit = carryEdit(book, c) })
	return edit, err
}

// groupOf are the cases that are shown as one with a case, the one that shows
// them first.
func groupOf(ctx context.Context, q querier, kase uuid.UUID) ([]uuid.UUID, error) {
	root, err := shownIn(ctx, q, kase)
	if err != nil {
		return nil, err
	}
	return filesOf(ctx, q, root)
}

// CheckIn notes that cases are no longer carried, with the cases that are shown
// as one with them. What the station has not sent of them stays there until it
// has.
func (s *Store) CheckIn(ctx context.Context, carries []uuid.UUID) error {
	if s.Me().Removed || s.Staff(s.who) == nil {
		return ErrNotAllowed
	}
	carries, err := s.together(ctx, carries)
	if err != nil {
		return err
	}
	var missing, back int
	err = s.withBook(ctx, func(book *ledger.Carriage) {
		for _, id := range carries {
			if c := book.Carries[id]; c == nil {
				missing++
			} else if c.Back {
				back++
			}
		}
	})
	if err != nil {
		return err
	}
	if missing > 0 {
		return fmt.Errorf("check in: %d of %d: %w", missing, len(carries), ErrNotFound)
	}
	if back == len(carries) {
		return nil
	}
	return s.write(ctx, func(b *batch) error {
		for _, id := range carries {
			e := &ledger.Edit{Record: id, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldBack: true}}
			if err := b.append(planned{file: s.Carriage(), edit: e}); err != nil {
				return err
			}
		}
		return nil
	})
}
