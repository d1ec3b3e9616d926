package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// Stages of meetings and sheets that the store goes by.
const (
	stagePlanned   = "planned"   // a meeting that is to come
	stageDiscussed = "discussed" // a sheet that was talked about
	stagePostponed = "postponed" // a sheet that waits for the next meeting
)

// FindMeetings lists the meetings, the latest first.
func (s *Store) FindMeetings(ctx context.Context) ([]MeetingRow, error) {
	meetings, err := s.FindOffice(ctx, KindMeeting)
	if err != nil {
		return nil, err
	}
	work, err := s.entries(ctx, KindSheet, KindTask)
	if err != nil {
		return nil, err
	}
	rows := make([]MeetingRow, 0, len(meetings))
	at := map[string]int{}
	for _, m := range meetings {
		if m.State != StateConfirmed {
			continue
		}
		at[m.ID.String()] = len(rows)
		rows = append(rows, MeetingRow{Record: m})
	}
	today := casework.DateOf(s.c.Now()).String()
	of := map[string]int{} // sheet -> its meeting's row
	for _, e := range work {
		i, ok := at[e.Text("meeting")]
		if e.Kind != KindSheet || !ok {
			continue
		}
		of[e.ID] = i
		rows[i].Sheets++
		if e.Text("stage") == stageDiscussed {
			rows[i].Discussed++
		}
	}
	for _, e := range work {
		i, ok := of[e.Parent]
		if e.Kind != KindTask || !ok || e.Text("done_on") != "" {
			continue
		}
		rows[i].Open++
		if e.Text("due") < today {
			rows[i].Overdue++
		}
	}
	slices.SortStableFunc(rows, func(a, b MeetingRow) int {
		return cmp.Or(cmp.Compare(b.Record.Text("on"), a.Record.Text("on")), cmp.Compare(b.Record.Text("start_time"), a.Record.Text("start_time")))
	})
	return rows, nil
}

// FindMeeting returns a meeting with its agenda in order.
func (s *Store) FindMeeting(ctx context.Context, id uuid.UUID) (*Meeting, error) {
	record, err := s.FindRecord(ctx, id)
	if err != nil {
		return nil, err
	}
	if record.Kind != KindMeeting {
		return nil, ErrNotFound
	}
	work, err := s.entries(ctx, KindSheet, KindTask)
	if err != nil {
		return nil, err
	}
	m := &Meeting{Record: record}
	tasks := map[string][]entry{}
	var cases []uuid.UUID
	for _, e := range work {
		switch {
		case e.Kind == KindTask && e.Parent != "":
			tasks[e.Parent] = append(tasks[e.Parent], e)
		case e.Kind == KindSheet && e.Text("meeting") == id.String():
			cases = append(cases, e.file)
		}
	}
	cards, err := s.cardsOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	for _, e := range work {
		if e.Kind != KindSheet || e.Text("meeting") != id.String() {
			continue
		}
		row, err := s.sheetRow(ctx, e, cards[e.file], tasks[e.ID])
		if err != nil {
			return nil, err
		}
		m.Sheets = append(m.Sheets, row)
	}
	slices.SortStableFunc(m.Sheets, compareSheets)
	return m, nil
}

// sheetRow is a sheet with the tasks that were decided on it, by date. A
// meeting has a dozen sheets: each is read whole, with its delivery.
func (s *Store) sheetRow(ctx context.Context, sheet entry, c card, tasks []entry) (SheetRow, error) {
	r, err := s.FindRecord(ctx, sheet.id)
	if err != nil {
		return SheetRow{}, err
	}
	row := SheetRow{Record: r, Family: c.name, Class: c.class}
	for _, t := range tasks {
		row.Tasks = append(row.Tasks, taskRowOf(t, c.name, parseID(sheet.Text("meeting"))))
	}
	slices.SortStableFunc(row.Tasks, func(a, b TaskRow) int { return cmp.Compare(a.Due, b.Due) })
	return row, nil
}

// taskRowOf is a task as lists show it.
func taskRowOf(t entry, family string, meeting uuid.UUID) TaskRow {
	row := TaskRow{
		Record: t.id, Case: t.file, Family: family, What: t.Text("what"), Agency: t.Text("agency"),
		Due: t.Text("due"), Done: t.Text("done_on"), From: parseID(t.Parent), Meeting: meeting,
	}
	for _, id := range t.Texts("staff") {
		row.Staff = append(row.Staff, parseID(id))
	}
	return row
}

// compareSheets orders an agenda: as somebody numbered it, then as it was
// proposed.
func compareSheets(a, b SheetRow) int {
	return cmp.Or(compareOrder(a.Record, b.Record),
		cmp.Compare(a.Record.Text("proposed_on"), b.Record.Text("proposed_on")), a.Record.Created.Compare(b.Record.Created))
}

// compareOrder puts the numbered before those without a number.
func compareOrder(a, b *Record) int {
	na, oka := a.Int("order")
	nb, okb := b.Int("order")
	switch {
	case oka && okb:
		return cmp.Compare(na, nb)
	case oka:
		return -1
	case okb:
		return 1
	}
	return 0
}
