package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// Columns puts objects beside each other in widths of the given proportions.
// All are as high as the highest.
func Columns(gap float32, weights []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{gap: gap, weights: weights}, objects...)
}

type columns struct {
	gap     float32
	weights []float32
}

func (c *columns) widths(objects []fyne.CanvasObject, width float32) []float32 {
	gap := theme.Space(c.gap)
	total, n := float32(0), 0
	for i, o := range objects {
		if o.Visible() {
			total += c.weight(i)
			n++
		}
	}
	room := width - gap*float32(max(n-1, 0))
	out := make([]float32, len(objects))
	for i, o := range objects {
		if o.Visible() && total > 0 {
			out[i] = room * c.weight(i) / total
		}
	}
	return out
}

func (c *columns) weight(i int) float32 {
	if i < len(c.weights) {
		return c.weights[i]
	}
	return 1
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, gap := float32(0), theme.Space(c.gap)
	for i, w := range c.widths(objects, size.Width) {
		if !objects[i].Visible() {
			continue
		}
		heightFor(objects[i], w)
		place(objects[i], x, 0, w, size.Height)
		x += w + gap
	}
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var unit, total, height float32
	n := 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		unit = max(unit, m.Width/c.weight(i))
		total += c.weight(i)
		height = max(height, m.Height)
		n++
	}
	return fyne.NewSize(unit*total+theme.Space(c.gap)*float32(max(n-1, 0)), height)
}

// Flow puts objects beside each other and begins a new line where the width
// ends: chips, buttons.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap}, objects...)
}

type flow struct {
	gap   float32
	width float32 // of the last layout; the height follows from it
}

func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.walk(objects, size.Width, func(o fyne.CanvasObject, x, y float32) {
		m := o.MinSize()
		place(o, x, y, min(m.Width, size.Width), m.Height)
	})
}

func (f *flow) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y float32)) float32 {
	gap := theme.Space(f.gap)
	var x, y, high float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, high = 0, y+high+gap, 0
		}
		visit(o, x, y)
		x += m.Width + gap
		high = max(high, m.Height)
	}
	return y + high
}

func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var widest, all float32
	for _, o := range objects {
		if o.Visible() {
			widest = max(widest, o.MinSize().Width)
			all += o.MinSize().Width + theme.Space(f.gap)
		}
	}
	width := f.width
	if width == 0 {
		width = all
	}
	return fyne.NewSize(widest, f.walk(objects, width, func(fyne.CanvasObject, float32, float32) {}))
}
