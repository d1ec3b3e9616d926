package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Card is a white sheet for one matter, with an optional title at its left
// and something small (buttons, a count) at its right.
type Card struct {
	fynewidget.BaseWidget
	tone    theme.Tone
	toned   bool
	padding float32
	title   *Text
	right   fyne.CanvasObject
	inner   *fyne.Container
}

var _ fyne.Widget = (*Card)(nil)

// NewCard returns a card. The title may be empty; the content fills the card.
func NewCard(title string, content fyne.CanvasObject) *Card { return NewCardWith(title, nil, content) }

// NewCardWith returns a card with something at the right of its title.
func NewCardWith(title string, right, content fyne.CanvasObject) *Card {
	c := &Card{padding: 2, right: right, title: NewText(title, Title)}
	switch {
	case title == "" && right == nil:
		c.inner = RowsFill(1, content)
	case right == nil:
		c.inner = RowsFill(1, c.title, content)
	default:
		c.inner = RowsFill(1, LineFill(1, 0, c.title, right), content)
	}
	c.ExtendBaseWidget(c)
	return c
}

// NewSheet returns a card without padding: tables, lists.
func NewSheet(content fyne.CanvasObject) *Card {
	c := &Card{inner: RowsFill(0, content), title: NewText("", Title)}
	c.ExtendBaseWidget(c)
	return c
}

// SetTone gives the card an edge and a title in a colour: a red deadline.
func (c *Card) SetTone(t theme.Tone) {
	c.tone, c.toned = t, true
	c.title.SetStyle(Title.In(t))
	c.Refresh()
}

// SetTitle changes the title of a card that has one.
func (c *Card) SetTitle(s string) { c.title.SetText(s) }

// CreateRenderer is called by Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	refresh := func() {
		l := look{fill: theme.Surface, edge: theme.Line, radius: theme.Size(theme.SizeCard)}
		if c.toned {
			l.edge = c.tone.Edge()
		}
		paint(box, l)
	}
	refresh()
	edge := func() float32 { return max(theme.Space(c.padding), 1) }
	return &parts{
		objects: []fyne.CanvasObject{box, c.inner},
		min: func() fyne.Size {
			return c.inner.MinSize().AddWidthHeight(2*edge(), 2*edge())
		},
		layout: func(size fyne.Size) {
			box.Resize(size)
			place(c.inner, edge(), edge(), size.Width-2*edge(), size.Height-2*edge())
		},
		refresh: func() {
			refresh()
			if size := c.Size(); !size.IsZero() {
				place(c.inner, edge(), edge(), size.Width-2*edge(), size.Height-2*edge())
			}
		},
	}
}
