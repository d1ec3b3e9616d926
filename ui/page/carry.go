package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Carry is 持ち出し: which cases are on which laptop, until when, and what has
// not come back.
type Carry struct {
	base
	content *fyne.Container
	head    *fyne.Container
	out     *fyne.Container
	waiting *fyne.Container
	form    *carryForm
	fault   *faultBox
	reload  *async.Debouncer
}

var _ Page = (*Carry)(nil)

// NewCarry returns the page, still empty.
func NewCarry(d Deps) *Carry {
	c := &Carry{base: newBase(d), fault: newFaultBox()}
	c.reload = async.NewDebouncer(c.owner, 200*time.Millisecond)
	c.head = widget.Rows(0, widget.PageHead(present.T("carry.title"), ""))
	c.out = widget.Rows(0, widget.NewText(present.T("shell.loading"), widget.Small))
	c.waiting = widget.Rows(0)
	c.form = newCarryForm(c)
	right := newRowsFill(0, 1.75,
		widget.NewCard(present.T("carry.out"), scrolled(c.out)),
		c.waiting,
	)
	body := widget.Columns(2, []float32{5, 6}, widget.NewCard(present.T("carry.take_out"), c.form.content), right)
	c.content = pageOf(c.head, body)
	return c
}

// Title is the word on the tab.
func (c *Carry) Title() string { return present.T("carry.title") }

// Content is drawn.
func (c *Carry) Content() fyne.CanvasObject { return c.content }

// Show reads anew.
func (c *Carry) Show() {
	c.form.restart()
	c.load()
}

// Changed reads anew after a pause.
func (c *Carry) Changed(store.Event) { c.reload.Call(c.load) }

type carryLoad struct {
	out     []store.CarryRow
	waiting []store.WaitingCase
}

func (c *Carry) load() {
	async.Run(c.owner, func(ctx context.Context) (l carryLoad, err error) {
		if l.out, err = c.Store.FindCarries(ctx, store.CarryFilter{}); err != nil {
			return l, err
		}
		l.waiting, err = c.Store.FindWaiting(ctx)
		return l, err
	}, func(l carryLoad, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		c.show(l)
	})
}

func (c *Carry) show(l carryLoad) {
	overdue := 0
	var rows []fyne.CanvasObject
	for _, r := range l.out {
		if r.Overdue {
			overdue++
		}
		rows = append(rows, c.outRow(r))
	}
	c.head.Objects = []fyne.CanvasObject{widget.PageHead(present.T("carry.title"), present.T("carry.count", len(l.out), overdue))}
	c.head.Refresh()
	if len(rows) == 0 {
		rows = append(rows, widget.EmptyState("case", present.T("carry.none"), present.T("carry.none_sub")))
	}
	c.out.Objects = []fyne.CanvasObject{ruled(rows)}
	c.out.Refresh()
	c.waiting.Objects = nil
	if len(l.waiting) > 0 {
		c.waiting.Objects = []fyne.CanvasObject{widget.NewCard(present.T("carry.waiting", len(l.waiting)), c.waitingRows(l.waiting))}
	}
	c.waiting.Refresh()
	c.content.Refresh()
}

// outRow is a case that is out, and the way back.
func (c *Carry) outRow(r store.CarryRow) fyne.CanvasObject {
	name := present.Family(r.Family)
	if r.Family == "" {
		name = present.T("carry.not_here")
	}
	line := joined(r.StationName, c.staff(r.Staff), r.Number)
	until := widget.NewChip(present.T("carry.until", c.moment(r.Until)), theme.Todo)
	if r.Overdue {
		until = widget.NewChip(present.T("carry.overdue", c.moment(r.Until)), theme.Late)
	}
	return widget.PadXY(0, 1, widget.LineFill(1.5, 0,
		widget.Rows(0, widget.NewText(name, oneLine(widget.Strong)), widget.NewText(line, oneLine(widget.Small))),
		until,
		widget.NewSmall(present.T("carry.back"), func() { c.checkIn(r) }),
	))
}

func (c *Carry) checkIn(r store.CarryRow) {
	async.Run(c.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.Store.CheckIn(ctx, carryIDs(r))
	}, func(_ struct{}, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		c.Nav.Say(present.T("carry.is_back"))
		c.load()
	})
}

// waitingRows say of each case why it is still on this machine.
func (c *Carry) waitingRows(all []store.WaitingCase) fyne.CanvasObject {
	rows := widget.Rows(1, widget.NewText(present.T("carry.waiting_sub"), widget.SmallPara))
	for i, w := range all {
		if i == waitingShown {
			rows.Add(widget.NewText(present.T("carry.more", len(all)-i), widget.Small))
			break
		}
		rows.Add(widget.Rows(0,
			widget.NewText(present.Family(w.Family), oneLine(widget.Strong)),
			widget.NewText(whyWaiting(w), widget.SmallPara)))
	}
	return rows
}

// waitingShown is how many cases that wait are named.
const waitingShown = 4

// whyWaiting says in words what keeps a case.
func whyWaiting(w store.WaitingCase) string {
	var why []string
	for _, one := range []struct {
		key string
		n   int
	}{
		{"carry.why_unsent", w.Unsent}, {"carry.why_blobs", w.Blobs}, {"carry.why_drafts", w.Drafts},
		{"carry.why_refused", w.Refused}, {"carry.why_held", w.Held},
	} {
		if one.n > 0 {
			why = append(why, present.T(one.key, one.n))
		}
	}
	if w.Other {
		why = append(why, present.T("carry.why_other"))
	}
	return joined(why...)
}
