package page

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// lookedShown is how many looks at a case are listed.
const lookedShown = 400

// looked shows who looked at the file: to those who may read the audit
// everybody, to everybody else themselves.
func (c *Case) looked() fyne.CanvasObject {
	body := container.NewStack(widget.NewText(present.T("shell.loading"), widget.Small))
	async.Run(c.owner, func(ctx context.Context) ([]store.AuditRow, error) {
		return c.Store.FindAudit(ctx, store.AuditFilter{Case: c.id, Limit: lookedShown})
	}, func(rows []store.AuditRow, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		list := widget.NewList(auditColumns())
		list.Length = func() int { return len(rows) }
		list.RowAt = func(i int) widget.Row { return c.auditRow(rows[i]) }
		lead := present.T("audit.lead_own")
		if c.Store.ReadsAudit() {
			lead = present.T("audit.count", len(rows))
		}
		body.Objects = []fyne.CanvasObject{newRowsFill(1, 1, widget.NewText(lead, widget.SmallPara), list)}
		body.Refresh()
	})
	return body
}

// historyPart is who changed what, and who looked.
func (c *Case) historyPart() fyne.CanvasObject {
	body := container.NewStack()
	show := func(part string) {
		c.looks = part == "looks"
		body.Objects = []fyne.CanvasObject{c.history()}
		if c.looks {
			body.Objects = []fyne.CanvasObject{c.looked()}
		}
		body.Refresh()
	}
	tabs := widget.NewSubTabs([]widget.Tab{
		{ID: "changes", Word: present.T("history.changes")}, {ID: "looks", Word: present.T("history.looks")},
	}, show)
	chosen := "changes"
	if c.looks {
		chosen = "looks"
	}
	tabs.Select(chosen)
	show(chosen)
	return newRowsFill(1, 1, tabs, body)
}
