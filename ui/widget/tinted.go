package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Tinted is a banner's ground with anything on it.
type Tinted struct {
	fynewidget.BaseWidget
	tone    theme.Tone
	content fyne.CanvasObject
}

var _ fyne.Widget = (*Tinted)(nil)

// NewTinted lays content on the ground of a tone.
func NewTinted(tone theme.Tone, content fyne.CanvasObject) *Tinted {
	t := &Tinted{tone: tone, content: content}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer is called by Fyne.
func (t *Tinted) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	x, y := func() float32 { return theme.Space(1.75) }, func() float32 { return theme.Space(1) }
	refresh := func() {
		paint(box, look{fill: t.tone.Tint(), edge: t.tone.Edge(), radius: theme.Size(theme.SizeRadius)})
	}
	refresh()
	lay := func(size fyne.Size) { place(t.content, x(), y(), size.Width-2*x(), size.Height-2*y()) }
	return &parts{
		objects: []fyne.CanvasObject{box, t.content},
		min:     func() fyne.Size { return t.content.MinSize().AddWidthHeight(2*x(), 2*y()) },
		layout: func(size fyne.Size) {
			box.Resize(size)
			lay(size)
		},
		refresh: func() {
			refresh()
			if size := t.Size(); !size.IsZero() {
				lay(size)
			}
		},
	}
}
