package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// workRows are the rows that casework brings: those late or red, those of
// today or soon, and those that wait for a decision.
func (t *Today) workRows(today *store.Today) (clocks, late, soon, todo []fyne.CanvasObject) {
	for _, r := range today.Clocks {
		clocks = append(clocks, t.clockTask(r))
	}
	for _, r := range today.Due {
		row := t.dueRowTask(r)
		if r.Over(t.Now()) {
			late = capped(late, row)
		} else {
			soon = capped(soon, row)
		}
	}
	for _, r := range today.Tasks {
		row := t.taskTask(r, t.load)
		if due := dateOf(r.Due); !due.IsZero() && due.Before(t.today()) {
			late = capped(late, row)
		} else {
			soon = capped(soon, row)
		}
	}
	for _, r := range today.Approvals {
		soon = append(soon, t.approvalTask(r))
	}
	for _, h := range today.Handed {
		soon = append(soon, t.handedTask(h))
	}
	todo = append(todo, t.waitingTasks()...)
	for _, w := range today.Twins {
		todo = append(todo, t.twinTask(w))
	}
	return clocks, late, soon, todo
}

// capped adds a row unless there are too many of its sort: the rest stands in
// the registry and in what the coordinator sees.
func capped(rows []fyne.CanvasObject, row fyne.CanvasObject) []fyne.CanvasObject {
	if len(rows) >= taskLimit {
		return rows
	}
	return append(rows, row)
}

func (t *Today) approvalTask(r store.ApprovalRow) fyne.CanvasObject {
	task := widget.Task{
		Tone: theme.Soon, When: present.T("approval.stage." + r.State.Stage),
		Title:  present.T("today.of_family", r.Title, present.Family(r.Family)),
		Detail: present.T("today.approval_from", t.staff(r.By), t.moment(r.At)), Action: present.T("today.read"),
	}
	if r.State.Stage == casework.ApprovalChanged || r.State.Stage == casework.ApprovalReturned {
		task.Tone = theme.Late
	}
	return widget.NewTaskRow(task, func() { t.Nav.OpenApproval(r.Record) })
}

func (t *Today) twinTask(w store.Twin) fyne.CanvasObject {
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Todo, When: present.T("today.twin"),
		Title:  present.T("today.twin_of", present.Family(w.Case.Name), present.Family(w.Other.Name)),
		Detail: present.T("today.twin_sub"), Action: present.T("button.settle"),
	}, func() { t.openTwin(w) })
}
