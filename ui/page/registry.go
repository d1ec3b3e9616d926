package page

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Registry is 台帳: the registry of the regional council as a table. All of it
// is in memory, so that sorting, filtering and grouping wait for nothing.
type Registry struct {
	base
	content *fyne.Container
	head    *fyne.Container
	filters *widget.Filters
	find    *widget.Entry
	group   *widget.ChoiceField
	list    *widget.List
	empty   *fyne.Container
	foot    *widget.Text
	reload  *async.Debouncer
	typing  *async.Debouncer

	table   *registryTable // nil until it was read
	sight   *registrySight
	view    registryView
	viewed  bool // the view was read
	chip    int
	folded  map[string]bool
	leftOut int
	digits  float32 // of the highest number of a line
	editing *editor
	front   bool
}

var _ Page = (*Registry)(nil)

// NewRegistry returns the page, still empty.
func NewRegistry(d Deps) *Registry {
	p := &Registry{base: newBase(d), view: defaultRegistryView(), folded: map[string]bool{}, digits: 3}
	p.sight = p.newRegistrySight()
	p.reload = async.NewDebouncer(p.owner, 400*time.Millisecond)
	p.typing = async.NewDebouncer(p.owner, async.TypingPause)
	p.foot = widget.NewText("", widget.Small)
	p.buildList()
	words := make([]string, len(registryChips))
	for i, c := range registryChips {
		words[i] = present.T(c.key)
	}
	p.filters = widget.NewFilters(words, func(i int) {
		p.chip = i
		p.begin()
	})
	p.find = widget.NewEntry("")
	p.find.SetPlaceholder(present.T("registry.find"))
	p.find.OnChanged = func(string) { p.typing.Call(p.begin) }
	p.find.OnSubmitted = func(string) {
		p.typing.Flush()
		p.list.Focus()
	}
	p.group = widget.NewListField("", present.T("registry.group_none"), groupOptions())
	p.group.OnChanged = func(code string) {
		p.view.group, p.folded = code, map[string]bool{}
		p.begin()
		p.keepView()
	}
	p.head = widget.Rows(0, p.headLine())
	p.empty = widget.Rows(0)
	p.empty.Hide()
	tools := newTools(p.filters, newFixed(30, p.find), newFixed(27, p.group))
	body := newRowsFill(1, 1, p.empty, p.list, p.foot)
	p.content = pageOf(widget.Rows(1.5, p.head, tools), body)
	return p
}

func (p *Registry) buildList() {
	p.list = widget.NewList(p.listColumns())
	p.list.Length = func() int {
		if p.table == nil {
			return 0
		}
		return len(p.table.shown)
	}
	p.list.RowAt = p.row
	p.list.OnOpened = p.openRow
	p.list.OnMenu = p.showMenu
	p.list.OnSort = p.sortBy
	p.list.OnLeftOut = func(n int) {
		p.leftOut = n
		p.showFoot()
	}
}

// Title is the word on the tab.
func (p *Registry) Title() string { return present.T("shell.registry") }

// Content is drawn.
func (p *Registry) Content() fyne.CanvasObject { return p.content }

// Show reads anew and keeps the place in the list.
func (p *Registry) Show() {
	p.front = true
	p.load()
	p.list.Focus()
}

// Leave rests until the page comes to the front again.
func (p *Registry) Leave() { p.front = false }

// Changed reads anew after a pause, if anybody looks.
func (p *Registry) Changed(e store.Event) {
	if p.front && (!e.Sync || len(e.Cases) > 0) {
		p.reload.Call(p.load)
	}
}

// Keep saves what is typed in an editor over the page.
func (p *Registry) Keep(ctx context.Context) error { return p.editing.keepNow(ctx) }

// registryLoad is what the page reads.
type registryLoad struct {
	table *registryTable
	view  *registryView // nil: it was read before
}

func (p *Registry) load() {
	viewed := p.viewed
	async.Run(p.owner, func(ctx context.Context) (l registryLoad, err error) {
		open, err := p.Store.FindRegistry(ctx, store.RegistryFilter{})
		if err != nil {
			return l, err
		}
		ended, err := p.Store.FindRegistry(ctx, store.RegistryFilter{Ended: true})
		if err != nil {
			return l, err
		}
		l.table = p.newRegistryTable(append(open, ended...))
		if !viewed {
			l.view, err = p.Deps.readRegistryView(ctx)
		}
		return l, err
	}, func(l registryLoad, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		if l.view != nil {
			p.viewed, p.view = true, *l.view
			p.group.SetCode(p.view.group)
		}
		p.digits = float32(max(len(strconv.Itoa(len(l.table.lines))), 3))
		p.list.SetColumns(p.listColumns())
		p.show(l.table)
	})
}

// show takes a table over and stays at the line that was marked.
func (p *Registry) show(table *registryTable) {
	marked := p.marked()
	p.table, p.sight = table, p.newRegistrySight()
	p.arrange()
	p.countChips()
	p.list.RefreshAll()
	for i, e := range p.table.shown {
		if marked != uuid.Nil && e.group == nil && p.table.lines[e.line].Record == marked && i != p.list.Selected() {
			p.list.Select(i)
		}
	}
	p.showSorted()
	p.showParts()
}

// begin shows the first lines of another choice.
func (p *Registry) begin() {
	if p.table == nil {
		return
	}
	p.arrange()
	p.list.Reload()
	p.showSorted()
	p.showParts()
}

func (p *Registry) arrange() {
	q := registryQuery{
		keep: registryChips[p.chip].keep(p), words: p.find.Text(),
		column: registryColumnOf(p.view.sort), down: p.view.down, group: registryGroupOf(p.view.group), folded: p.folded,
	}
	p.table.arrange(q)
}

// at is what a row of the list shows, nil for a heading.
func (p *Registry) at(i int) *registryLine {
	if p.table == nil || i < 0 || i >= len(p.table.shown) || p.table.shown[i].group != nil {
		return nil
	}
	return &p.table.lines[p.table.shown[i].line]
}

// marked is the record of the marked line, or zero.
func (p *Registry) marked() uuid.UUID {
	if l := p.at(p.list.Selected()); l != nil {
		return l.Record
	}
	return uuid.Nil
}

func (p *Registry) row(i int) widget.Row {
	e := p.table.shown[i]
	if e.group != nil {
		return p.headingRow(e.group)
	}
	return p.sight.row(&p.table.lines[e.line], e.number, p.view.chosen())
}

// openRow opens the case of a line, or folds a group.
func (p *Registry) openRow(i int) {
	if l := p.at(i); l != nil {
		p.Nav.OpenCase(l.Case)
		return
	}
	name := p.table.shown[i].group.name
	p.folded[name] = !p.folded[name]
	p.arrange()
	p.list.RefreshAll()
}

// sortBy sorts by a column, and the other way when it is pressed again. The
// first column takes the sorting back.
func (p *Registry) sortBy(i int) {
	if i == 0 {
		p.view.sort, p.view.down = byFamily, false
	} else {
		c := p.view.chosen()[i-1]
		if c.id == p.view.sort {
			p.view.down = !p.view.down
		} else {
			p.view.sort, p.view.down = c.id, c.downFirst
		}
	}
	p.begin()
	p.keepView()
}

// showSorted marks the column that is sorted by.
func (p *Registry) showSorted() {
	at := -1
	for i, c := range p.view.chosen() {
		if c.id == p.view.sort {
			at = i + 1
		}
	}
	p.list.SetSorted(at, p.view.down)
}
