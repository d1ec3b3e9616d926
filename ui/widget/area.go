package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// Area makes anything pressable: a row, the card of a person at sign-in.
type Area struct {
	press
	content  fyne.CanvasObject
	Card     bool // with the ground and edge of a card
	Selected bool
	OnTapped func()
}

var _ fyne.Widget = (*Area)(nil)

// NewArea returns a pressable area around content.
func NewArea(content fyne.CanvasObject, tapped func()) *Area {
	a := &Area{content: content, OnTapped: tapped}
	a.extend(a, func() {
		if a.OnTapped != nil {
			a.OnTapped()
		}
	})
	return a
}

// SetSelected marks the area as the chosen one.
func (a *Area) SetSelected(on bool) {
	a.Selected = on
	a.Refresh()
}

func (a *Area) look() look {
	switch {
	case a.Card && a.Selected:
		return look{fill: theme.Surface, edge: theme.Primary, width: 2, radius: theme.Size(theme.SizeCard)}
	case a.Card:
		return look{fill: theme.Surface, edge: theme.Line, radius: theme.Size(theme.SizeCard)}
	case a.Selected:
		return look{fill: theme.TealTint}
	}
	return look{}
}

// CreateRenderer is called by Fyne.
func (a *Area) CreateRenderer() fyne.WidgetRenderer {
	box, over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	refresh := func() {
		l := a.look()
		paint(box, l)
		hover := look{radius: l.radius}
		if a.hovered && !a.disabled {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(a.focused))
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, over, a.content, ring},
		min:     a.content.MinSize,
		layout: func(size fyne.Size) {
			for _, o := range []fyne.CanvasObject{box, over, a.content} {
				o.Resize(size)
			}
			place(ring, 0, 0, size.Width, size.Height)
		},
		refresh: refresh,
	}
}
