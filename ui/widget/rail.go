package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// RailItem is one destination of the rail.
type RailItem struct {
	ID    string
	Icon  string
	Word  string
	Badge int // 0 shows none
}

// Rail is the navigation at the left edge.
type Rail struct {
	fynewidget.BaseWidget
	OnSelected func(id string)
	cells      []*railCell
	column     *fyne.Container
}

var _ fyne.Widget = (*Rail)(nil)

// NewRail returns a rail with nothing selected.
func NewRail(items []RailItem, selected func(id string)) *Rail {
	r := &Rail{OnSelected: selected, column: container.New(&railColumn{})}
	for _, item := range items {
		c := newRailCell(item, func() {
			if r.OnSelected != nil {
				r.OnSelected(item.ID)
			}
		})
		r.cells = append(r.cells, c)
		r.column.Add(c)
	}
	r.ExtendBaseWidget(r)
	return r
}

// Select marks a destination without calling back; "" marks none.
func (r *Rail) Select(id string) {
	for _, c := range r.cells {
		if on := c.item.ID == id; on != c.selected {
			c.selected = on
			c.Refresh()
		}
	}
}

// SetBadge shows a count at a destination.
func (r *Rail) SetBadge(id string, n int) {
	for _, c := range r.cells {
		if c.item.ID == id && c.item.Badge != n {
			c.item.Badge = n
			c.Refresh()
		}
	}
}

// CreateRenderer is called by Fyne.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := &canvas.Rectangle{}, &canvas.Rectangle{}
	refresh := func() {
		paint(ground, look{fill: theme.Surface})
		paint(edge, look{fill: theme.Line})
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{ground, edge, r.column},
		min: func() fyne.Size {
			return fyne.NewSize(theme.Space(11.5), r.column.MinSize().Height+theme.Space(1.5))
		},
		layout: func(size fyne.Size) {
			ground.Resize(size)
			place(edge, size.Width-1, 0, 1, size.Height)
			place(r.column, 0, theme.Space(1.5), size.Width-1, size.Height-theme.Space(1.5))
		},
		refresh: refresh,
	}
}

// Heights of a destination, in units: as it likes to be, and the least of a
// word alone.
const (
	railHeight = 8.25
	railLeast  = 3.5
)

// railColumn gives all destinations their height, or an equal share of what
// there is: in large text, or a low window, none of them drops out of sight.
type railColumn struct{}

func (*railColumn) MinSize(cells []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(11), theme.Space(railLeast)*float32(len(cells)))
}

func (*railColumn) Layout(cells []fyne.CanvasObject, size fyne.Size) {
	h := theme.Space(railHeight)
	if n := float32(len(cells)); n > 0 {
		h = min(h, size.Height/n)
	}
	for i, c := range cells {
		place(c, 0, float32(i)*h, size.Width, h)
	}
}

type railCell struct {
	press
	item     RailItem
	selected bool
}

func newRailCell(item RailItem, tapped func()) *railCell {
	c := &railCell{item: item}
	c.extend(c, tapped)
	return c
}

// CreateRenderer is called by Fyne.
func (c *railCell) CreateRenderer() fyne.WidgetRenderer {
	ground, bar, ring, badge := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	img := icon(c.item.Icon, theme.Muted)
	word, count := NewText(c.item.Word, Small.Centred()), NewText("", Style{})
	refresh := func() { c.paint(ground, bar, ring, badge, img, word, count) }
	refresh()
	layout := func(size fyne.Size) {
		ground.Resize(size)
		d, line := theme.Size(theme.SizeIcon)+2, theme.Space(3)
		high := d + 2 + line
		img.Hidden = size.Height < high
		if img.Hidden {
			high = line
		}
		top := (size.Height - high) / 2
		place(bar, 0, min(theme.Space(1), top), theme.Space(0.5), size.Height-2*min(theme.Space(1), top))
		place(ring, 2, 2, size.Width-4, size.Height-4)
		place(img, (size.Width-d)/2, top, d, d)
		place(word, 2, top+high-line, size.Width-4, line)
		w := max(count.MinSize().Width+theme.Space(1.25), theme.Space(2.25))
		at := max(top-theme.Space(0.5), 0)
		place(badge, size.Width/2+theme.Space(1), at, w, theme.Space(2.25))
		place(count, size.Width/2+theme.Space(1), at, w, theme.Space(2.25))
	}
	return &parts{
		objects: []fyne.CanvasObject{ground, bar, img, word, badge, count, ring},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(11), theme.Space(railLeast)) },
		layout:  layout,
		refresh: func() {
			refresh()
			layout(c.Size())
		},
	}
}

func (c *railCell) paint(ground, bar, ring, badge *canvas.Rectangle, img *canvas.Image, word, count *Text) {
	color, bold := fyne.ThemeColorName(theme.Muted), false
	var fill, edge fyne.ThemeColorName
	switch {
	case c.selected:
		color, bold, fill, edge = theme.Primary, true, theme.TealTint, theme.Primary
	case c.hovered:
		fill = hoverColor
	}
	paint(ground, look{fill: fill})
	paint(bar, look{fill: edge, radius: 2})
	ringed := ringLook(c.focused)
	ringed.radius = 6
	paint(ring, ringed)
	setIcon(img, c.item.Icon, color)
	word.SetStyle(Style{Size: theme.SizeSmall, Color: color, Bold: bold, Align: fyne.TextAlignCenter})
	shown := look{}
	if c.item.Badge > 0 {
		shown = look{fill: theme.Red, radius: theme.Space(1.125)}
	}
	paint(badge, shown)
	count.SetStyle(Style{Size: theme.SizeSmall, Color: theme.OnSolid, Bold: true, Align: fyne.TextAlignCenter})
	count.SetText(badgeText(c.item.Badge))
}

func badgeText(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > 99:
		return "99+"
	}
	return strconv.Itoa(n)
}
