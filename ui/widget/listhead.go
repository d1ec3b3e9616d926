package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// listHead are the titles of the columns.
type listHead struct {
	fynewidget.BaseWidget
	list  *List
	cells []*listTitle
}

func newListHead(l *List) *listHead {
	h := &listHead{list: l}
	h.fill()
	h.ExtendBaseWidget(h)
	return h
}

// fill makes a title for each column.
func (h *listHead) fill() {
	h.cells = nil
	for i := range h.list.columns {
		h.cells = append(h.cells, newListTitle(h.list, i))
	}
}

// CreateRenderer is called by Fyne.
func (h *listHead) CreateRenderer() fyne.WidgetRenderer {
	ground, line := &canvas.Rectangle{}, &canvas.Rectangle{}
	p := &parts{min: func() fyne.Size { return fyne.NewSize(theme.Space(40), theme.Space(4)) }}
	gather := func() {
		p.objects = append(p.objects[:0], ground, line)
		for _, c := range h.cells {
			p.objects = append(p.objects, c)
		}
	}
	layout := func(size fyne.Size) {
		ground.Resize(size)
		place(line, 0, size.Height-1, size.Width, 1)
		slots := h.list.slots(size.Width)
		for i, c := range h.cells {
			c.Hidden = i >= len(slots)
			if !c.Hidden {
				place(c, slots[i][0], 0, slots[i][1], size.Height)
			}
		}
	}
	refresh := func() {
		paint(ground, look{fill: theme.Paper})
		r := theme.Size(theme.SizeCard)
		ground.TopLeftCornerRadius, ground.TopRightCornerRadius = r, r
		paint(line, look{fill: theme.LineStrong})
		for _, c := range h.cells {
			c.Refresh()
		}
	}
	gather()
	refresh()
	p.layout = layout
	p.refresh = func() {
		gather()
		layout(h.Size())
		refresh()
		canvas.Refresh(h)
	}
	return p
}

// listTitle is one title; where its column sorts it can be pressed.
type listTitle struct {
	press
	list *List
	i    int
}

func newListTitle(l *List, i int) *listTitle {
	t := &listTitle{list: l, i: i}
	t.extend(t, func() { call(l.OnSort, i) })
	t.disabled = !l.columns[i].Sorts
	return t
}

// CreateRenderer is called by Fyne.
func (t *listTitle) CreateRenderer() fyne.WidgetRenderer {
	column := t.list.columns[t.i]
	over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}
	text, arrow := NewText(column.Title, Label), icon("expand", theme.Muted)
	d := func() float32 { return theme.Space(1.75) }
	layout := func(size fyne.Size) {
		place(over, -4, 2, size.Width+8, size.Height-4)
		place(ring, -4, 2, size.Width+8, size.Height-4)
		lead := float32(0)
		if arrow.Visible() {
			lead = d() + 2
		}
		w := min(text.MinSize().Width, size.Width-lead)
		x := float32(0)
		if column.AtEnd {
			x = size.Width - w - lead
		}
		place(text, x, 0, w, size.Height)
		place(arrow, x+w+2, (size.Height-d())/2, d(), d())
	}
	refresh := func() {
		hover := look{radius: 4}
		if t.hovered && !t.disabled {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(t.focused))
		arrow.Hidden = t.list.sorted != t.i
		name := "collapse"
		if t.list.down {
			name = "expand"
		}
		setIcon(arrow, name, theme.Muted)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{over, text, arrow, ring},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(3), theme.Space(4)) },
		layout:  layout,
		refresh: func() {
			refresh()
			layout(t.Size())
		},
	}
}
