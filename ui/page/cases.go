package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// window is how many rows are read at once.
const window = 100

// windowsKept is how many of them stay in memory.
const windowsKept = 30

// Cases is the list of all families on this station. It reads only what is
// seen, so that it opens as fast at 30,000 families as at 30.
type Cases struct {
	base
	content *fyne.Container
	head    *fyne.Container
	filters *widget.Filters
	list    *widget.List
	empty   *fyne.Container
	reload  *async.Debouncer

	filter  store.CaseFilter
	counts  map[int]int // of the chips
	total   int
	windows map[int][]store.CaseRow
	asked   map[int]bool
	turn    int // of the filter: answers of an earlier one are dropped
}

var _ Page = (*Cases)(nil)

// Columns of the list that it can be sorted by.
const (
	columnFamily = 0
	columnSeen   = 4
)

// NewCases returns the list, still empty.
func NewCases(d Deps) *Cases {
	c := &Cases{base: newBase(d), windows: map[int][]store.CaseRow{}, asked: map[int]bool{}, counts: map[int]int{}}
	c.reload = async.NewDebouncer(c.owner, 400*time.Millisecond)
	c.list = widget.NewList([]widget.Column{
		{Title: present.T("cases.family"), Width: 22, Sorts: true},
		{Title: present.T("cases.children"), Weight: 2},
		{Title: present.T("cases.class"), Width: 14},
		{Title: present.T("cases.staff"), Width: 15},
		{Title: present.T("cases.seen"), Width: 13, AtEnd: true, Sorts: true},
		{Title: present.T("cases.care"), Width: 17},
	})
	c.list.Length = func() int { return c.total }
	c.list.RowAt = c.row
	c.list.OnOpened = c.openRow
	c.list.OnSort = c.sortBy
	c.list.SetSorted(columnFamily, false)
	words := make([]string, len(caseFilters))
	for i, f := range caseFilters {
		words[i] = present.T(f.key)
	}
	c.filters = widget.NewFilters(words, c.choose)
	c.head = widget.Rows(0, c.headLine())
	c.empty = widget.Rows(0)
	c.empty.Hide()
	c.content = pageOf(widget.Rows(1.5, c.head, c.filters), widget.RowsFill(0, c.empty, c.list))
	return c
}

// caseFilters are the chips above the list.
var caseFilters = []struct{ key, class string }{
	{"cases.all", ""},
	{"cases.protection", string(casework.Protection)},
	{"cases.support", string(casework.Support)},
	{"cases.expectant", string(casework.Expectant)},
	{"cases.mch", string(casework.MCH)},
	{"cases.mine", ""},
}

const filterMine = 5

func (c *Cases) filterOf(i int) store.CaseFilter {
	f := store.CaseFilter{Order: c.filter.Order}
	if class := caseFilters[i].class; class != "" {
		f.Class = &class
	}
	if i == filterMine {
		me := c.Store.Me().ID
		f.Staff = &me
	}
	return f
}

func (c *Cases) headLine() fyne.CanvasObject {
	beside := ""
	if n, ok := c.counts[0]; ok {
		beside = present.Count("family", n)
	}
	return widget.PageHead(present.T("shell.cases"), beside,
		widget.NewPrimary(present.T("cases.new"), c.Nav.OpenNewCase))
}

// Title is the word on the tab.
func (c *Cases) Title() string { return present.T("shell.cases") }

// Content is drawn.
func (c *Cases) Content() fyne.CanvasObject { return c.content }

// Show reads anew and keeps the place in the list.
func (c *Cases) Show() {
	c.refill()
	c.count()
	c.list.Focus()
}

// Changed reads anew after a pause.
func (c *Cases) Changed(e store.Event) {
	if !e.Sync || len(e.Cases) > 0 {
		c.reload.Call(func() {
			c.refill()
			c.count()
		})
	}
}

func (c *Cases) choose(i int) {
	c.filter = c.filterOf(i)
	c.begin()
}

func (c *Cases) sortBy(column int) {
	c.filter.Order = store.OrderKana
	if column == columnSeen {
		c.filter.Order = store.OrderUnseen
	}
	c.list.SetSorted(column, column == columnSeen)
	c.begin()
}

// begin shows the first rows of another choice.
func (c *Cases) begin() {
	c.turn++
	c.windows, c.asked, c.total = map[int][]store.CaseRow{}, map[int]bool{}, 0
	c.list.Reload()
	c.ask(0)
}

// refill reads the rows that are in memory anew, without emptying the list.
func (c *Cases) refill() {
	c.turn++
	c.asked = map[int]bool{}
	if len(c.windows) == 0 {
		c.ask(0)
		return
	}
	for w := range c.windows {
		c.ask(w)
	}
}

type casesLoad struct {
	rows  []store.CaseRow
	total int
}

// ask reads one window of rows.
func (c *Cases) ask(w int) {
	if c.asked[w] {
		return
	}
	c.asked[w] = true
	turn, filter := c.turn, c.filter
	filter.Offset, filter.Limit = w*window, window
	async.Run(c.owner, func(ctx context.Context) (l casesLoad, err error) {
		l.rows, l.total, err = c.Store.FindCases(ctx, filter)
		return l, err
	}, func(l casesLoad, err error) {
		if turn != c.turn {
			return
		}
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		if len(c.windows) >= windowsKept {
			c.windows, c.asked = map[int][]store.CaseRow{}, map[int]bool{w: true}
		}
		c.windows[w], c.total = l.rows, l.total
		c.list.RefreshAll()
		c.showEmpty()
	})
}

// count writes the numbers into the chips.
func (c *Cases) count() {
	async.Run(c.owner, func(ctx context.Context) (map[int]int, error) {
		out := map[int]int{}
		for i := range caseFilters {
			f := c.filterOf(i)
			f.Limit = 1
			_, total, err := c.Store.FindCases(ctx, f)
			if err != nil {
				return nil, err
			}
			out[i] = total
		}
		return out, nil
	}, func(counts map[int]int, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		c.counts = counts
		for i, f := range caseFilters {
			c.filters.SetWord(i, present.T("cases.counted", present.T(f.key), present.Number(int64(counts[i]))))
		}
		c.head.Objects = []fyne.CanvasObject{c.headLine()}
		c.head.Refresh()
		c.filters.Refresh()
	})
}

func (c *Cases) showEmpty() {
	c.empty.Objects = nil
	c.empty.Hidden = c.total > 0
	c.list.Hidden = c.total == 0
	if c.total == 0 {
		c.empty.Objects = []fyne.CanvasObject{widget.EmptyState("case", present.T("cases.none"), present.T("cases.none_sub"),
			widget.NewButton(present.T("cases.new"), c.Nav.OpenNewCase))}
	}
	c.content.Refresh()
}

// at is row i, nil while it is being read.
func (c *Cases) at(i int) *store.CaseRow {
	rows := c.windows[i/window]
	if i%window < len(rows) {
		return &rows[i%window]
	}
	c.ask(i / window)
	return nil
}

func (c *Cases) openRow(i int) {
	if row := c.at(i); row != nil {
		c.Nav.OpenCase(row.ID)
	}
}

// row is what a line shows.
func (c *Cases) row(i int) widget.Row {
	row := c.at(i)
	if row == nil {
		return widget.Row{Cells: make([]widget.Cell, 6)}
	}
	seen, tone := c.longestUnseen(row)
	out := widget.Row{Cells: []widget.Cell{
		{Text: present.Family(row.Name), Bold: true},
		{Text: c.childrenLine(row.Children)},
		{Text: c.code("case_class", row.Class), Tone: classTone(row.Class), Chip: row.Class != ""},
		{Text: c.inCharge(row)},
		{Text: seen, Tone: tone},
		c.care(row),
	}}
	if tone == theme.Late {
		out.Tint = theme.Late
	}
	return out
}
