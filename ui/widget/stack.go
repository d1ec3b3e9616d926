package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// The layouts here count gaps in units of space, and they give every object
// its width before they ask for its height: wrapped text is as high as its
// width makes it.

// Rows puts objects below each other, gap units apart.
func Rows(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rows{gap: gap, last: -1}, objects...)
}

// RowsFill is Rows whose last object takes what height is left.
func RowsFill(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rows{gap: gap, last: len(objects) - 1}, objects...)
}

type rows struct {
	gap  float32
	last int // the object that takes the rest of the height, or -1
}

func (r *rows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y, gap := float32(0), theme.Space(r.gap)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := heightFor(o, size.Width)
		if i == r.last {
			h = max(h, size.Height-y)
		}
		place(o, 0, y, size.Width, h)
		y += h + gap
	}
}

func (r *rows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	gap := theme.Space(r.gap)
	first := true
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		min.Width = max(min.Width, m.Width)
		min.Height += m.Height
		if !first {
			min.Height += gap
		}
		first = false
	}
	return min
}

// heightFor tells the height that o needs at a width.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if o.Size().Width != width {
		o.Resize(fyne.NewSize(width, max(o.Size().Height, o.MinSize().Height)))
	}
	return o.MinSize().Height
}

// Line puts objects beside each other at their own width, centred in height.
func Line(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&line{gap: gap, fill: -1}, objects...)
}

// LineFill is Line whose object number fill takes what width is left.
func LineFill(gap float32, fill int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&line{gap: gap, fill: fill}, objects...)
}

// LineTop is LineFill with the tops aligned instead of the middles.
func LineTop(gap float32, fill int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&line{gap: gap, fill: fill, top: true}, objects...)
}

type line struct {
	gap  float32
	fill int
	top  bool
}

func (l *line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := theme.Space(l.gap)
	rest := size.Width
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		rest -= gap
		if i != l.fill {
			rest -= o.MinSize().Width
		}
	}
	rest += gap
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		w := o.MinSize().Width
		if i == l.fill {
			w = max(rest, 0)
		}
		h := min(heightFor(o, w), size.Height)
		y := (size.Height - h) / 2
		if l.top {
			y = 0
		}
		place(o, x, y, w, h)
		x += w + gap
	}
}

func (l *line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	first := true
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		min.Width += m.Width
		if !first {
			min.Width += theme.Space(l.gap)
		}
		min.Height = max(min.Height, m.Height)
		first = false
	}
	return min
}

// Beside puts left at its own width and main in the rest, both as high as
// there is room: the rail and the page.
func Beside(gap float32, left, main fyne.CanvasObject) *fyne.Container {
	return container.New(&beside{gap: gap}, left, main)
}

type beside struct{ gap float32 }

func (b *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := objects[0].MinSize().Width
	x := w + theme.Space(b.gap)
	place(objects[0], 0, 0, w, size.Height)
	place(objects[1], x, 0, size.Width-x, size.Height)
}

func (b *beside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	l, m := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(l.Width+theme.Space(b.gap)+m.Width, max(l.Height, m.Height))
}

// Pad puts an object into a frame of n units of space.
func Pad(n float32, o fyne.CanvasObject) *fyne.Container { return PadXY(n, n, o) }

// PadXY puts an object into a frame of x units at the sides and y above and
// below.
func PadXY(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&pad{x: x, y: y}, o)
}

type pad struct{ x, y float32 }

func (p *pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := theme.Space(p.x), theme.Space(p.y)
	for _, o := range objects {
		place(o, x, y, size.Width-2*x, size.Height-2*y)
	}
}

func (p *pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(o.MinSize())
		}
	}
	return m.AddWidthHeight(2*theme.Space(p.x), 2*theme.Space(p.y))
}
