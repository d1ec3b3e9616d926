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
	var x, y, high float32
	for i, share := range g.widths(objects, width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		w := min(max(share, o.MinSize().Width), width)
		if x > 0 && x+w > width+0.5 {
			x, y, high = 0, y+high+gap, 0
		}
		high = max(high, heightFor(o, w))
		visit(o, x, y, w)
		x += w + gap
	}
	return y + high
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
