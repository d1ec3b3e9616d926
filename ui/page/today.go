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

// Today is the first page: what cannot wait, the visits of the day, and what
// changed since one last looked.
type Today struct {
	base
	content *fyne.Container
	tasks   *fyne.Container
	visits  *fyne.Container
	station *fyne.Container
	recent  *fyne.Container
	head    *fyne.Container
	reload  *async.Debouncer
	shown   *store.Today
	loaded  time.Time // of what is shown; zero once it was left
}

var _ Page = (*Today)(nil)

// NewToday returns the page, still empty.
func NewToday(d Deps) *Today {
	t := &Today{base: newBase(d)}
	t.reload = async.NewDebouncer(t.owner, 200*time.Millisecond)
	t.tasks, t.visits, t.station, t.recent = widget.Rows(0), widget.Rows(1.5), widget.Rows(0.5), widget.Rows(1)
	t.head = widget.Rows(0, widget.PageHead(present.Date(t.today()), ""))
	waiting := widget.NewText(present.T("shell.loading"), widget.Small)
	t.tasks.Add(waiting)
	middle := scrolled(widget.Rows(2, t.visits, widget.NewRule(), t.station))
	columns := newBoard(
		widget.NewCard(present.T("today.first"), scrolled(t.tasks)),
		widget.NewCard(present.T("today.visits"), middle),
		widget.NewCard(present.T("today.since"), scrolled(t.recent)),
	)
	t.content = pageOf(t.head, columns)
	return t
}

// pageOf is a page with a head and a body that takes the rest of the height.
func pageOf(head, body fyne.CanvasObject) *fyne.Container {
	return widget.PadXY(3, 2.25, widget.RowsFill(2, head, body))
}

// Title is the word on the tab.
func (t *Today) Title() string { return present.T("shell.today") }

// Content is drawn.
func (t *Today) Content() fyne.CanvasObject { return t.content }

// Show reads anew.
func (t *Today) Show() { t.load() }

// Leave notes that the changes of others have been seen.
func (t *Today) Leave() {
	if t.loaded.IsZero() {
		return
	}
	before := t.loaded
	t.loaded = time.Time{}
	async.Run(t.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, t.Store.MarkLooked(ctx, before)
	}, func(struct{}, error) {})
}

// Changed reads anew after a pause: a sync brings many changes at once.
func (t *Today) Changed(store.Event) { t.reload.Call(t.load) }

// SyncChanged writes the state of the station anew.
func (t *Today) SyncChanged() {
	if t.shown != nil {
		t.showStation(t.shown)
	}
}

func (t *Today) load() {
	at := t.Now()
	async.Run(t.owner, func(ctx context.Context) (*store.Today, error) {
		return t.Store.Today(ctx, false)
	}, func(today *store.Today, err error) {
		if err != nil {
			t.Nav.Fail(err)
			return
		}
		t.loaded = at
		t.show(today)
	})
}

func (t *Today) show(today *store.Today) {
	t.shown = today
	tasks := t.taskRows(today)
	beside := present.T("today.count", len(tasks), len(today.Appointments))
	t.head.Objects = []fyne.CanvasObject{widget.PageHead(present.Date(t.today()), beside)}
	t.head.Refresh()
	t.Nav.Badge(t.urgent(today))
	t.showTasks(tasks)
	t.showVisits(today)
	t.showStation(today)
	t.showRecent(today)
}

// urgent counts what the red badge stands for.
func (t *Today) urgent(today *store.Today) int {
	n := len(today.Opened) + len(today.Conflicts) + len(today.Unseen) + len(today.Clocks)
	for _, r := range today.Due {
		if r.Over(t.Now()) {
			n++
		}
	}
	for _, v := range today.VisitsDue {
		if v.DaysLeft < 0 {
			n++
		}
	}
	return n
}

func (t *Today) showTasks(tasks []fyne.CanvasObject) {
	t.tasks.Objects = nil
	if len(tasks) == 0 {
		t.tasks.Add(widget.EmptyState("check", present.T("today.nothing"), present.T("today.nothing_sub")))
	} else {
		t.tasks.Add(ruled(tasks))
		t.tasks.Add(widget.PadXY(0, 1.5, widget.NewText(present.T("today.legend"), widget.Small)))
	}
	t.tasks.Refresh()
}

// ruled puts rows below each other with lines between.
func ruled(rows []fyne.CanvasObject) *fyne.Container {
	out := widget.Rows(0)
	for i, r := range rows {
		if i > 0 {
			out.Add(widget.NewRule())
		}
		out.Add(r)
	}
	return out
}

func (t *Today) showRecent(today *store.Today) {
	t.recent.Objects = nil
	for _, r := range today.Recent {
		word := "today.changed"
		if r.First {
			word = "today.added"
		}
		line := widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true},
			widget.Span{Text: present.Moment(r.At.Local(), t.today()) + "  ", Color: theme.Muted},
			widget.Span{Text: present.T("today.by", t.staff(r.Author))},
			widget.Span{Text: t.familyOf(r.Case, r.Family), Bold: true},
			widget.Span{Text: " " + present.T(word, KindWord(r.Kind))},
		)
		t.recent.Add(widget.NewArea(widget.PadXY(0, 0.5, line), func() { t.openRecent(r) }))
	}
	if len(today.Recent) == 0 {
		t.recent.Add(widget.NewText(present.T("today.no_recent"), widget.SmallPara))
	}
	t.recent.Refresh()
}

func (t *Today) openRecent(r store.RecentRow) {
	if r.Kind == store.KindIntake {
		t.Nav.OpenReport(r.Record)
		return
	}
	t.openFile(r.Case, r.Kind, r.Record)
}
