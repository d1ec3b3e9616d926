package widget

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// brush draws areas and lines with smooth edges into a picture: what Fyne's
// own shapes cannot, such as the band between two curves.
type brush struct {
	img *image.RGBA
}

// spot on a picture, in pixels.
type dot struct{ x, y float32 }

func newBrush(w, h int) *brush { return &brush{img: image.NewRGBA(image.Rect(0, 0, w, h))} }

func (b *brush) paint(c color.Color, draw func(r *vector.Rasterizer)) {
	size := b.img.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return
	}
	r := vector.NewRasterizer(size.X, size.Y)
	draw(r)
	r.Draw(b.img, b.img.Bounds(), image.NewUniform(c), image.Point{})
}

// area fills a polygon.
func (b *brush) area(c color.Color, points []dot) {
	if len(points) < 3 {
		return
	}
	b.paint(c, func(r *vector.Rasterizer) { polygon(r, points) })
}

func polygon(r *vector.Rasterizer, points []dot) {
	r.MoveTo(points[0].x, points[0].y)
	for _, p := range points[1:] {
		r.LineTo(p.x, p.y)
	}
	r.ClosePath()
}

// line draws through the points. Every piece turns the same way round, so
// that overlaps add up instead of cancelling.
func (b *brush) line(c color.Color, width float32, points []dot) {
	b.paint(c, func(r *vector.Rasterizer) {
		for i := 1; i < len(points); i++ {
			p, q := points[i-1], points[i]
			dx, dy := q.x-p.x, q.y-p.y
			length := float32(math.Hypot(float64(dx), float64(dy)))
			if length == 0 {
				continue
			}
			nx, ny := -dy/length*width/2, dx/length*width/2
			polygon(r, []dot{{p.x + nx, p.y + ny}, {p.x - nx, p.y - ny}, {q.x - nx, q.y - ny}, {q.x + nx, q.y + ny}})
		}
		for _, p := range points {
			polygon(r, circle(p, width/2))
		}
	})
}

// disc fills a circle.
func (b *brush) disc(c color.Color, at dot, radius float32) {
	b.paint(c, func(r *vector.Rasterizer) { polygon(r, circle(at, radius)) })
}

// circle is a polygon fine enough for the sizes drawn here, turning as the
// pieces of a line do.
func circle(at dot, radius float32) []dot {
	const n = 24
	out := make([]dot, n)
	for i := range out {
		a := -2 * math.Pi * float64(i) / n
		out[i] = dot{at.x + radius*float32(math.Cos(a)), at.y - radius*float32(math.Sin(a))}
	}
	return out
}
