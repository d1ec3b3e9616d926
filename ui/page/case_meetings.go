package page

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// meetings shows the meetings that talked of the family, what they decided
// and what of it is done, and what waits for the next one.
func (c *Case) meetings() fyne.CanvasObject {
	sheets := c.sheetsOf()
	propose := widget.NewPrimary(present.T("case.to_meeting"), c.propose)
	if len(sheets) == 0 && len(c.meetingTasks(uuid.Nil)) == 0 {
		return widget.NewCard("", widget.EmptyState("meeting", present.T("casemeeting.none"), present.T("casemeeting.none_sub"), propose))
	}
	var waiting []fyne.CanvasObject
	held := widget.Rows(1.5)
	for _, s := range sheets {
		if s.Text("meeting") == "" || s.Text("stage") == sheetPostponed {
			waiting = append(waiting, c.proposalRow(s))
			continue
		}
		held.Add(c.sheetCard(s))
	}
	if len(held.Objects) == 0 {
		held.Add(widget.NewCard("", widget.EmptyState("meeting", present.T("casemeeting.not_yet"), present.T("casemeeting.not_yet_sub"))))
	}
	held.Add(widget.NewSpacer(1))
	side := widget.Rows(2, widget.NewCard("", widget.Rows(1.5, propose, widget.NewText(present.T("casemeeting.propose_sub"), widget.SmallPara))))
	if len(waiting) > 0 {
		side.Add(widget.NewCard(present.T("casemeeting.waiting"), ruled(waiting)))
	}
	return widget.Columns(2, []float32{84, 37}, scrolled(held), scrolled(side))
}

// sheetsOf are the sheets of the case, the latest meeting first.
func (c *Case) sheetsOf() []*store.Record {
	var out []*store.Record
	for _, r := range c.file.Of(store.KindSheet) {
		if r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	day := func(r *store.Record) string { return cmp.Or(r.Text("discussed_on"), r.Text("proposed_on")) }
	slices.SortStableFunc(out, func(a, b *store.Record) int { return strings.Compare(day(b), day(a)) })
	return out
}

// meetingTasks are the tasks decided on a sheet, by date; the zero id is those
// of all sheets that are open.
func (c *Case) meetingTasks(sheet uuid.UUID) []*store.Record {
	var out []*store.Record
	for _, r := range c.file.Of(store.KindTask) {
		of := r.Parent == sheet || sheet == uuid.Nil && r.Text("done_on") == "" && c.isSheet(r.Parent)
		if r.State == store.StateConfirmed && of {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Record) int { return strings.Compare(a.Text("due"), b.Text("due")) })
	return out
}

func (c *Case) isSheet(id uuid.UUID) bool {
	return slices.ContainsFunc(c.file.Of(store.KindSheet), func(r *store.Record) bool { return r.ID == id })
}

// sheetFacts are what of a sheet stands in the case, in this order.
var sheetFacts = []string{
	"policy", "summary", "lead_department", "lead_staff", "second_staff", "plan_need", "plan_author", "plan_due",
	"registration", "service_decision", "cgc", "missing", "next_check",
}

// sheetCard is one meeting's word on the family.
func (c *Case) sheetCard(s *store.Record) fyne.CanvasObject {
	word, tone := c.code("sheet_stage", cmp.Or(s.Text("stage"), sheetProposed)), theme.Todo
	switch s.Text("stage") {
	case sheetDiscussed:
		word, tone = present.T("meeting.decided"), theme.Done
	case sheetPostponed:
		tone = theme.Grey
	}
	title := joined(c.code("meeting_kind", s.Text("meeting_kind")), c.dayWord(cmp.Or(s.Text("discussed_on"), s.Text("proposed_on"))))
	right := widget.Line(1, widget.NewChip(word, tone))
	if meeting, err := uuid.Parse(s.Text("meeting")); err == nil {
		right.Add(widget.NewLink(present.T("casemeeting.open"), func() { c.Nav.OpenMeeting(meeting) }))
	}
	rows := widget.Rows(1, widget.NewText(joined(c.code("agenda_reason", s.Text("reason")), c.proposedBy(s)), widget.SmallPara))
	for _, side := range []string{sideHealth, sideWelfare, sideAgreed} {
		if j := judgedOn(c.file, s, side); j != nil {
			rows.Add(minutesLine(minute{present.T("meeting.side_" + side), c.judgementWords(j)}))
		}
	}
	for _, field := range sheetFacts {
		if v := s.Fields[field]; v != nil && v != "" {
			rows.Add(minutesLine(minute{c.fieldLabel(s.Kind, field), c.showValue(s.Kind, field, v, c.file.Persons)}))
		}
	}
	if tasks := c.meetingTasks(s.ID); len(tasks) > 0 {
		var lines []fyne.CanvasObject
		for _, t := range tasks {
			lines = append(lines, c.caseTask(t))
		}
		rows.Add(ruled(lines))
	}
	return widget.NewCardWith(title, right, rows)
}

func (c *Case) proposedBy(s *store.Record) string {
	if name := c.staffText(s.Text("proposer")); name != "" {
		return present.T("meeting.proposed_by", name)
	}
	return ""
}

// caseTask is a task of a sheet: open with the button that finishes it, or
// done with what came of it.
func (c *Case) caseTask(r *store.Record) fyne.CanvasObject {
	row := taskOf(r)
	row.Family = c.file.Family.Text("name")
	if row.Done == "" {
		return c.taskRow(row, c.load)
	}
	detail := joined(c.who(row.Staff, row.Agency), r.Text("result"))
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Done, When: present.T("task.done_on", c.shortDate(row.Done)), Title: row.What, Detail: detail, Action: present.T("button.open"),
	}, func() { c.Nav.OpenRecord(r.ID) })
}

// proposalRow is a proposal that waits for a meeting, with the way to take it
// back.
func (c *Case) proposalRow(s *store.Record) fyne.CanvasObject {
	line := widget.LineFill(1, 0,
		widget.Rows(0, widget.NewText(joined(c.code("meeting_kind", s.Text("meeting_kind")), c.code("agenda_reason", s.Text("reason"))), oneLine(widget.Strong)),
			widget.NewText(joined(c.shortDate(s.Text("proposed_on")), c.proposedBy(s)), oneLine(widget.Small))),
		widget.NewSmall(present.T("casemeeting.take_back"), func() { c.takeBack(s) }))
	return widget.NewArea(widget.PadXY(0, 1, line), func() { c.edit(edit{kind: store.KindSheet, old: s, skip: proposalSkip(c)}) })
}

// proposalSkip leaves of the form of a sheet only what a proposal says.
func proposalSkip(c *Case) map[string]bool {
	skip := map[string]bool{"meeting": true, "order": true, "stage": true, "proposer": true, "proposed_on": true}
	for _, section := range c.Store.Library().Form(store.KindSheet).Sections() {
		if section.LinkID != "sec_proposal" && section.LinkID != "sec_information" {
			skip[section.LinkID] = true
		}
	}
	return skip
}

// takeBack asks why a proposal is taken back; the reason stays with it.
func (c *Case) takeBack(s *store.Record) {
	reason := widget.NewEntry(present.T("record.reason"))
	reason.SetPlaceholder(present.T("casemeeting.take_back_hint"))
	fault := newFaultBox()
	var hide func()
	do := func() {
		if strings.TrimSpace(reason.Text()) == "" {
			reason.SetError(present.T("meeting.needed"))
			reason.Focus()
			return
		}
		async.Run(c.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, c.Store.Withdraw(ctx, s.ID, strings.TrimSpace(reason.Text()))
		}, func(_ struct{}, err error) {
			fault.set(err)
			if err == nil {
				hide()
				c.Nav.Say(present.T("casemeeting.taken_back"))
				c.load()
			}
		})
	}
	rows := widget.Rows(1.5, widget.NewText(present.T("casemeeting.take_back_title"), widget.Title), reason, fault,
		widget.Line(1.25, widget.NewPrimary(present.T("casemeeting.take_back"), do), widget.NewButton(present.T("button.cancel"), func() { hide() })))
	fault.within = rows
	hide = ShowOverlay(c.Nav.Window(), 60, rows)
	reason.Focus()
}
