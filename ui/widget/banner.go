package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Banner is a notice on a ground in its tone: a bold word, a sentence,
// buttons.
type Banner struct {
	fynewidget.BaseWidget
	tone  theme.Tone
	text  *Text
	inner *fyne.Container
}

var _ fyne.Widget = (*Banner)(nil)

// NewBanner returns a notice.
func NewBanner(tone theme.Tone, lead, text string, buttons ...fyne.CanvasObject) *Banner {
	b := &Banner{text: NewText("", Style{Wrap: true, LineHeight: 1.45})}
	b.inner = b.row(buttons)
	b.ExtendBaseWidget(b)
	b.Set(tone, lead, text)
	return b
}

func (b *Banner) row(buttons []fyne.CanvasObject) *fyne.Container {
	if len(buttons) == 0 {
		return Rows(0, b.text)
	}
	return LineFill(1.5, 0, b.text, Line(0.75, buttons...))
}

// Set changes tone and words.
func (b *Banner) Set(tone theme.Tone, lead, text string) {
	b.tone = tone
	between := ""
	if lead != "" && text != "" {
		between = "  "
	}
	b.text.SetSpans(Span{Text: lead, Bold: true, Color: tone.Text()}, Span{Text: between + text})
	b.Refresh()
}

// CreateRenderer is called by Fyne.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	x, y := func() float32 { return theme.Space(1.75) }, func() float32 { return theme.Space(1.25) }
	refresh := func() {
		paint(box, look{fill: b.tone.Tint(), edge: b.tone.Edge(), radius: theme.Size(theme.SizeRadius)})
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, b.inner},
		min:     func() fyne.Size { return b.inner.MinSize().AddWidthHeight(2*x(), 2*y()) },
		layout: func(size fyne.Size) {
			box.Resize(size)
			place(b.inner, x(), y(), size.Width-2*x(), size.Height-2*y())
		},
		refresh: refresh,
	}
}
