package widget

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// topLine is the line of the top bar: the search box at the left, the rest at
// the right. Where there is little room, in large text, the search box gives
// way.
type topLine struct{}

// searchLeast is how narrow the search box may become, in units.
const searchLeast = 20

func (topLine) rest(objects []fyne.CanvasObject) float32 {
	w := float32(0)
	for _, o := range objects[1:] {
		w += o.MinSize().Width + theme.Space(1)
	}
	return w
}

func (l topLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	rest := l.rest(objects)
	search := min(objects[0].MinSize().Width, max(size.Width-rest, theme.Space(searchLeast)))
	middle := func(o fyne.CanvasObject, x, w float32) {
		h := min(o.MinSize().Height, size.Height)
		place(o, x, (size.Height-h)/2, w, h)
	}
	middle(objects[0], 0, search)
	x := max(size.Width-rest, search) + theme.Space(1)
	for _, o := range objects[1:] {
		w := o.MinSize().Width
		middle(o, x, w)
		x += w + theme.Space(1)
	}
}

func (l topLine) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := fyne.NewSize(theme.Space(searchLeast)+l.rest(objects), 0)
	for _, o := range objects {
		m.Height = max(m.Height, o.MinSize().Height)
	}
	return m
}
