package page

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Visits is where visits begin: the appointments of the day, the drafts to
// finish, and any other family by its name.
type Visits struct {
	base
	content *fyne.Container
	planned *fyne.Container
	drafts  *fyne.Container
	search  *widget.Entry
	hits    *fyne.Container
	wait    *async.Debouncer
	reload  *async.Debouncer
	turn    int
}

var _ Page = (*Visits)(nil)

// NewVisits returns the page, still empty.
func NewVisits(d Deps) *Visits {
	v := &Visits{base: newBase(d), planned: widget.Rows(1.5), drafts: widget.Rows(0), hits: widget.Rows(0)}
	v.wait = async.NewDebouncer(v.owner, async.TypingPause)
	v.reload = async.NewDebouncer(v.owner, 200*time.Millisecond)
	v.search = widget.NewEntry(present.T("visits.search"))
	v.search.SetBig(true)
	v.search.SetPlaceholder(present.T("shell.search"))
	v.search.OnChanged = v.typed
	begin := widget.RowsFill(1.5,
		widget.NewText(present.T("visits.begin_sub"), widget.SmallPara), v.search, scrolled(v.hits))
	v.content = pageOf(
		widget.PageHead(present.T("shell.visits"), present.Date(v.today())),
		newBoard(
			widget.NewCard(present.T("today.visits"), scrolled(v.planned)),
			widget.NewCard(present.T("visits.drafts"), scrolled(v.drafts)),
			widget.NewCard(present.T("visit.start"), begin)),
	)
	return v
}

// Title is the word on the tab.
func (v *Visits) Title() string { return present.T("shell.visits") }

// Content is drawn.
func (v *Visits) Content() fyne.CanvasObject { return v.content }

// Show reads anew.
func (v *Visits) Show() { v.load() }

// Changed reads anew after a pause.
func (v *Visits) Changed(store.Event) { v.reload.Call(v.load) }

func (v *Visits) load() {
	async.Run(v.owner, func(ctx context.Context) (*store.Today, error) {
		return v.Store.Today(ctx, true)
	}, func(today *store.Today, err error) {
		if err != nil {
			v.Nav.Fail(err)
			return
		}
		v.show(today)
	})
}

func (v *Visits) show(today *store.Today) {
	v.planned.Objects, v.drafts.Objects = nil, nil
	for _, a := range today.Appointments {
		v.planned.Add(v.plannedRow(a))
	}
	if len(today.Appointments) == 0 {
		v.planned.Add(widget.EmptyState("calendar", present.T("today.no_visits"), present.T("visits.no_planned_sub")))
	}
	var rows []fyne.CanvasObject
	for _, d := range today.Drafts {
		if d.Draft.Kind == store.KindVisit {
			rows = append(rows, v.draftRow(d))
		}
	}
	if len(rows) == 0 {
		rows = append(rows, widget.EmptyState("edit", present.T("visits.no_drafts"), present.T("visits.no_drafts_sub")))
	}
	v.drafts.Add(ruled(rows))
	v.planned.Refresh()
	v.drafts.Refresh()
}

// plannedRow is an appointment with the button that leads on.
func (v *Visits) plannedRow(a store.AppointmentRow) fyne.CanvasObject {
	word := present.T("visits.begin")
	switch {
	case a.Done:
		word = present.T("button.open")
	case a.Draft != uuid.Nil:
		word = present.T("button.continue")
	}
	open := func() { v.startAppointment(v.owner, a) }
	return widget.NewArea(widget.LineFill(1, 0, v.appointmentRow(a), widget.NewSmall(word, open)), open)
}

func (v *Visits) draftRow(d store.DraftRow) fyne.CanvasObject {
	kind, _ := d.Draft.Fields["visit_type"].(string)
	title := v.code("visit_type", kind) + "  " + present.Family(d.Family)
	row := widget.LineFill(1.5, 0,
		widget.Rows(0, widget.NewText(title, oneLine(widget.Strong)),
			widget.NewText(present.T("today.draft_saved", v.moment(d.Draft.Saved)), oneLine(widget.Small))),
		widget.NewSmall(present.T("button.continue"), func() { v.Nav.OpenVisit(d.Draft) }))
	return widget.NewArea(widget.PadXY(0, 1, row), func() { v.Nav.OpenVisit(d.Draft) })
}

// typed searches for the family while its name is typed.
func (v *Visits) typed(text string) {
	text = strings.TrimSpace(text)
	v.turn++
	turn := v.turn
	if utf8.RuneCountInString(text) < 2 {
		v.wait.Cancel()
		v.showHits(nil, false)
		return
	}
	v.wait.Call(func() {
		async.Run(v.owner, func(ctx context.Context) ([]store.Hit, error) {
			return v.Store.Search(ctx, text, 20)
		}, func(hits []store.Hit, err error) {
			if turn != v.turn {
				return
			}
			if err != nil {
				v.Nav.Fail(err)
				return
			}
			v.showHits(hits, true)
		})
	})
}

// showHits lists each family once, with those of its members that were found.
func (v *Visits) showHits(hits []store.Hit, searched bool) {
	v.hits.Objects = nil
	found := map[uuid.UUID][]string{}
	var families []store.Hit
	for _, hit := range hits {
		if _, known := found[hit.Case]; !known {
			families = append(families, hit)
			found[hit.Case] = nil
		}
		if hit.Kind == store.KindPerson {
			found[hit.Case] = append(found[hit.Case], hit.Title)
		}
	}
	for _, hit := range families {
		sub := strings.Join(found[hit.Case], present.T("case.separator"))
		if sub == "" {
			sub = hit.Sub
		}
		row := widget.LineFill(1.5, 0,
			widget.Rows(0, widget.NewText(present.Family(hit.Family), oneLine(widget.Strong)), widget.NewText(sub, oneLine(widget.Small))),
			widget.NewSmall(present.T("visit.start"), func() { v.startVisit(v.owner, hit.Case, nil) }))
		v.hits.Add(widget.NewArea(widget.PadXY(0.5, 1, row), func() { v.startVisit(v.owner, hit.Case, nil) }))
	}
	if searched && len(hits) == 0 {
		v.hits.Add(widget.NewText(present.T("shell.search_none"), widget.SmallPara))
	}
	v.hits.Refresh()
}
