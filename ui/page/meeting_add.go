package page

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// adding is the overlay that puts families on an agenda: those that wait, and
// any other one by its name.
type adding struct {
	m       *Meeting
	waiting *fyne.Container
	hits    *fyne.Container
	all     *fyne.Container
	reason  *widget.ChoiceField
	wait    *async.Debouncer
	turn    int
	rows    []waitingFamily
	found   []store.Hit
}

func (m *Meeting) add() {
	a := &adding{m: m, waiting: widget.Rows(0), hits: widget.Rows(0), wait: async.NewDebouncer(m.owner, async.TypingPause)}
	a.waiting.Add(widget.NewText(present.T("shell.loading"), widget.Small))
	search := widget.NewEntry(present.T("meeting.add_search"))
	search.SetPlaceholder(present.T("shell.search"))
	search.OnChanged = a.typed
	a.reason = widget.NewListField(m.fieldLabel(store.KindSheet, "reason"), "", codeOptions(m.Store.Library(), "agenda_reason", m.today().String()))
	a.reason.SetCode("continue")
	var hide func()
	done := widget.NewButton(present.T("button.close"), func() { hide() })
	left := widget.NewCard(present.T("meetings.waiting"), scrolled(a.waiting))
	right := widget.NewCard(present.T("meeting.add_other"), newRowsFill(1, 1,
		widget.GiveWay(1.5, []float32{3, 2}, search, a.reason), scrolled(a.hits)))
	a.all = newRowsFill(1, 1.5, widget.NewText(present.T("meeting.add"), widget.Heading),
		widget.Columns(2, []float32{1, 1}, left, right), widget.Line(0, done))
	hide = showTall(m.Nav.Window(), 140, newTall(a.all))
	search.Focus()
	a.load()
}

func (a *adding) load() {
	r := a.m.data.Record
	async.Run(a.m.owner, func(ctx context.Context) ([]store.AgendaRow, error) {
		return a.m.Store.FindAgenda(ctx, r.Text("kind"), dateOf(r.Text("on")))
	}, func(rows []store.AgendaRow, err error) {
		if err != nil {
			a.m.Nav.Fail(err)
			return
		}
		a.rows = families(rows)
		a.draw()
	})
}

func (a *adding) draw() {
	var rows []fyne.CanvasObject
	for i, row := range a.rows {
		if i == waitingLimit {
			break
		}
		rows = append(rows, a.row(present.Family(row.Family), a.m.agendaLine(row), row))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.EmptyState("check", present.T("meetings.nothing_waits"), present.T("meetings.nothing_waits_sub")))
	}
	a.waiting.Objects = []fyne.CanvasObject{ruled(rows)}
	a.waiting.Refresh()
}

// row is a family that can be put on the agenda.
func (a *adding) row(title string, sub *widget.Text, row waitingFamily) fyne.CanvasObject {
	var take *widget.Button
	take = widget.NewSmall(present.T("meeting.put_on"), func() {
		take.Disable()
		a.put(row)
	})
	if a.m.has(row.Case) {
		take.SetText(present.T("meeting.is_on"))
		take.Disable()
	}
	return widget.PadXY(0, 1, widget.LineFill(1, 0,
		widget.Rows(0, widget.NewText(title, oneLine(widget.Strong)), sub), take))
}

// has reports whether a family is on the agenda.
func (m *Meeting) has(kase uuid.UUID) bool {
	for _, s := range m.data.Sheets {
		if s.Record.Case == kase {
			return true
		}
	}
	return false
}

func (a *adding) put(row waitingFamily) {
	m := a.m
	async.Run(m.owner, func(ctx context.Context) (*store.Meeting, error) {
		if err := m.putOnAgenda(ctx, m.data.Record, row.AgendaRow); err != nil {
			return nil, err
		}
		return m.Store.FindMeeting(ctx, m.id)
	}, func(data *store.Meeting, err error) {
		if err != nil {
			m.Nav.Fail(err)
			return
		}
		m.data = data
		m.draw()
		a.load()
		if len(a.found) > 0 {
			a.showHits(a.found)
		}
	})
}

// typed looks for any other family while its name is typed.
func (a *adding) typed(text string) {
	text = strings.TrimSpace(text)
	a.turn++
	turn := a.turn
	if utf8.RuneCountInString(text) < 2 {
		a.wait.Cancel()
		a.found, a.hits.Objects = nil, nil
		a.hits.Refresh()
		return
	}
	a.wait.Call(func() {
		async.Run(a.m.owner, func(ctx context.Context) ([]store.Hit, error) {
			return a.m.Store.Search(ctx, text, 20)
		}, func(hits []store.Hit, err error) {
			switch {
			case turn != a.turn:
			case err != nil:
				a.m.Nav.Fail(err)
			default:
				a.showHits(hits)
			}
		})
	})
}

// showHits lists each family once.
func (a *adding) showHits(hits []store.Hit) {
	a.found = hits
	var rows []fyne.CanvasObject
	seen := map[uuid.UUID]bool{}
	for _, hit := range hits {
		if seen[hit.Case] || hit.Case == a.m.Store.Office() {
			continue
		}
		seen[hit.Case] = true
		sub := hit.Sub
		if hit.Kind == store.KindPerson {
			sub = hit.Title
		}
		row := waitingFamily{AgendaRow: store.AgendaRow{Case: hit.Case, Family: hit.Family}}
		row.Why, row.Reason = casework.AgendaProposed, a.reason.Code()
		rows = append(rows, a.row(present.Family(hit.Family), widget.NewText(sub, oneLine(widget.Small)), row))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.PadXY(0, 1, widget.NewText(present.T("shell.search_none"), widget.SmallPara)))
	}
	a.hits.Objects = []fyne.CanvasObject{ruled(rows)}
	a.hits.Refresh()
}
