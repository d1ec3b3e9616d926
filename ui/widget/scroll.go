package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroll is a page that scrolls up and down. What gets the focus inside is
// brought into view.
type Scroll struct {
	container.Scroll
}

// NewScroll returns a scroll around content.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{}
	s.Content = content
	s.Direction = container.ScrollVerticalOnly
	s.ExtendBaseWidget(s)
	return s
}

// live are the scrolls on screens: an object does not know its parents, and
// the one that gets the focus has to find the scrolls it is in.
var live = map[*Scroll]bool{}

// CreateRenderer is called by Fyne.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	live[s] = true
	return &scrollRenderer{WidgetRenderer: s.Scroll.CreateRenderer(), scroll: s}
}

type scrollRenderer struct {
	fyne.WidgetRenderer
	scroll *Scroll
}

// Layout runs twice, because the height of wrapped text is only known once it
// has its width.
func (r *scrollRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.WidgetRenderer.Layout(size)
}

func (r *scrollRenderer) Destroy() {
	delete(live, r.scroll)
	r.WidgetRenderer.Destroy()
}

// reveal scrolls so that o can be seen.
func reveal(o fyne.CanvasObject) {
	if o == nil || len(live) == 0 || canvasOf(o) == nil {
		return
	}
	revealArea(o, fyne.NewPos(0, 0), o.Size())
}

// revealArea does the same for a part of o.
func revealArea(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	driver := fyne.CurrentApp().Driver()
	canvas := driver.CanvasForObject(o)
	for s := range live {
		if driver.CanvasForObject(s) != canvas || !s.holds(o) {
			continue
		}
		top := driver.AbsolutePositionForObject(o).Y + at.Y - driver.AbsolutePositionForObject(s).Y
		const margin = 8
		switch {
		case top < margin:
			s.ScrollToOffset(fyne.NewPos(0, max(s.Offset.Y+top-margin, 0)))
		case top+size.Height > s.Size().Height-margin:
			by := min(top+size.Height-s.Size().Height+margin, top-margin)
			s.ScrollToOffset(fyne.NewPos(0, s.Offset.Y+by))
		}
	}
}

// holds finds out by moving the content a little: o is inside if it moves too.
func (s *Scroll) holds(o fyne.CanvasObject) bool {
	driver := fyne.CurrentApp().Driver()
	was, at := driver.AbsolutePositionForObject(o), s.Content.Position()
	s.Content.Move(at.AddXY(0, 1))
	moved := driver.AbsolutePositionForObject(o) != was
	s.Content.Move(at)
	return moved
}
