package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// SubTabs are the parts of a page, the chosen one underlined.
type SubTabs struct {
	fynewidget.BaseWidget
	OnSelected func(id string)
	cells      []*subTab
	line       *fyne.Container
}

var _ fyne.Widget = (*SubTabs)(nil)

// NewSubTabs returns the parts with the first one chosen.
func NewSubTabs(tabs []Tab, selected func(id string)) *SubTabs {
	s := &SubTabs{OnSelected: selected, line: Flow(0)}
	for i, tab := range tabs {
		cell := &subTab{tab: tab, chosen: i == 0}
		cell.extend(cell, func() {
			s.Select(tab.ID)
			call(s.OnSelected, tab.ID)
		})
		s.cells = append(s.cells, cell)
		s.line.Add(cell)
	}
	s.ExtendBaseWidget(s)
	return s
}

// Select marks a part without calling back.
func (s *SubTabs) Select(id string) {
	for _, c := range s.cells {
		if on := c.tab.ID == id; on != c.chosen {
			c.chosen = on
			c.Refresh()
		}
	}
}

// CreateRenderer is called by Fyne.
func (s *SubTabs) CreateRenderer() fyne.WidgetRenderer {
	edge := &canvas.Rectangle{}
	refresh := func() { paint(edge, look{fill: theme.Line}) }
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{edge, s.line},
		min:     s.line.MinSize,
		layout: func(size fyne.Size) {
			place(edge, 0, size.Height-1, size.Width, 1)
			s.line.Resize(size)
		},
		refresh: refresh,
	}
}

type subTab struct {
	press
	tab    Tab
	chosen bool
}

// CreateRenderer is called by Fyne.
func (c *subTab) CreateRenderer() fyne.WidgetRenderer {
	under, over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	word := NewText(c.tab.Word, Quiet.Centred())
	refresh := func() {
		style, line := Quiet.Centred(), look{}
		if c.chosen {
			style = Style{Color: theme.Primary, Bold: true, Align: fyne.TextAlignCenter}
			line.fill = theme.Primary
		}
		hover := look{radius: 4}
		if c.hovered && !c.chosen {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(under, line)
		paint(ring, ringLook(c.focused))
		word.SetStyle(style)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{over, word, under, ring},
		min: func() fyne.Size {
			w := advancesFor(theme.Size(theme.SizeText), true).width(c.tab.Word)
			return fyne.NewSize(ceil(w)+theme.Space(4), theme.Space(5.5))
		},
		layout: func(size fyne.Size) {
			word.Resize(size)
			place(over, 2, 2, size.Width-4, size.Height-6)
			place(under, 0, size.Height-3, size.Width, 3)
			place(ring, 2, 2, size.Width-4, size.Height-6)
		},
		refresh: refresh,
	}
}
