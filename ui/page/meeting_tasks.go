package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Widths of the columns of what was decided: who, by when, how far.
const (
	widthWho   = 20
	widthUntil = 9
	widthMark  = 15
)

// decisionLine puts the cells of a row into the columns.
func decisionLine(what, who, until, mark fyne.CanvasObject) fyne.CanvasObject {
	return widget.LineFill(1, 0, what, newFixed(widthWho, who), newFixed(widthUntil, until), newFixed(widthMark, mark))
}

// updateTasks lists what was decided: tasks, entries of the registry, services
// and papers to the children's center, each with how far it is.
func (s *caseSheet) updateTasks() {
	t := s.parts.tasks
	t.Objects = nil
	rows := s.decisionRows()
	if len(rows) > 0 {
		t.Add(widget.PadXY(0, 0.5, decisionLine(
			widget.NewText(present.T("meeting.what"), widget.Label), widget.NewText(present.T("meeting.who"), widget.Label),
			widget.NewText(present.T("meeting.until"), widget.Label.AtEnd()), widget.NewSpacer(0))))
	}
	for _, row := range rows {
		t.Add(widget.NewRule())
		t.Add(row)
	}
	t.Hidden = len(rows) == 0
	t.Refresh()
	s.parts.adder.update()
}

func (s *caseSheet) decisionRows() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, r := range s.tasksOf() {
		out = append(out, s.taskLine(r))
	}
	for _, r := range s.file.Of(store.KindRegistry) {
		if s.decidedHere(r) {
			out = append(out, s.registryLine(r))
		}
	}
	for _, kind := range []string{store.KindService, store.KindReferral} {
		for _, r := range s.file.Of(kind) {
			if r.State == store.StateConfirmed && s.madeHere(r) {
				out = append(out, s.recordLine(r))
			}
		}
	}
	return out
}

// tasksOf are the tasks of the sheet by date.
func (s *caseSheet) tasksOf() []*store.Record {
	var out []*store.Record
	for _, r := range s.file.Of(store.KindTask) {
		if r.Parent == s.record.ID && r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Record) int { return strings.Compare(a.Text("due"), b.Text("due")) })
	return out
}

// decidedHere reports whether this meeting began or ended an entry of the
// registry.
func (s *caseSheet) decidedHere(r *store.Record) bool {
	id := s.id.String()
	return r.State == store.StateConfirmed && (r.Text("meeting") == id || r.Text("end_meeting") == id)
}

// madeHere reports whether a record was made from this sheet.
func (s *caseSheet) madeHere(r *store.Record) bool {
	return r.Parent == s.record.ID || r.Kind == store.KindService && r.Text("meeting") == s.id.String()
}

func (s *caseSheet) line(what, who, until string, mark fyne.CanvasObject, open func()) fyne.CanvasObject {
	row := decisionLine(
		widget.NewText(what, widget.Style{Wrap: true, Rows: 2, LineHeight: 1.36}), widget.NewText(who, oneLine(widget.Body)),
		widget.NewText(until, widget.Body.AtEnd()), widget.LineFill(1, 0, widget.NewSpacer(0), mark))
	return widget.NewArea(widget.PadXY(0, 0.75, row), open)
}

// taskLine is a task with the button that finishes it; pressing the row
// changes it.
func (s *caseSheet) taskLine(r *store.Record) fyne.CanvasObject {
	row := taskOf(r)
	row.Family, row.Meeting = s.row.Family, s.id
	var mark fyne.CanvasObject = widget.NewSmall(present.T("task.finish"), func() { s.finishTask(row, s.load) })
	if row.Done != "" {
		mark = widget.NewChip(present.T("task.done_on", s.shortDate(row.Done)), theme.Done)
	}
	until := s.shortDate(row.Due)
	return s.line(row.What, s.who(row.Staff, row.Agency), until, mark, func() { s.editBelow(store.KindTask, r) })
}

// taskOf is a task's record as a row.
func taskOf(r *store.Record) store.TaskRow {
	row := store.TaskRow{
		Record: r.ID, Case: r.Case, What: r.Text("what"), Agency: r.Text("agency"), Due: r.Text("due"), Done: r.Text("done_on"), From: r.Parent,
	}
	for _, id := range r.Texts("staff") {
		if parsed, err := uuid.Parse(id); err == nil {
			row.Staff = append(row.Staff, parsed)
		}
	}
	return row
}

// registryLine is an entry of the registry with how far its approval is.
func (s *caseSheet) registryLine(r *store.Record) fyne.CanvasObject {
	person := ""
	if p := s.personOf(r.Text("person")); p != nil {
		person = personWord(p)
	}
	what, until := present.T("meeting.registers", person, s.code("case_class", r.Text("class"))), s.shortDate(r.Text("registered_on"))
	if r.Text("ended_on") != "" && r.Text("end_meeting") == s.id.String() {
		what, until = present.T("meeting.ends", person, s.code("end_reason", r.Text("end_reason"))), s.shortDate(r.Text("ended_on"))
	}
	return s.line(what, s.staffText(r.Text("lead_staff")), until, s.approvalMark(r), func() { s.Nav.OpenRecord(r.ID) })
}

// approvalMark says how far a document is on its way, or offers to send it.
func (s *caseSheet) approvalMark(r *store.Record) fyne.CanvasObject {
	a, sent := s.approvals[r.ID]
	if !sent || a.State.Stage == casework.ApprovalReturned || a.State.Stage == casework.ApprovalChanged || a.State.Stage == casework.ApprovalPulledBack {
		return widget.NewSmall(present.T("meeting.submit"), func() { s.submit(r.ID) })
	}
	word, tone := present.T("meeting.approval_waits"), theme.Soon
	if a.State.Stage == casework.ApprovalApproved {
		word, tone = present.T("meeting.approval_done"), theme.Done
	}
	return widget.NewChip(word, tone)
}

// recordLine is a service or a paper that was begun from the sheet.
func (s *caseSheet) recordLine(r *store.Record) fyne.CanvasObject {
	what, who, until := "", "", ""
	word := KindWord(r.Kind)
	switch r.Kind {
	case store.KindService:
		what = joined(s.code("service_type", r.Text("service")), s.code("service_act", r.Text("act")))
		who, until = s.staffText(r.Text("by")), s.shortDate(r.Text("recommended_on"))
		word = s.code("service_stage", r.Text("stage"))
	case store.KindReferral:
		what, until = joined(s.code("referral_kind", r.Text("kind")), r.Text("office")), s.shortDate(r.Text("on"))
		who = s.staff(r.Author)
	}
	return s.line(what, who, until, widget.NewChip(word, theme.Todo), func() { s.editBelow(r.Kind, r) })
}

// editBelow opens the editor of a record that belongs to the sheet.
func (s *caseSheet) editBelow(kind string, old *store.Record) {
	s.editing = openEdit(s.Deps, edit{
		kase: s.record.Case, kind: kind, parent: s.record.ID, old: old,
		persons: s.file.Persons, choices: s.file.Records, done: func(*store.Record) { s.load() },
	})
}

// personOf is a person of the case by the id that a field holds.
func (s *caseSheet) personOf(id string) *store.Record {
	for _, p := range s.file.Persons {
		if p.ID.String() == id {
			return p
		}
	}
	return nil
}

// personWord is what a person of the family is called on the sheet.
func personWord(p *store.Record) string {
	if name := p.Text("given_name"); name != "" {
		return name
	}
	return childWord(rowOfPerson(p))
}
