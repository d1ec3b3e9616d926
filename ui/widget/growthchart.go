package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Point is a place on a chart, in the chart's own units.
type Point struct{ X, Y float64 }

// Curve is one line of a percentile table.
type Curve struct {
	Percentile float64 // 3 … 97
	Points     []Point // by rising X
}

// AxisLabel is a word at a place of an axis.
type AxisLabel struct {
	At   float64
	Text string
}

// Growth is what a growth chart shows.
type Growth struct {
	Curves  []Curve // by rising percentile
	Child   []Point // by rising X; the last one is the newest
	X, Y    []AxisLabel
	MaxX    float64 // the right edge; 0 is where the curves end
	Title   string
	InWords string // what the picture shows, for those who do not see it
}

// GrowthChart shows a child's measures over the percentile curves: the band
// from the lowest to the highest, the middle one, and the child's own line.
type GrowthChart struct {
	fynewidget.BaseWidget
	data Growth
}

var _ fyne.Widget = (*GrowthChart)(nil)

// NewGrowthChart returns a chart.
func NewGrowthChart(g Growth) *GrowthChart {
	c := &GrowthChart{data: g}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other data.
func (c *GrowthChart) Set(g Growth) {
	c.data = g
	c.Refresh()
}

// Words says what the chart shows.
func (c *GrowthChart) Words() string { return c.data.InWords }

// Place tells between which percentiles a point lies. Below the lowest curve
// low is 0, above the highest high is 100; ok is false outside of the ages
// that the curves cover.
func (g Growth) Place(p Point) (low, high float64, ok bool) {
	low, high = 0, 100
	for _, curve := range g.Curves {
		y, covered := curve.at(p.X)
		if !covered {
			return 0, 0, false
		}
		if p.Y < y {
			return low, curve.Percentile, true
		}
		low = curve.Percentile
	}
	return low, high, len(g.Curves) > 0
}

// at reads the curve at x, straight between its points.
func (c Curve) at(x float64) (float64, bool) {
	for i := 1; i < len(c.Points); i++ {
		p, q := c.Points[i-1], c.Points[i]
		if x < p.X || x > q.X {
			continue
		}
		if q.X == p.X {
			return q.Y, true
		}
		return p.Y + (q.Y-p.Y)*(x-p.X)/(q.X-p.X), true
	}
	return 0, false
}

// bounds are the edges of the data, with some room above and below.
func (g Growth) bounds() (x0, x1, y0, y1 float64) {
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, curve := range g.Curves {
		for _, p := range curve.Points {
			x0, x1 = min(x0, p.X), max(x1, p.X)
		}
	}
	if g.MaxX > 0 {
		x1 = g.MaxX
	}
	see := func(p Point) {
		if p.X <= x1 {
			y0, y1 = min(y0, p.Y), max(y1, p.Y)
		}
	}
	for _, curve := range g.Curves {
		for _, p := range curve.Points {
			see(p)
		}
		if y, ok := curve.at(x1); ok {
			see(Point{x1, y})
		}
	}
	for _, p := range g.Child {
		x0, x1 = min(x0, p.X), max(x1, p.X)
		see(p)
	}
	if x0 > x1 || y0 > y1 {
		return 0, 1, 0, 1
	}
	room := max((y1-y0)*0.08, 0.01)
	if x0 == x1 {
		x1 = x0 + 1
	}
	return x0, x1, y0 - room, y1 + room
}

// CreateRenderer is called by Fyne.
func (c *GrowthChart) CreateRenderer() fyne.WidgetRenderer {
	frame := &canvas.Rectangle{}
	picture := canvas.NewRaster(func(w, h int) image.Image { return c.draw(w, h) })
	p := &parts{min: func() fyne.Size { return fyne.NewSize(theme.Space(30), theme.Space(20)) }}
	draw := func() {
		plot := c.plot(c.Size())
		paint(frame, look{fill: theme.Paper, edge: theme.Line})
		for _, o := range []fyne.CanvasObject{frame, picture} {
			place(o, plot.left, plot.top, plot.width, plot.height)
		}
		p.objects = append(p.objects[:0], frame, picture)
		p.objects = append(p.objects, c.words(plot)...)
	}
	p.layout = onceASize(func() {
		draw()
		picture.Refresh()
	})
	p.refresh = func() {
		draw()
		picture.Refresh()
		canvas.Refresh(c)
	}
	return p
}

// plot is where the curves are on the widget.
type plot struct {
	left, right, top, width, height float32

	x0, x1, y0, y1 float64
}

func (c *GrowthChart) plot(size fyne.Size) plot {
	p := plot{top: theme.Space(0.75)}
	small := advancesFor(theme.Size(theme.SizeSmall), false)
	for _, l := range c.data.Y {
		p.left = max(p.left, small.width(l.Text)+theme.Space(0.75))
	}
	p.right = theme.Space(0.5)
	for i, curve := range c.data.Curves {
		if c.named(i) {
			p.right = max(p.right, small.width(figureOf(curve.Percentile))+theme.Space(0.75))
		}
	}
	p.width = max(size.Width-p.left-p.right, 1)
	p.height = max(size.Height-p.top-theme.Space(2.75), 1)
	p.x0, p.x1, p.y0, p.y1 = c.data.bounds()
	return p
}

func (p plot) x(v float64, width float32) float32 {
	return float32((v-p.x0)/(p.x1-p.x0)) * width
}

func (p plot) y(v float64, height float32) float32 {
	return height - float32((v-p.y0)/(p.y1-p.y0))*height
}

// words are the labels of the axes and of the curves.
func (c *GrowthChart) words(p plot) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	a := advancesFor(theme.Size(theme.SizeSmall), false)
	muted := theme.Color(theme.Muted)
	put := func(s string, x, y float32) {
		out = append(out, glyphs(s, muted, a.size, false, x, y, a.size*1.4))
	}
	for _, l := range c.data.Y {
		if l.At >= p.y0 && l.At <= p.y1 {
			put(l.Text, p.left-a.width(l.Text)-theme.Space(0.75), p.top+p.y(l.At, p.height)-a.size*0.7)
		}
	}
	for _, l := range c.data.X {
		if l.At >= p.x0 && l.At <= p.x1 {
			w := a.width(l.Text)
			x := within(p.left+p.x(l.At, p.width)-w/2, 0, c.Size().Width-w)
			put(l.Text, x, p.top+p.height+theme.Space(0.5))
		}
	}
	for _, n := range c.numbers(p, a.size*1.1) {
		put(n.Text, p.left+p.width+theme.Space(0.5), float32(n.At)-a.size*0.7)
	}
	return out
}

// numbers are the percentiles at the right, in the heights of their curves
// but never over each other.
func (c *GrowthChart) numbers(p plot, apart float32) []AxisLabel {
	var out []AxisLabel
	for i, curve := range c.data.Curves {
		y, ok := curve.at(p.x1)
		if !ok || !c.named(i) {
			continue
		}
		at := p.top + p.y(y, p.height)
		if n := len(out); n > 0 {
			at = min(at, float32(out[n-1].At)-apart)
		}
		out = append(out, AxisLabel{At: float64(at), Text: figureOf(curve.Percentile)})
	}
	return out
}

// named tells which curves carry their number: the outer ones and the middle.
func (c *GrowthChart) named(i int) bool {
	return i == 0 || i == len(c.data.Curves)-1 || c.data.Curves[i].Percentile == 50
}
