package page

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Resources is 資源: agencies and resources with the load that each carries.
type Resources struct {
	base
	content *fyne.Container
	head    *fyne.Container
	chips   *fyne.Container
	find    *widget.Entry
	ended   *widget.Toggle
	list    *widget.List
	body    *fyne.Container // list and pane, or why there is nothing
	beside  *fyne.Container
	pane    *fyne.Container
	reload  *async.Debouncer
	typing  *async.Debouncer
	asking  *async.Debouncer

	all      []resourceLine // nil until it was read
	shown    []int
	category string    // the code of a group of categories, "" for all
	at       uuid.UUID // whom the pane shows
	families []store.CaseRow
	editing  *editor
	front    bool
}

// resourceLine is a resource with what it is searched by.
type resourceLine struct {
	store.ResourceRow
	find  string // folded
	group string // the category above its own
}

var _ Page = (*Resources)(nil)

// NewResources returns the page, still empty.
func NewResources(d Deps) *Resources {
	p := &Resources{base: newBase(d)}
	p.reload = async.NewDebouncer(p.owner, 400*time.Millisecond)
	p.typing = async.NewDebouncer(p.owner, async.TypingPause)
	p.asking = async.NewDebouncer(p.owner, async.TypingPause)
	p.buildList()
	p.find = widget.NewEntry("")
	p.find.SetPlaceholder(present.T("resource.find"))
	p.find.OnChanged = func(string) { p.typing.Call(p.begin) }
	p.find.OnSubmitted = func(string) {
		p.typing.Flush()
		p.list.Focus()
	}
	p.ended = widget.NewToggle(present.T("resource.ended_too"), func(bool) {
		p.showChips()
		p.begin()
	})
	p.chips = widget.Rows(0)
	p.head = widget.Rows(0, p.headLine())
	p.pane = container.NewStack()
	p.beside = container.New(&listAndPane{}, p.list, p.pane)
	p.body = container.NewStack(p.beside)
	tools := newTools(p.chips, newFixed(32, p.find), p.ended)
	p.content = pageOf(widget.Rows(1.5, p.head, tools), p.body)
	return p
}

func (p *Resources) buildList() {
	p.list = widget.NewList([]widget.Column{
		{Title: present.T("resource.name"), Weight: 1.3, Min: 16},
		{Title: present.T("resource.services"), Weight: 1, Min: 12},
		{Title: present.T("resource.cases"), Width: 7, AtEnd: true},
		{Title: present.T("resource.in_use"), Width: 7, AtEnd: true},
		{Title: present.T("resource.measures"), Width: 7, AtEnd: true},
		{Title: present.T("resource.member"), Width: 9.5, Min: 9},
		{Title: present.T("resource.phone"), Width: 16.5, Min: 16.5},
	})
	p.list.KeepsMark = true
	p.list.Length = func() int { return len(p.shown) }
	p.list.RowAt = func(i int) widget.Row { return p.row(&p.all[p.shown[i]]) }
	p.list.OnMarked = p.choose
	p.list.OnOpened = p.choose
}

func (p *Resources) headLine() fyne.CanvasObject {
	beside := ""
	if p.all != nil {
		beside = present.Count("place", p.count(""))
	}
	return widget.PageHead(present.T("resource.title"), beside,
		widget.NewPrimary(present.T("resource.add"), p.add))
}

// Title is the word on the tab.
func (p *Resources) Title() string { return present.T("shell.resources") }

// Content is drawn.
func (p *Resources) Content() fyne.CanvasObject { return p.content }

// Show reads anew and keeps the place in the list.
func (p *Resources) Show() {
	p.front = true
	p.load()
	p.list.Focus()
}

// Leave rests until the page comes to the front again.
func (p *Resources) Leave() { p.front = false }

// Changed reads anew after a pause, if anybody looks.
func (p *Resources) Changed(e store.Event) {
	if p.front && (!e.Sync || len(e.Cases) > 0) {
		p.reload.Call(p.load)
	}
}

// Keep saves what is typed in an editor over the page.
func (p *Resources) Keep(ctx context.Context) error { return p.editing.keepNow(ctx) }

func (p *Resources) load() {
	async.Run(p.owner, func(ctx context.Context) ([]resourceLine, error) {
		rows, err := p.Store.FindResources(ctx)
		return p.resourceLines(rows), err
	}, func(all []resourceLine, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.all = all
		p.showChips()
		p.arrange()
		p.list.RefreshAll()
		p.keepPlace()
		p.showBody()
	})
}

func (d Deps) resourceLines(rows []store.ResourceRow) []resourceLine {
	above := map[string]string{}
	for _, c := range d.Store.Library().CodeList("agency_category").Codes {
		above[c.Code] = c.Code
		if c.Parent != "" {
			above[c.Code] = c.Parent
		}
	}
	out := make([]resourceLine, 0, len(rows))
	for _, r := range rows {
		words := []string{d.code("agency_category", r.Record.Text("category")), d.serviceWords(r.Record)}
		for _, field := range []string{"name", "kana", "area", "address", "phone", "contact_person"} {
			words = append(words, r.Record.Text(field))
		}
		out = append(out, resourceLine{
			ResourceRow: r, find: casework.Fold(strings.Join(words, " ")), group: above[r.Record.Text("category")],
		})
	}
	return out
}

// serviceWords are the services that a resource gives.
func (d Deps) serviceWords(r *store.Record) string {
	var words []string
	for _, code := range r.Texts("services") {
		words = append(words, d.code("service_type", code))
	}
	return strings.Join(words, present.T("field.separator"))
}

// hidden tells whether a resource is left out because it has ended.
func (p *Resources) hidden(l *resourceLine) bool {
	return !p.ended.On && l.Record.Text("ended_on") != ""
}

// count is how many there are of a group of categories, "" for all.
func (p *Resources) count(group string) int {
	n := 0
	for i := range p.all {
		if !p.hidden(&p.all[i]) && (group == "" || p.all[i].group == group) {
			n++
		}
	}
	return n
}

// showChips offers the groups of categories that there is something of.
func (p *Resources) showChips() {
	codes, words := []string{""}, []string{present.T("cases.counted", present.T("cases.all"), strconv.Itoa(p.count("")))}
	chosen := 0
	for _, c := range p.Store.Library().CodeList("agency_category").Codes {
		n := p.count(c.Code)
		if c.Parent != "" || n == 0 {
			continue
		}
		if c.Code == p.category {
			chosen = len(codes)
		}
		codes = append(codes, c.Code)
		words = append(words, present.T("cases.counted", c.Label(lang()), strconv.Itoa(n)))
	}
	p.category = codes[chosen]
	filters := widget.NewFilters(words, func(i int) {
		p.category = codes[i]
		p.begin()
	})
	filters.Choose(chosen)
	p.chips.Objects = []fyne.CanvasObject{filters}
	p.chips.Refresh()
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.head.Refresh()
	p.content.Refresh()
}

func (p *Resources) arrange() {
	words := strings.Fields(casework.Fold(p.find.Text()))
	p.shown = p.shown[:0]
next:
	for i := range p.all {
		l := &p.all[i]
		if p.hidden(l) || p.category != "" && l.group != p.category {
			continue
		}
		for _, w := range words {
			if !strings.Contains(l.find, w) {
				continue next
			}
		}
		p.shown = append(p.shown, i)
	}
}

// begin shows the first of another choice.
func (p *Resources) begin() {
	p.arrange()
	p.list.Reload()
	p.showBody()
	p.choose(0)
}

// keepPlace marks the one again that was chosen.
func (p *Resources) keepPlace() {
	for i, at := range p.shown {
		if p.all[at].Record.ID == p.at {
			p.list.Select(i)
			p.choose(i)
			return
		}
	}
	p.choose(0)
}

// showBody shows list and pane, or says why there is nothing.
func (p *Resources) showBody() {
	var o fyne.CanvasObject = p.beside
	switch {
	case len(p.shown) > 0:
	case len(p.all) == 0:
		o = widget.EmptyState("resource", present.T("resource.none"), present.T("resource.none_sub"),
			widget.NewButton(present.T("resource.add"), p.add))
	default:
		o = widget.EmptyState("search", present.T("resource.nothing_found"), present.T("resource.nothing_found_sub"),
			widget.NewButton(present.T("registry.show_all"), p.showAll))
	}
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
}

func (p *Resources) showAll() {
	p.category = ""
	p.find.SetText("")
	p.showChips()
	p.begin()
	p.list.Focus()
}

// row is what a line of the list shows.
func (p *Resources) row(l *resourceLine) widget.Row {
	r := l.Record
	member := widget.Cell{}
	if r.Bool("council_member") {
		member = widget.Cell{Text: present.T("resource.member_yes"), Chip: true, Tone: theme.Ours}
	}
	name := widget.Cell{Text: r.Text("name"), Sub: joined(p.code("agency_category", r.Text("category")), r.Text("area")), Bold: true}
	if r.Text("ended_on") != "" {
		name = widget.Cell{Text: r.Text("name"), Sub: present.T("resource.ended_on", p.shortDate(r.Text("ended_on")))}
	}
	return widget.Row{Cells: []widget.Cell{
		name, orDash(p.serviceWords(r)), loadCell(l.Cases), loadCell(l.Services), loadCell(l.Measures),
		member, orDash(present.Phone(r.Text("phone"))),
	}}
}

func loadCell(n int) widget.Cell {
	if n == 0 {
		return orDash("")
	}
	return widget.Cell{Text: strconv.Itoa(n)}
}
