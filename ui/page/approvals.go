package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Approvals is 決裁: what waits for the person signed in.
type Approvals struct {
	base
	content *fyne.Container
	head    *fyne.Container
	filters *widget.Filters
	list    *widget.List
	body    *fyne.Container
	reload  *async.Debouncer
	chosen  int
	rows    []store.ApprovalRow
}

var _ Page = (*Approvals)(nil)

// approvalFilters are the chips above the list.
var approvalFilters = []string{"approval.mine", "approval.own", "approval.open", "approval.all"}

// NewApprovals returns the page, still empty.
func NewApprovals(d Deps) *Approvals {
	a := &Approvals{base: newBase(d), body: container.NewStack()}
	a.reload = async.NewDebouncer(a.owner, 200*time.Millisecond)
	var words []string
	for _, key := range approvalFilters {
		words = append(words, present.T(key))
	}
	a.filters = widget.NewFilters(words, func(i int) {
		a.chosen = i
		a.load()
	})
	a.list = widget.NewList([]widget.Column{
		{Title: present.T("approval.stands"), Width: 20},
		{Title: present.T("approval.title"), Weight: 3},
		{Title: present.T("approval.kind"), Width: 20},
		{Title: present.T("approval.from"), Width: 16},
		{Title: present.T("approval.at"), Width: 18},
		{Title: present.T("approval.due"), Width: 13, AtEnd: true},
	})
	a.list.Length = func() int { return len(a.rows) }
	a.list.RowAt = func(i int) widget.Row { return a.row(a.rows[i]) }
	a.list.OnOpened = func(i int) { a.Nav.OpenApproval(a.rows[i].Record) }
	a.head = widget.Rows(0, widget.PageHead(present.T("shell.approvals"), ""))
	a.content = pageOf(widget.Rows(1.5, a.head, a.filters), a.body)
	return a
}

// Title is the word on the tab.
func (a *Approvals) Title() string { return present.T("shell.approvals") }

// Content is drawn.
func (a *Approvals) Content() fyne.CanvasObject { return a.content }

// Show reads anew.
func (a *Approvals) Show() { a.load() }

// Changed reads anew after a pause.
func (a *Approvals) Changed(store.Event) { a.reload.Call(a.load) }

func (a *Approvals) filter() store.ApprovalFilter {
	switch a.chosen {
	case 1:
		me := a.Store.Me().ID
		return store.ApprovalFilter{By: &me, All: true}
	case 2:
		return store.ApprovalFilter{Open: true}
	case 3:
		return store.ApprovalFilter{All: true}
	}
	return store.ApprovalFilter{}
}

func (a *Approvals) load() {
	filter, chosen := a.filter(), a.chosen
	async.Run(a.owner, func(ctx context.Context) ([]store.ApprovalRow, error) {
		return a.Store.FindApprovals(ctx, filter)
	}, func(rows []store.ApprovalRow, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		if chosen == a.chosen {
			a.show(rows)
		}
	})
}

func (a *Approvals) show(rows []store.ApprovalRow) {
	a.rows = rows
	a.head.Objects = []fyne.CanvasObject{widget.PageHead(present.T("shell.approvals"), present.T("approval.count", len(rows)))}
	a.head.Refresh()
	a.body.Objects = []fyne.CanvasObject{a.list}
	if len(rows) == 0 {
		a.body.Objects = []fyne.CanvasObject{widget.EmptyState("approval", present.T("approval.none"), present.T("approval.none_sub"))}
	}
	a.body.Refresh()
	a.list.Reload()
}

func (a *Approvals) row(r store.ApprovalRow) widget.Row {
	due := widget.Cell{Text: present.T("case.none")}
	if !r.State.Due.IsZero() {
		due.Text = present.ShortDate(r.State.Due, a.today())
		if r.State.WaitsFor != "" && r.State.Due.Before(a.today()) {
			due.Tone, due.Bold = theme.Late, true
		}
	}
	title := r.Title
	if r.Family != "" {
		title = present.T("today.of_family", present.Family(r.Family), r.Title)
	}
	stands := widget.Cell{Text: a.approvalStands(r.State), Chip: true, Tone: approvalTone(r.State, r.Mine)}
	return widget.Row{Cells: []widget.Cell{
		stands, {Text: title, Bold: true}, {Text: KindWord(r.Kind)}, {Text: a.staff(r.By)}, {Text: a.moment(r.At)}, due,
	}}
}

// approvalStands says how a submission stands, and whose turn it is.
func (d Deps) approvalStands(s casework.ApprovalState) string {
	if s.Stage == casework.ApprovalWaiting && s.WaitsFor != "" {
		return present.T("approval.waits", d.code("staff_role", s.WaitsFor))
	}
	return present.T("approval.stage." + s.Stage)
}

func approvalTone(s casework.ApprovalState, mine bool) theme.Tone {
	switch {
	case s.Stage == casework.ApprovalApproved:
		return theme.Done
	case s.Stage == casework.ApprovalChanged, s.Stage == casework.ApprovalReturned:
		return theme.Late
	case s.Stage == casework.ApprovalWaiting && mine:
		return theme.Soon
	case s.Stage == casework.ApprovalWaiting:
		return theme.Todo
	}
	return theme.Grey
}
