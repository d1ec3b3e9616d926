package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// IntakeRow is an intake in a list. Who reported is not in it: of the route
// only the kind is known to everybody.
type IntakeRow struct {
	Record       uuid.UUID
	Case         uuid.UUID // in which it is shown
	Family       string
	Class        string
	Number       string
	Received     time.Time
	Receiver     uuid.UUID
	Consultation string // code of the list consultation_type
	Route        string // code of the list intake_route
	Stage        string // code of the list intake_stage
	Outcome      string // code of the list intake_outcome
	Children     []ChildRow
	Clocks       []DueRow // DL01 that run, the one that ends first before the others
	Unsent       bool     // something of it is on this station alone
}

// stageClosed is the last stage of an intake.
const stageClosed = "closed"

// FindIntakes lists the intakes of all cases: those that are open, the one
// whose clock ends first before the others, or those that are closed. Among
// equals the latest comes first.
func (s *Store) FindIntakes(ctx context.Context, closed bool) ([]IntakeRow, error) {
	all, err := s.entries(ctx, KindIntake)
	if err != nil {
		return nil, err
	}
	rows := intakesOf(all, closed)
	if err := s.nameFamilies(ctx, rows); err != nil {
		return nil, err
	}
	if err := s.addCalled(ctx, rows); err != nil {
		return nil, err
	}
	if err := s.addClocks(ctx, rows, closed); err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, compareIntakes)
	return rows, nil
}

// intakesOf are the rows of the intakes among some entries.
func intakesOf(all []entry, closed bool) []IntakeRow {
	var rows []IntakeRow
	for _, e := range all {
		if closed != (e.Text("stage") == stageClosed) {
			continue
		}
		rows = append(rows, IntakeRow{
			Record: e.id, Case: e.file, Number: e.Text(fieldNumber), Received: e.Moment("received_at"),
			Receiver: parseID(e.Text("receiver")), Consultation: e.Text("consultation"), Route: e.Text("route"),
			Stage: cmp.Or(e.Text("stage"), "received"), Outcome: e.Text("outcome"),
		})
	}
	return rows
}

func (s *Store) nameFamilies(ctx context.Context, rows []IntakeRow) error {
	var cases []uuid.UUID
	for _, r := range rows {
		cases = append(cases, r.Case)
	}
	cards, err := s.cardsOf(ctx, cases)
	if err != nil {
		return err
	}
	for i := range rows {
		card := cards[rows[i].Case]
		rows[i].Family, rows[i].Class = card.name, card.class
	}
	return nil
}

// addCalled adds the children of each call, persons of merged cases as those
// that they are shown as.
func (s *Store) addCalled(ctx context.Context, rows []IntakeRow) error {
	same, err := s.readAs(ctx, s.db.Read())
	if err != nil {
		return s.fault(err)
	}
	at := map[string]int{}
	var ids []uuid.UUID
	for i := range rows {
		at[rows[i].Record.String()] = i
		ids = append(ids, rows[i].Record)
	}
	var all []entry
	for part := range slices.Chunk(ids, listChunk) {
		marks, args := inList(part)
		some, err := s.entriesWhere(ctx, s.db.Read(), `r.kind = 'intake_child' AND `+ofWork+` AND r.parent IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	var named []DueRow
	var of []int
	for _, e := range all {
		i, listed := at[e.Parent]
		if !listed {
			continue
		}
		named = append(named, DueRow{Deadline: casework.Deadline{Subject: cmp.Or(same[e.Text("child")], e.Text("child"))}})
		of = append(of, i)
	}
	children, err := s.childrenOf(ctx, named)
	if err != nil {
		return err
	}
	for k, due := range named {
		if c, ok := children[parseID(due.Subject)]; ok {
			rows[of[k]].Children = append(rows[of[k]].Children, c)
		}
	}
	return nil
}

// addClocks adds the clocks that run, where any still may, and what the center
// does not have yet.
func (s *Store) addClocks(ctx context.Context, rows []IntakeRow, closed bool) error {
	unsent, err := s.unsentRecords(ctx)
	if err != nil {
		return err
	}
	of := map[uuid.UUID][]DueRow{}
	if !closed {
		due, err := s.FindDue(ctx, DueFilter{IDs: []casework.DeadlineID{casework.DL01SafetyCheck}})
		if err != nil {
			return err
		}
		for _, d := range due {
			of[d.Intake] = append(of[d.Intake], d)
		}
	}
	for i := range rows {
		r := &rows[i]
		r.Clocks, r.Unsent = of[r.Record], unsent[r.Record]
		for _, d := range r.Clocks {
			r.Unsent = r.Unsent || d.Unsent
		}
	}
	return nil
}

func compareIntakes(a, b IntakeRow) int {
	switch {
	case len(a.Clocks) > 0 && len(b.Clocks) > 0:
		if c := a.Clocks[0].Due.Compare(b.Clocks[0].Due); c != 0 {
			return c
		}
	case len(a.Clocks) > 0:
		return -1
	case len(b.Clocks) > 0:
		return 1
	}
	return cmp.Or(b.Received.Compare(a.Received), bytes.Compare(a.Record[:], b.Record[:]))
}
