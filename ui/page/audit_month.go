package page

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// monthLoad is what the report of a month reads.
type monthLoad struct {
	sums   []store.AuditSum
	bursts []store.AuditBurst
}

// monthPart is the report of one month: who opened how much, and what a
// director should ask about.
func (a *auditView) monthPart() fyne.CanvasObject {
	if a.month.IsZero() {
		a.month = a.today()
		a.month.Day = 1
		a.filter.From, a.filter.To = monthSpan(a.month)
		a.load()
	}
	month := widget.NewListField(present.T("audit.when"), "", a.monthOptions())
	month.SetMandatory(true)
	month.SetCode(monthCode(a.month))
	body := container.NewStack(widget.NewText(present.T("shell.loading"), widget.Small))
	month.OnChanged = func(code string) {
		a.narrow(func() { a.setMonth(code) })
		a.loadMonth(body)
	}
	a.loadMonth(body)
	return newRowsFill(1, 1.25, widget.Columns(1.5, []float32{1, 3}, month, widget.NewText(present.T("audit.month_sub"), widget.SmallPara)), body)
}

func (a *auditView) loadMonth(body *fyne.Container) {
	from, to := monthSpan(a.month)
	asked := a.month
	async.Run(a.owner, func(ctx context.Context) (l monthLoad, err error) {
		if l.sums, err = a.Store.SumAudit(ctx, from, to); err != nil {
			return l, err
		}
		l.bursts, err = a.Store.FindBursts(ctx, from, to)
		return l, err
	}, func(l monthLoad, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		if a.month != asked {
			return
		}
		body.Objects = []fyne.CanvasObject{a.monthTable(l)}
		body.Refresh()
	})
}

func (a *auditView) monthTable(l monthLoad) fyne.CanvasObject {
	if len(l.sums) == 0 {
		return widget.EmptyState("case", present.T("audit.month_none"), present.T("audit.month_none_sub"))
	}
	list := widget.NewList([]widget.Column{
		{Title: present.T("history.who"), Weight: 2},
		{Title: present.T("audit.sum_opened"), Width: 12, AtEnd: true},
		{Title: present.T("audit.sum_cases"), Width: 12, AtEnd: true},
		{Title: present.T("audit.only.outside"), Width: 16, AtEnd: true},
		{Title: present.T("audit.only.kin"), Width: 14, AtEnd: true},
		{Title: present.T("audit.only.odd"), Width: 14, AtEnd: true},
		{Title: present.T("audit.sum_left"), Width: 16, AtEnd: true},
		{Title: present.T("audit.sum_failed"), Width: 16, AtEnd: true},
	})
	list.Length = func() int { return len(l.sums) }
	list.RowAt = func(i int) widget.Row { return a.sumRow(l.sums[i]) }
	list.OnOpened = func(i int) {
		a.filter.Who, a.part = l.sums[i].Who, auditList
		a.load()
		a.draw()
	}
	bursts := widget.Rows(1)
	for i, b := range l.bursts {
		if i == burstsShown {
			bursts.Add(widget.NewText(present.T("carry.more", len(l.bursts)-i), widget.Small))
			break
		}
		bursts.Add(widget.NewText(present.T("audit.burst", a.moment(b.Hour), a.auditWho(b.Who), b.Cases), widget.Body))
	}
	if len(l.bursts) == 0 {
		bursts.Add(widget.NewText(present.T("audit.no_burst"), widget.SmallPara))
	}
	return newRowsFill(0, 1.5, list, widget.NewCard(present.T("audit.bursts"), bursts))
}

// burstsShown is how many hours with many openings are named.
const burstsShown = 5

func (a *auditView) sumRow(s store.AuditSum) widget.Row {
	number := func(n int, tone theme.Tone) widget.Cell {
		if n == 0 {
			return widget.Cell{Text: countWord(0)}
		}
		return widget.Cell{Text: present.Number(int64(n)), Tone: tone}
	}
	return widget.Row{Cells: []widget.Cell{
		{Text: a.auditWho(s.Who), Bold: true}, number(s.Opened, theme.Grey), number(s.Cases, theme.Grey), number(s.Outside, theme.Soon),
		number(s.Kin, theme.Late), number(s.Odd, theme.Soon), number(s.Left, theme.Soon), number(s.Failed, theme.Late),
	}}
}
