package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Progress shows how far work is, in a bar and in words, and can stop it.
type Progress struct {
	fynewidget.BaseWidget
	OnCancel func()
	part     float64 // 0 to 1; below 0: not known
	text     *Text
	left     *Text
	cancel   *Button
	inner    *fyne.Container
	bar      *progressBar
}

var _ fyne.Widget = (*Progress)(nil)

// NewProgress returns a bar at nothing. cancel is the word of its button, ""
// has none.
func NewProgress(text, cancel string) *Progress {
	p := &Progress{text: NewText(text, Body), left: NewText("", Small.AtEnd())}
	p.cancel = NewSmall(cancel, func() { run(p.OnCancel) })
	p.cancel.Hidden = cancel == ""
	p.bar = newProgressBar()
	p.inner = LineFill(2, 0, Rows(0.75, LineFill(1, 0, p.text, p.left), p.bar), p.cancel)
	p.ExtendBaseWidget(p)
	return p
}

// Set shows a part from 0 to 1 and the words for what is left. A part below
// zero is not known: the bar stays empty and the words speak.
func (p *Progress) Set(part float64, text, left string) {
	p.part = part
	p.bar.set(part)
	p.text.SetText(text)
	p.left.SetText(left)
	p.inner.Refresh()
}

// CreateRenderer is called by Fyne.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer { return around(p.inner, nil) }

type progressBar struct {
	fynewidget.BaseWidget
	part float64
}

func newProgressBar() *progressBar {
	b := &progressBar{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *progressBar) set(part float64) {
	b.part = min(max(part, 0), 1)
	b.Refresh()
}

// CreateRenderer is called by Fyne.
func (b *progressBar) CreateRenderer() fyne.WidgetRenderer {
	track, done := &canvas.Rectangle{}, &canvas.Rectangle{}
	layout := func(size fyne.Size) {
		track.Resize(size)
		done.Resize(fyne.NewSize(size.Width*float32(b.part), size.Height))
	}
	refresh := func() {
		paint(track, look{fill: theme.TealTint, radius: 4})
		paint(done, look{fill: theme.Primary, radius: 4})
		layout(b.Size())
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{track, done},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(10), theme.Space(1)) },
		layout:  layout,
		refresh: refresh,
	}
}
