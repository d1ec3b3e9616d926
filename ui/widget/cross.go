package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// crossButton closes what it stands in. It is for the pointer only: the tab
// it belongs to takes the keyboard.
type crossButton struct {
	fynewidget.BaseWidget
	tapped  func()
	hovered bool
}

var (
	_ fyne.Tappable     = (*crossButton)(nil)
	_ desktop.Hoverable = (*crossButton)(nil)
)

func newCrossButton(tapped func()) *crossButton {
	c := &crossButton{tapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped closes.
func (c *crossButton) Tapped(*fyne.PointEvent) { run(c.tapped) }

// MouseIn shows that it can be pressed.
func (c *crossButton) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
}

// MouseMoved has no meaning here.
func (c *crossButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (c *crossButton) MouseOut() {
	c.hovered = false
	c.Refresh()
}

// CreateRenderer is called by Fyne.
func (c *crossButton) CreateRenderer() fyne.WidgetRenderer {
	over := &canvas.Rectangle{}
	img := icon("close", theme.Muted)
	refresh := func() {
		l := look{radius: 4}
		color := fyne.ThemeColorName(theme.Muted)
		if c.hovered {
			l.fill, color = hoverColor, theme.Ink
		}
		paint(over, l)
		setIcon(img, "close", color)
		img.SetMinSize(fyne.NewSquareSize(theme.Space(1.5)))
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{over, img},
		min:     func() fyne.Size { return fyne.NewSquareSize(theme.Space(2.5)) },
		layout: func(size fyne.Size) {
			over.Resize(size)
			d := theme.Space(1.75)
			place(img, (size.Width-d)/2, (size.Height-d)/2, d, d)
		},
		refresh: refresh,
	}
}
