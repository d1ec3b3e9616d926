package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Intakes is 受付: the reports that are open, those whose clock ends first
// before the others, the calls that were not finished, and the way to a new
// one.
type Intakes struct {
	base
	content *fyne.Container
	head    *fyne.Container
	drafts  *fyne.Container
	filters *widget.Filters
	list    *widget.List
	empty   *fyne.Container
	reload  *async.Debouncer

	closed bool // the ones that have ended are shown
	rows   []store.IntakeRow
	loaded bool
	front  bool
}

var _ Page = (*Intakes)(nil)

// NewIntakes returns the page, still empty.
func NewIntakes(d Deps) *Intakes {
	p := &Intakes{base: newBase(d)}
	p.reload = async.NewDebouncer(p.owner, 250*time.Millisecond)
	p.list = widget.NewList([]widget.Column{
		{Title: present.T("intakes.clock"), Width: 20},
		{Title: present.T("intakes.number"), Width: 17},
		{Title: present.T("intakes.received"), Width: 14},
		{Title: present.T("intakes.route"), Weight: 1.1},
		{Title: present.T("intakes.children"), Weight: 2.5},
		{Title: present.T("intakes.stage"), Weight: 1.2},
		{Title: present.T("intakes.receiver"), Weight: 0.7},
	})
	p.list.Length = func() int { return len(p.rows) }
	p.list.RowAt = p.row
	p.list.OnOpened = func(i int) {
		if i < len(p.rows) {
			p.Nav.OpenReport(p.rows[i].Record)
		}
	}
	p.filters = widget.NewFilters([]string{present.T("intakes.open"), present.T("intakes.closed")}, p.choose)
	p.head, p.drafts, p.empty = widget.Rows(0, p.headLine()), widget.Rows(0), widget.Rows(0)
	p.drafts.Hide()
	p.empty.Hide()
	p.content = pageOf(widget.Rows(1.5, p.head, p.drafts, p.filters), widget.RowsFill(0, p.empty, p.list))
	p.owner.Every(time.Minute, p.tick)
	return p
}

func (p *Intakes) headLine() fyne.CanvasObject {
	beside := ""
	if p.loaded && len(p.rows) > 0 {
		beside = present.Count("item", len(p.rows))
	}
	begin := widget.NewPrimary(present.T("intakes.new"), p.Nav.OpenNewIntake)
	begin.Icon = "phone"
	return widget.PageHead(present.T("shell.intakes"), beside, begin)
}

// Title is the word on the tab.
func (p *Intakes) Title() string { return present.T("shell.intakes") }

// Content is drawn.
func (p *Intakes) Content() fyne.CanvasObject { return p.content }

// Show reads anew; from now on the hours count down.
func (p *Intakes) Show() {
	p.front = true
	p.load()
	p.list.Focus()
}

// Leave stops counting: nobody sees it.
func (p *Intakes) Leave() { p.front = false }

// Changed reads anew after a pause.
func (p *Intakes) Changed(store.Event) { p.reload.Call(p.load) }

// tick writes the hours anew while somebody looks.
func (p *Intakes) tick() {
	if p.front && !p.closed && len(p.rows) > 0 {
		p.list.RefreshAll()
	}
}

func (p *Intakes) choose(i int) {
	p.closed = i == 1
	p.rows = nil
	p.list.Reload()
	p.load()
}

type intakesLoad struct {
	closed bool
	rows   []store.IntakeRow
	drafts []store.Draft
}

func (p *Intakes) load() {
	closed := p.closed
	async.Run(p.owner, func(ctx context.Context) (intakesLoad, error) {
		l := intakesLoad{closed: closed}
		rows, err := p.Store.FindIntakes(ctx, closed)
		if err != nil {
			return l, err
		}
		l.rows = rows
		drafts, err := p.Store.FindDrafts(ctx)
		for _, d := range drafts {
			if d.Draft.Kind == store.KindIntake {
				l.drafts = append(l.drafts, d.Draft)
			}
		}
		return l, err
	}, func(l intakesLoad, err error) {
		switch {
		case err != nil:
			p.Nav.Fail(err)
		case l.closed == p.closed:
			p.show(l)
		}
	})
}

func (p *Intakes) show(l intakesLoad) {
	p.rows, p.loaded = l.rows, true
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.head.Refresh()
	p.showDrafts(l.drafts)
	p.list.RefreshAll()
	p.showEmpty()
}

// showEmpty says what will be here and how to begin.
func (p *Intakes) showEmpty() {
	p.empty.Objects = nil
	p.empty.Hidden, p.list.Hidden = len(p.rows) > 0, len(p.rows) == 0
	switch {
	case len(p.rows) > 0:
	case p.closed:
		p.empty.Objects = []fyne.CanvasObject{widget.EmptyState("check", present.T("intakes.none_closed"), present.T("intakes.none_closed_sub"))}
	default:
		p.empty.Objects = []fyne.CanvasObject{widget.EmptyState("phone", present.T("intakes.none"), present.T("intakes.none_sub"),
			widget.NewButton(present.T("intakes.new"), p.Nav.OpenNewIntake))}
	}
	p.content.Refresh()
}
