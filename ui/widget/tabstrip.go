package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Tab is one opened page.
type Tab struct {
	ID     string
	Word   string
	Pinned bool // cannot be closed
}

// TabStrip shows the opened pages. Delete or a middle click closes one.
type TabStrip struct {
	fynewidget.BaseWidget
	OnSelected func(id string)
	OnClosed   func(id string)
	tabs       []*tabCell
	line       *fyne.Container
}

var _ fyne.Widget = (*TabStrip)(nil)

// NewTabStrip returns an empty strip.
func NewTabStrip(selected, closed func(id string)) *TabStrip {
	t := &TabStrip{OnSelected: selected, OnClosed: closed}
	t.line = container.New(&tabLine{})
	t.ExtendBaseWidget(t)
	return t
}

// Set shows these tabs with one of them selected.
func (t *TabStrip) Set(tabs []Tab, selected string) {
	t.tabs = t.tabs[:0]
	var objects []fyne.CanvasObject
	for _, tab := range tabs {
		cell := newTabCell(tab, tab.ID == selected)
		cell.act = func() { call(t.OnSelected, tab.ID) }
		cell.close = func() { call(t.OnClosed, tab.ID) }
		t.tabs = append(t.tabs, cell)
		objects = append(objects, cell)
	}
	t.line.Objects = objects
	t.line.Refresh()
}

// CreateRenderer is called by Fyne.
func (t *TabStrip) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := &canvas.Rectangle{}, &canvas.Rectangle{}
	refresh := func() {
		paint(ground, look{fill: theme.Band})
		paint(edge, look{fill: theme.Line})
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{ground, edge, t.line},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(12), theme.Space(4.75)) },
		layout: func(size fyne.Size) {
			ground.Resize(size)
			place(edge, 0, size.Height-1, size.Width, 1)
			top := theme.Space(0.5)
			place(t.line, theme.Space(1.5), top, size.Width-theme.Space(3), size.Height-top)
		},
		refresh: refresh,
	}
}

// tabLine gives tabs their own width. Where they do not fit, the selected one
// keeps its width, so that one reads where one is, and the others give way.
type tabLine struct{}

func (tabLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	kept, rest := float32(0), float32(0)
	for _, o := range objects {
		if keepsWidth(o) {
			kept += o.MinSize().Width
		} else {
			rest += o.MinSize().Width
		}
	}
	shrink := float32(1)
	if room := max(size.Width-kept, 0); rest > room {
		shrink = room / rest
	}
	x := float32(0)
	for _, o := range objects {
		w := o.MinSize().Width
		if !keepsWidth(o) {
			w *= shrink
		}
		place(o, x, 0, w, size.Height)
		x += w
	}
}

func keepsWidth(o fyne.CanvasObject) bool {
	c, ok := o.(*tabCell)
	return ok && (c.selected || c.tab.Pinned)
}

func (tabLine) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

type tabCell struct {
	press
	tab      Tab
	selected bool
	close    func()
	cross    *crossButton
}

func newTabCell(tab Tab, selected bool) *tabCell {
	c := &tabCell{tab: tab, selected: selected}
	c.cross = newCrossButton(func() { run(c.close) })
	c.extend(c, nil)
	return c
}

// TypedKey closes on Delete.
func (c *tabCell) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDelete && !c.tab.Pinned {
		run(c.close)
		return
	}
	c.press.TypedKey(e)
}

// CreateRenderer is called by Fyne.
func (c *tabCell) CreateRenderer() fyne.WidgetRenderer {
	box, foot, ring := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	word := NewText(c.tab.Word, Quiet)
	c.cross.Hidden = c.tab.Pinned
	refresh := func() {
		l, style := look{}, Quiet
		under := look{}
		switch {
		case c.selected:
			l.fill, l.edge, style = theme.Paper, theme.Line, Strong
			under.fill = theme.Paper
		case c.hovered:
			l.fill = hoverColor
		}
		paint(box, l)
		box.TopLeftCornerRadius, box.TopRightCornerRadius = 8, 8
		paint(foot, under)
		paint(ring, ringLook(c.focused))
		word.SetStyle(style)
	}
	refresh()
	d := func() float32 {
		if c.tab.Pinned {
			return 0
		}
		return theme.Space(2.5)
	}
	return &parts{
		objects: []fyne.CanvasObject{box, foot, word, c.cross, ring},
		min: func() fyne.Size {
			w := advancesFor(theme.Size(theme.SizeText), true).width(c.tab.Word)
			return fyne.NewSize(w+theme.Space(3.5)+d(), theme.Space(4))
		},
		layout: func(size fyne.Size) {
			box.Resize(size)
			// The foot opens the tab towards the page below it.
			place(foot, 1, size.Height-4, size.Width-2, 4)
			place(ring, 3, 3, size.Width-6, size.Height-6)
			place(word, theme.Space(1.75), 0, size.Width-theme.Space(3.5)-d()+2, size.Height)
			place(c.cross, size.Width-d()-theme.Space(1), (size.Height-d())/2, d(), d())
		},
		refresh: refresh,
	}
}
