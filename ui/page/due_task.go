package page

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// clockTask is a 48-hour clock as a row of work.
func (b *base) clockTask(r store.DueRow) fyne.CanvasObject {
	task := widget.Task{
		Tone: theme.Soon, When: present.TimeLeft(r.Left(b.Now())),
		Title:  present.T("today.clock_of", b.dueChild(r), present.Family(r.Family)),
		Detail: b.clockDetail(r), Action: present.T("button.open"),
	}
	if r.Over(b.Now()) || r.Warned(b.Now()) > 0 {
		task.Tone = theme.Late
	}
	return widget.NewTaskRow(task, func() { b.openDue(r) })
}

// clockDetail says since when it runs, who is to look, and what nobody here
// can know yet.
func (b *base) clockDetail(r store.DueRow) string {
	parts := []string{present.T("today.clock_from", b.moment(r.From))}
	if names := b.dueStaff(r); names != "" {
		parts = append(parts, present.T("case.in_charge", names))
	}
	switch {
	case r.Unsent:
		parts = append(parts, present.T("today.clock_here"))
	case !r.Heard.After(r.From) && b.Now().Sub(r.From) > time.Hour:
		parts = append(parts, present.T("today.clock_silent"))
	}
	if r.Partial {
		parts = append(parts, present.T("today.clock_partial"))
	}
	return strings.Join(parts, present.T("case.separator"))
}

func (b *base) dueStaff(r store.DueRow) string {
	var names []string
	for _, id := range r.People {
		if name := b.staff(id); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, present.T("case.separator"))
}

func (b *base) dueChild(r store.DueRow) string {
	if r.Child == nil {
		return ""
	}
	return b.childLine(*r.Child)
}

// dueRowTask is any other deadline as a row of work.
func (b *base) dueRowTask(r store.DueRow) fyne.CanvasObject {
	task := widget.Task{
		Tone:   b.deadlineTone(r.Deadline),
		Title:  present.T("today.of_family", deadlineWord(r.Deadline), present.Family(r.Family)),
		Action: present.T("button.open"),
	}
	day := r.DueDay
	if day.IsZero() {
		day = casework.DateOf(r.Due.Local())
	}
	switch left := day.DaysSince(b.today()); {
	case r.Over(b.Now()) && left >= 0, left == 0:
		task.When = present.T("today.until_today")
	case left < 0:
		task.When = present.T("today.days_over", -left)
	default:
		task.When = present.T("today.days_left", left)
	}
	var parts []string
	for _, text := range []string{r.Title, b.dueChild(r), present.T("today.due_on", present.ShortDate(day, b.today()))} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if names := b.dueStaff(r); names != "" {
		parts = append(parts, present.T("case.in_charge", names))
	}
	task.Detail = strings.Join(parts, present.T("case.separator"))
	return widget.NewTaskRow(task, func() { b.openDue(r) })
}

// openDue opens the place where a deadline is met.
func (b *base) openDue(r store.DueRow) {
	switch r.ID {
	case casework.DL01SafetyCheck, casework.DL02UrgentMeeting, casework.DL03RefusedSighting:
		b.Nav.OpenReport(r.Intake)
	case casework.DL05PlanReview:
		b.Nav.OpenCasePart(r.Case, PartPlan)
	case casework.DL04RegistryReview:
		b.Nav.OpenRegistry()
	case casework.DL13ProtectionMeasure, casework.DL14CommissionReport, casework.DL15Transfer:
		b.Nav.OpenCasePart(r.Case, PartDocuments)
	case casework.DL16Adult:
		b.Nav.OpenCasePart(r.Case, PartMeetings)
	case casework.DL17Approval:
		b.Nav.OpenApproval(r.Record)
	default:
		b.Nav.OpenCase(r.Case)
	}
}

// taskTask is a task of one's own as a row of work.
func (b *base) taskTask(r store.TaskRow, done func()) fyne.CanvasObject {
	due := dateOf(r.Due)
	task := widget.Task{Tone: theme.Soon, Title: r.What, Action: present.T("today.task_done")}
	switch left := due.DaysSince(b.today()); {
	case due.IsZero():
		task.Tone, task.When = theme.Todo, present.T("kind.task")
	case left < 0:
		task.Tone, task.When = theme.Late, present.T("today.days_over", -left)
	case left == 0:
		task.When = present.T("today.until_today")
	default:
		task.When = present.T("today.days_left", left)
	}
	if r.Family != "" {
		task.Title = present.T("today.of_family", r.What, present.Family(r.Family))
	}
	task.Detail = present.T("today.task_from", b.shortDate(r.Due))
	return widget.NewTaskRow(task, func() { b.finishTask(r, done) })
}
