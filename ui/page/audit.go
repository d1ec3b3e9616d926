package page

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Parts of the audit.
const (
	auditList      = "list"
	auditMonth     = "month"
	auditDecisions = "decisions"
	auditCheck     = "check"
)

// auditView is the part of the settings where a director sees who looked at
// what, and everybody what they did themselves on this machine.
type auditView struct {
	*Settings
	content *fyne.Container
	body    *fyne.Container
	part    string

	filter store.AuditFilter
	month  casework.Date // its first day; zero: any time
	rows   []store.AuditRow
	whole  bool // there are no more rows
	busy   bool // the next page is being read
	turn   int  // of the filter: what was asked before it is not shown
	list   *widget.List
	count  *widget.Text
	check  *store.AuditCheck
}

// auditRows is how many entries are read at once, and how near the end the
// next are asked for.
const (
	auditRows = 200
	auditNear = 60
)

func (s *Settings) auditPart() fyne.CanvasObject {
	if s.audit == nil {
		s.audit = newAuditView(s)
	}
	s.audit.load()
	return s.audit.content
}

func newAuditView(s *Settings) *auditView {
	a := &auditView{Settings: s, part: auditList, body: container.NewStack()}
	a.count = widget.NewText("", widget.Quiet)
	a.list = widget.NewList(auditColumns())
	a.list.Length = func() int { return len(a.rows) }
	a.list.RowAt = a.rowAt
	a.list.OnOpened = func(i int) { a.open(a.rows[i]) }
	lead := widget.NewText(present.T("audit.lead_own"), widget.SmallPara)
	if !s.Store.ReadsAudit() {
		a.content = newRowsFill(1, 1.25, lead, a.body)
		a.draw()
		return a
	}
	tabs := widget.NewSubTabs([]widget.Tab{
		{ID: auditList, Word: present.T("audit.list")}, {ID: auditMonth, Word: present.T("audit.month")},
		{ID: auditDecisions, Word: present.T("audit.decisions")}, {ID: auditCheck, Word: present.T("audit.check")},
	}, func(part string) {
		a.part = part
		a.draw()
	})
	a.content = newRowsFill(1, 1.25, widget.Rows(0, tabs, widget.NewRule()), a.body)
	a.draw()
	return a
}

func (a *auditView) draw() {
	var body fyne.CanvasObject
	switch a.part {
	case auditMonth:
		body = a.monthPart()
	case auditDecisions:
		body = a.decisionsPart()
	case auditCheck:
		body = a.checkPart()
	default:
		body = a.listPart()
	}
	a.body.Objects = []fyne.CanvasObject{body}
	a.body.Refresh()
}

// listPart are the entries with what they can be narrowed by.
func (a *auditView) listPart() fyne.CanvasObject {
	if !a.Store.ReadsAudit() {
		return newRowsFill(1, 1, a.count, a.list)
	}
	who := widget.NewListField(present.T("audit.who"), present.T("audit.any_one"), a.staffOptions())
	who.SetCode(codeOfID(a.filter.Who))
	who.OnChanged = func(code string) { a.narrow(func() { a.filter.Who, _ = uuid.Parse(code) }) }
	var acts []widget.Option
	for _, act := range store.AuditActs {
		acts = append(acts, widget.Option{Code: string(act), Word: present.T("audit.act." + string(act))})
	}
	what := widget.NewListField(present.T("audit.what"), present.T("audit.any_act"), acts)
	what.SetCode(string(a.filter.Act))
	what.OnChanged = func(code string) { a.narrow(func() { a.filter.Act = store.AuditAct(code) }) }
	only := widget.NewListField(present.T("audit.only"), present.T("audit.any_way"), onlyOptions())
	only.SetCode(string(a.filter.Only))
	only.OnChanged = func(code string) { a.narrow(func() { a.filter.Only = store.AuditOnly(code) }) }
	when := widget.NewListField(present.T("audit.when"), present.T("audit.any_time"), a.monthOptions())
	when.SetCode(monthCode(a.month))
	when.OnChanged = func(code string) { a.narrow(func() { a.setMonth(code) }) }
	filters := widget.Columns(1.5, []float32{1, 1, 1, 1}, who, what, only, when)
	head := widget.LineFill(1, 0, a.count, widget.NewButton(present.T("audit.copy"), a.askCopy))
	if a.filter.Case != uuid.Nil {
		head = widget.LineFill(1, 0, a.count, widget.NewButton(present.T("audit.every_case"), func() {
			a.narrow(func() { a.filter.Case = uuid.Nil })
			a.draw()
		}), widget.NewButton(present.T("audit.copy"), a.askCopy))
	}
	return newRowsFill(2, 1.25, filters, head, a.list)
}

func codeOfID(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func onlyOptions() []widget.Option {
	var out []widget.Option
	for _, only := range []store.AuditOnly{store.OnlyOutside, store.OnlyKin, store.OnlyOdd, store.OnlyOffline} {
		out = append(out, widget.Option{Code: string(only), Word: present.T("audit.only." + string(only))})
	}
	return out
}

// monthOptions are the last twelve months.
func (a *auditView) monthOptions() []widget.Option {
	first := a.today()
	first.Day = 1
	var out []widget.Option
	for range 12 {
		out = append(out, widget.Option{Code: monthCode(first), Word: present.EraMonth(first)})
		first = first.AddDays(-1)
		first.Day = 1
	}
	return out
}

func monthCode(d casework.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (a *auditView) setMonth(code string) {
	a.month, a.filter.From, a.filter.To = casework.Date{}, time.Time{}, time.Time{}
	if day, err := casework.ParseISO(code); err == nil {
		a.month = day
		a.filter.From, a.filter.To = monthSpan(day)
	}
}

// monthSpan are the first moments of a month and of the one after it.
func monthSpan(day casework.Date) (from, to time.Time) {
	from = time.Date(day.Year, time.Month(day.Month), 1, 0, 0, 0, 0, time.Local)
	return from, from.AddDate(0, 1, 0)
}

// arrived shows what came meanwhile, where one looks at the newest anyway.
func (a *auditView) arrived() {
	if a.part == auditList && len(a.rows) <= auditRows {
		a.load()
	}
}

// narrow asks for other entries.
func (a *auditView) narrow(change func()) {
	change()
	a.load()
}

// load reads the first page of what is asked for.
func (a *auditView) load() {
	a.turn++
	f := a.filter
	f.After, f.Limit = nil, auditRows
	a.busy = true
	a.read(f, func(rows []store.AuditRow) {
		a.rows, a.whole = rows, len(rows) < auditRows
		a.list.Reload()
	})
}

// more reads the page after the last row that is here.
func (a *auditView) more() {
	if a.busy || a.whole || len(a.rows) == 0 {
		return
	}
	a.busy = true
	f := a.filter
	f.After, f.Limit = &a.rows[len(a.rows)-1], auditRows
	a.read(f, func(rows []store.AuditRow) {
		a.rows, a.whole = append(a.rows, rows...), len(rows) < auditRows
		a.list.RefreshAll()
	})
}

func (a *auditView) read(f store.AuditFilter, show func([]store.AuditRow)) {
	turn := a.turn
	async.Run(a.owner, func(ctx context.Context) ([]store.AuditRow, error) {
		return a.Store.FindAudit(ctx, f)
	}, func(rows []store.AuditRow, err error) {
		if turn != a.turn {
			return // something else was asked for meanwhile
		}
		a.busy = false
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		show(rows)
		a.sayCount()
	})
}

func (a *auditView) sayCount() {
	text := present.T("audit.count", len(a.rows))
	switch {
	case len(a.rows) == 0:
		text = present.T("audit.none")
	case !a.whole:
		text = present.T("audit.latest", len(a.rows))
	}
	if a.filter.Case != uuid.Nil && len(a.rows) > 0 {
		text = joined(text, auditFamily(a.rows[0]))
	}
	a.count.SetText(text)
}

// open shows everything of the entry's case.
func (a *auditView) open(r store.AuditRow) {
	if r.Case == uuid.Nil || !a.Store.ReadsAudit() {
		return
	}
	a.narrow(func() { a.filter.Case = r.Case })
	a.draw()
}

func (a *auditView) staffOptions() []widget.Option {
	var out []widget.Option
	for _, p := range a.allStaff() {
		out = append(out, widget.Option{Code: p.ID.String(), Word: p.Name})
	}
	return out
}

func countWord(n int) string {
	if n == 0 {
		return present.T("case.none")
	}
	return strconv.Itoa(n)
}
