package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Bar is one bar of a chart.
type Bar struct {
	Word  string  // below it
	Value float64 // its height
	Shown string  // above it
	Now   bool    // stands out: the current year
}

// BarChart compares a few numbers; each stands in words above its bar.
type BarChart struct {
	fynewidget.BaseWidget
	bars  []Bar
	words string
}

var _ fyne.Widget = (*BarChart)(nil)

// NewBarChart returns a chart; words say what it shows.
func NewBarChart(bars []Bar, words string) *BarChart {
	b := &BarChart{bars: bars, words: words}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other bars.
func (b *BarChart) Set(bars []Bar, words string) {
	b.bars, b.words = bars, words
	b.Refresh()
}

// Words says what the chart shows.
func (b *BarChart) Words() string { return b.words }

// CreateRenderer is called by Fyne.
func (b *BarChart) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{min: func() fyne.Size {
		return fyne.NewSize(theme.Space(5)*float32(max(len(b.bars), 1)), theme.Space(18))
	}}
	draw := func() { p.objects = b.draw() }
	p.layout = onceASize(draw)
	p.refresh = func() {
		draw()
		canvas.Refresh(b)
	}
	return p
}

func (b *BarChart) draw() []fyne.CanvasObject {
	top := 0.0
	for _, bar := range b.bars {
		top = max(top, bar.Value)
	}
	size, small := b.Size(), advancesFor(theme.Size(theme.SizeSmall), false)
	foot, head := theme.Space(3), theme.Space(3)
	room := max(size.Height-foot-head, 1)
	step := size.Width / float32(max(len(b.bars), 1))
	base := canvas.NewRectangle(theme.Color(theme.Line))
	place(base, 0, size.Height-foot, size.Width, 1)
	out := []fyne.CanvasObject{base}
	for i, bar := range b.bars {
		h := float32(0)
		if top > 0 {
			h = room * float32(bar.Value/top)
		}
		w, mid := min(step*0.68, theme.Space(5.5)), step*(float32(i)+0.5)
		box, fill := &canvas.Rectangle{}, theme.PrimarySoft
		if bar.Now {
			fill = theme.Primary
		}
		paint(box, look{fill: fill})
		place(box, mid-w/2, size.Height-foot-h, w, h)
		out = append(out, box,
			glyphs(bar.Shown, theme.Color(theme.Ink), small.size, bar.Now, mid-small.width(bar.Shown)/2, size.Height-foot-h-theme.Space(2.75), theme.Space(2.5)),
			glyphs(bar.Word, theme.Color(theme.Muted), small.size, false, mid-small.width(bar.Word)/2, size.Height-foot+2, foot))
	}
	return out
}
