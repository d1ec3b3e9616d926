package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// rowsFill puts objects below each other; one of them takes the height that
// is left.
type rowsFill struct {
	fill int
	gap  float32
}

// newRowsFill gives object number fill what is left.
func newRowsFill(fill int, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowsFill{fill, gap}, objects...)
}

// MinSize is the sum of the heights.
func (r *rowsFill) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m.Width = max(m.Width, o.MinSize().Width)
		m.Height += o.MinSize().Height + theme.Space(r.gap)
	}
	return m
}

// Layout measures the others first.
func (r *rowsFill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	heights, rest := make([]float32, len(objects)), size.Height
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if i > 0 {
			rest -= theme.Space(r.gap)
		}
		if i == r.fill {
			continue
		}
		if o.Size().Width != size.Width {
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		}
		heights[i] = o.MinSize().Height
		rest -= heights[i]
	}
	heights[r.fill] = max(rest, 0)
	y := float32(0)
	for i, o := range objects {
		if o.Visible() {
			put(o, 0, y, size.Width, heights[i])
			y += heights[i] + theme.Space(r.gap)
		}
	}
}
