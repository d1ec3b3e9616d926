package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Avatar is a person's first character on a disc.
type Avatar struct {
	fynewidget.BaseWidget
	name string
	tone theme.Tone
}

var _ fyne.Widget = (*Avatar)(nil)

// NewAvatar returns the avatar of a name.
func NewAvatar(name string, tone theme.Tone) *Avatar {
	a := &Avatar{name: name, tone: tone}
	a.ExtendBaseWidget(a)
	return a
}

// SetName changes whose it is.
func (a *Avatar) SetName(name string) {
	a.name = name
	a.Refresh()
}

func (a *Avatar) initial() string {
	runes := []rune(a.name)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[:clusterEnd(runes, 0)])
}

// CreateRenderer is called by Fyne.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	disc := &canvas.Circle{}
	text := NewText("", Style{Color: theme.OnSolid, Bold: true, Align: fyne.TextAlignCenter, Size: theme.SizeSmall})
	refresh := func() {
		disc.FillColor = theme.Color(a.tone.Text())
		disc.Refresh()
		text.SetText(a.initial())
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{disc, text},
		min:     func() fyne.Size { return fyne.NewSquareSize(theme.Space(4)) },
		layout: func(size fyne.Size) {
			d := min(size.Width, size.Height)
			place(disc, (size.Width-d)/2, (size.Height-d)/2, d, d)
			text.Resize(size)
		},
		refresh: refresh,
	}
}
