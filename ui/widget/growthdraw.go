package widget

import (
	"image"
	"strconv"

	"yorisoi/ui/theme"
)

func figureOf(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// draw paints band, curves and the child's line at the size in pixels.
func (c *GrowthChart) draw(w, h int) image.Image {
	b := newBrush(w, h)
	p := c.plot(c.Size())
	scale := float32(w) / max(p.width, 1)
	at := func(q Point) dot { return dot{p.x(q.X, float32(w)), p.y(q.Y, float32(h))} }
	for _, l := range c.data.X {
		if l.At > p.x0 && l.At < p.x1 {
			x := p.x(l.At, float32(w))
			b.line(theme.Color(theme.Line), scale, []dot{{x, 0}, {x, float32(h)}})
		}
	}
	if n := len(c.data.Curves); n >= 2 {
		band := trace(c.data.Curves[0], at)
		top := trace(c.data.Curves[n-1], at)
		for i := len(top) - 1; i >= 0; i-- {
			band = append(band, top[i])
		}
		b.area(theme.Color(theme.TealTint), band)
	}
	for _, curve := range c.data.Curves {
		color, width := theme.PrimarySoft, float32(0.8)
		if curve.Percentile == 50 {
			color, width = theme.Primary, 1.6
		}
		b.line(theme.Color(color), width*scale, trace(curve, at))
	}
	c.drawChild(b, at, scale)
	return b.img
}

func trace(c Curve, at func(Point) dot) []dot {
	out := make([]dot, len(c.Points))
	for i, p := range c.Points {
		out[i] = at(p)
	}
	return out
}

func (c *GrowthChart) drawChild(b *brush, at func(Point) dot, scale float32) {
	n := len(c.data.Child)
	if n == 0 {
		return
	}
	var line []dot
	for _, p := range c.data.Child {
		line = append(line, at(p))
	}
	ink := theme.Color(theme.Ink)
	b.line(ink, 1.4*scale, line)
	for _, p := range line[:n-1] {
		b.disc(ink, p, 3.5*scale)
	}
	b.disc(theme.Color(theme.Surface), line[n-1], 6.5*scale)
	b.disc(theme.Color(theme.Primary), line[n-1], 5*scale)
}
