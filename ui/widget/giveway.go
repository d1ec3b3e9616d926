package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// GiveWay is Columns for fields whose words may be long, in another language
// or in large text: where they do not fit beside each other, those that are
// left go into a line below, and nothing gets wider than the page.
func GiveWay(gap float32, weights []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&giveWay{columns: columns{gap: gap, weights: weights}}, objects...)
}

type giveWay struct {
	columns
	width float32 // of the last layout; the height follows from it
}

// walk visits each object with its place and returns the whole height.
func (g *giveWay) walk(objects []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w float32)) float32 {
	gap := theme.Space(g.gap)
	y := float32(0)
	for _, line := range g.lines(objects, width) {
		x, high := float32(0), float32(0)
		for _, at := range line {
			o := objects[at.i]
			high = max(high, heightFor(o, at.w))
			visit(o, x, y, at.w)
			x += at.w + gap
		}
		y += high + gap
	}
	return max(y-gap, 0)
}

// seat is an object of a line with its width.
type seat struct {
	i int
	w float32
}

// lines says which objects stand beside each other. As long as all fit, they
// have the widths of columns; else each line is filled.
func (g *giveWay) lines(objects []fyne.CanvasObject, width float32) [][]seat {
	gap := theme.Space(g.gap)
	var out [][]seat
	x := float32(0)
	for i, share := range g.widths(objects, width) {
		if !objects[i].Visible() {
			continue
		}
		w := min(max(share, objects[i].MinSize().Width), width)
		if len(out) == 0 || x+w > width+0.5 {
			out, x = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], seat{i, w})
		x += w + gap
	}
	if len(out) > 1 {
		for _, line := range out {
			g.stretch(line, objects, width)
		}
	}
	return out
}

// stretch gives the room that a line leaves to its objects.
func (g *giveWay) stretch(line []seat, objects []fyne.CanvasObject, width float32) {
	rest, weights := width-theme.Space(g.gap)*float32(len(line)-1), float32(0)
	for _, at := range line {
		rest -= min(objects[at.i].MinSize().Width, width)
		weights += g.weight(at.i)
	}
	for k, at := range line {
		line[k].w = min(objects[at.i].MinSize().Width, width) + max(rest, 0)*g.weight(at.i)/weights
	}
}

func (g *giveWay) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	g.walk(objects, size.Width, func(o fyne.CanvasObject, x, y, w float32) {
		place(o, x, y, w, o.MinSize().Height)
	})
}

func (g *giveWay) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var widest float32
	for _, o := range objects {
		if o.Visible() {
			widest = max(widest, o.MinSize().Width)
		}
	}
	width := g.width
	if width == 0 {
		width = g.columns.MinSize(objects).Width
	}
	return fyne.NewSize(widest, g.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32) {}))
}
