package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Rule is a thin line between things.
type Rule struct {
	fynewidget.BaseWidget
}

var _ fyne.Widget = (*Rule)(nil)

// NewRule returns a line as wide as its place.
func NewRule() *Rule {
	r := &Rule{}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by Fyne.
func (r *Rule) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewRectangle(theme.Color(theme.Line))
	return &parts{
		objects: []fyne.CanvasObject{line},
		min:     func() fyne.Size { return fyne.NewSize(1, 1) },
		layout:  line.Resize,
		refresh: func() { paint(line, look{fill: theme.Line}) },
	}
}

// Spacer is empty room of n units of space.
type Spacer struct {
	fynewidget.BaseWidget
	units float32
}

// NewSpacer returns the room.
func NewSpacer(units float32) *Spacer {
	s := &Spacer{units: units}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is called by Fyne.
func (s *Spacer) CreateRenderer() fyne.WidgetRenderer {
	return &parts{
		min:    func() fyne.Size { return fyne.NewSquareSize(theme.Space(s.units)) },
		layout: func(fyne.Size) {},
	}
}
