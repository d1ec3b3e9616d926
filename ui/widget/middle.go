package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// middle centres its object across, at its own width or at a given one.
type middle struct {
	width float32 // units; 0 is the object's own
}

// Measure keeps an object in the middle and no wider than that many units:
// forms on wide screens.
func Measure(units float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&middle{width: units}, o)
}

func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		w := o.MinSize().Width
		if m.width > 0 {
			w = max(theme.Space(m.width), w)
		}
		w = min(w, size.Width)
		heightFor(o, w)
		place(o, (size.Width-w)/2, 0, w, size.Height)
	}
}

func (m *middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var out fyne.Size
	for _, o := range objects {
		out = out.Max(o.MinSize())
	}
	return out
}
