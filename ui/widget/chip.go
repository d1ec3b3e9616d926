package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Chip is a short word in a tone: 要保護, 未同期.
type Chip struct {
	fynewidget.BaseWidget
	text string
	tone theme.Tone
}

var _ fyne.Widget = (*Chip)(nil)

// NewChip returns a chip.
func NewChip(text string, tone theme.Tone) *Chip {
	c := &Chip{text: text, tone: tone}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes word and tone.
func (c *Chip) Set(text string, tone theme.Tone) {
	c.text, c.tone = text, tone
	c.Refresh()
}

// CreateRenderer is called by Fyne.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	text := NewText(c.text, Style{})
	refresh := func() {
		paint(box, look{fill: c.tone.Tint(), edge: c.tone.Edge(), radius: 6})
		text.SetStyle(Style{Size: theme.SizeSmall, Color: c.tone.Text(), Bold: true})
		text.SetText(c.text)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, text},
		min: func() fyne.Size {
			return fyne.NewSize(text.MinSize().Width+theme.Space(2), theme.Space(3))
		},
		layout: func(size fyne.Size) {
			h := min(size.Height, theme.Space(3))
			place(box, 0, (size.Height-h)/2, size.Width, h)
			place(text, theme.Space(1), 0, size.Width-theme.Space(2), size.Height)
		},
		refresh: refresh,
	}
}
