package widget

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// packColumns is into how many columns a form is divided.
const packColumns = 12

// pack lays fields out in rows: each takes a number of columns and goes into
// the row as long as there is room.
type pack struct {
	spans map[fyne.CanvasObject]func(width float32) int
	width float32
}

func newPack() *pack { return &pack{spans: map[fyne.CanvasObject]func(float32) int{}} }

func (p *pack) span(o fyne.CanvasObject, width float32) int {
	if f := p.spans[o]; f != nil {
		return min(max(f(width), 1), packColumns)
	}
	return packColumns
}

// lines puts the objects into rows.
func (p *pack) lines(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var out [][]fyne.CanvasObject
	used := packColumns
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		n := p.span(o, width)
		if used+n > packColumns {
			out, used = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], o)
		used += n
	}
	return out
}

func (p *pack) walk(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	gap, between := theme.Space(2), theme.Space(1.75)
	column := (width - gap*(packColumns-1)) / packColumns
	y := float32(0)
	for i, line := range p.lines(objects, width) {
		if i > 0 {
			y += between
		}
		x, high := float32(0), float32(0)
		for _, o := range line {
			n := float32(p.span(o, width))
			w := column*n + gap*(n-1)
			h := heightFor(o, w)
			put(o, x, y, w, h)
			x += w + gap
			high = max(high, h)
		}
		y += high
	}
	return y
}

func (p *pack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.width = size.Width
	p.walk(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) { place(o, x, y, w, h) })
}

func (p *pack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := p.width
	if width == 0 {
		width = theme.Space(80)
	}
	return fyne.NewSize(theme.Space(36), p.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {}))
}
