package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// taskLimit is how many rows of one sort stand on the page; the rest is
// reached through the list of cases.
const taskLimit = 40

// taskRows are the things to do, the most urgent first: the clocks that run,
// children unseen and dates passed, then today and soon, then what waits.
func (t *Today) taskRows(today *store.Today) []fyne.CanvasObject {
	clocks, late, soon, todo := t.workRows(today)
	var later []fyne.CanvasObject
	for i, u := range today.Unseen {
		if i < taskLimit {
			late = append(late, t.unseenTask(u))
		}
	}
	for _, v := range today.VisitsDue {
		row, urgency := t.dueTask(v)
		switch {
		case urgency == casework.Overdue && len(late) < 4*taskLimit:
			late = append(late, row)
		case urgency == casework.DueLater:
			if len(later) < taskLimit {
				later = append(later, row)
			}
		case urgency != casework.Overdue && len(soon) < taskLimit:
			soon = append(soon, row)
		}
	}
	var first []fyne.CanvasObject
	for _, o := range today.Opened {
		first = append(first, t.openedTask(o))
	}
	for _, d := range today.Drafts {
		soon = append(soon, t.draftTask(d))
	}
	for _, c := range today.Conflicts {
		todo = append(todo, t.conflictTask(c))
	}
	if t.Store.SheetDue() {
		todo = append(todo, widget.NewTaskRow(widget.Task{
			Tone: theme.Todo, When: present.T("today.sheet_when"),
			Title: present.T("today.sheet"), Detail: present.T("today.sheet_sub"), Action: present.T("today.sheet_do"),
		}, func() { t.makeSheet(t.owner, t.load) }))
	}
	if today.HoldBox > 0 {
		todo = append(todo, widget.NewTaskRow(widget.Task{
			Tone: theme.Todo, When: present.T("today.holdbox_when", today.HoldBox),
			Title: present.T("today.holdbox"), Detail: present.T("today.holdbox_sub"), Action: present.T("today.look"),
		}, t.Nav.OpenHoldBox))
	}
	if today.HeldBack > 0 {
		todo = append(todo, widget.NewTaskRow(widget.Task{
			Tone: theme.Todo, When: present.T("today.held_when", today.HeldBack),
			Title: present.T("today.held"), Detail: present.T("today.held_sub"), Action: present.T("today.look"),
		}, t.Nav.OpenHoldBox))
	}
	return slices.Concat(first, clocks, late, soon, todo, later)
}

func (t *Today) unseenTask(u store.UnseenRow) fyne.CanvasObject {
	when := present.T("today.unseen_days", u.Days)
	detail := present.T("today.unseen_last", t.shortDate(u.Child.LastSeen))
	if u.Never {
		detail = present.T("today.unseen_never")
	}
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Late, When: when,
		Title:  present.T("today.of_family", present.Family(u.Family), t.childLine(u.Child)),
		Detail: t.withStaff(detail+present.T("case.separator")+t.code("case_class", u.Class), u.Staff),
		Action: present.T("button.open"),
	}, func() { t.Nav.OpenCase(u.Case) })
}

func (t *Today) dueTask(v store.VisitDue) (fyne.CanvasObject, casework.Urgency) {
	urgency := casework.UrgencyOf(dateOf(v.Due), t.today(), t.Store.Rules().SoonDays)
	task := widget.Task{
		Tone: theme.Soon, When: present.T("today.days_left", v.DaysLeft),
		Title:  present.T("today.due_"+v.Deadline, present.Family(v.Family)),
		Detail: present.T("today.due_detail", t.childLine(v.Child), t.shortDate(v.Due)),
		Action: present.T("button.open"),
	}
	switch urgency {
	case casework.Overdue:
		task.Tone, task.When = theme.Late, present.T("today.days_over", -v.DaysLeft)
	case casework.DueToday:
		task.When = present.T("today.until_today")
	case casework.DueLater:
		task.Tone = theme.Todo
	}
	task.Detail = t.withStaff(task.Detail, v.Staff)
	return widget.NewTaskRow(task, func() { t.Nav.OpenCase(v.Case) }), urgency
}

func (t *Today) draftTask(d store.DraftRow) fyne.CanvasObject {
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Soon, When: present.T("today.draft"),
		Title:  present.T("today.draft_of", KindWord(d.Draft.Kind), present.Family(d.Family)),
		Detail: present.T("today.draft_saved", t.moment(d.Draft.Saved)),
		Action: present.T("button.continue"),
	}, func() { t.openDraft(d.Draft) })
}

// openDraft opens the page that a draft was written on.
func (d Deps) openDraft(draft store.Draft) {
	switch draft.Kind {
	case store.KindVisit:
		d.Nav.OpenVisit(draft)
	case store.KindNote:
		d.Nav.OpenNote(draft)
	case store.KindIntake:
		d.Nav.OpenIntakeDraft(draft)
	default:
		d.Nav.OpenCase(draft.Case)
	}
}

func (t *Today) conflictTask(c store.Conflict) fyne.CanvasObject {
	field := ""
	if len(c.Fields) > 0 {
		field = t.fieldLabel(c.Kind, c.Fields[0].Name)
	}
	detail := ""
	if len(c.Fields) > 0 {
		for i, v := range c.Fields[0].Values {
			if i > 0 {
				detail += present.T("today.and")
			}
			detail += present.T("today.at_station", t.staff(v.Author), t.Store.StationName(v.Station))
		}
	}
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Todo, When: present.T("today.conflict", len(c.Fields)),
		Title:  present.T("today.conflict_of", field, t.familyOf(c.Case, c.Family)),
		Detail: detail, Action: present.T("button.settle"),
	}, func() { t.Nav.OpenConflict(c.Record) })
}
