package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// scrollable is what a scroll bar belongs to.
type scrollable interface {
	// extent tells how high everything is, how much of it is seen, and how
	// much is hidden above.
	extent() (all, seen, offset float32)
	scrollTo(offset float32)
}

// scrollBar shows where in a long text or list one is, and can be dragged.
type scrollBar struct {
	fynewidget.BaseWidget
	of scrollable
}

var _ fyne.Draggable = (*scrollBar)(nil)

func newScrollBar(of scrollable) *scrollBar {
	s := &scrollBar{of: of}
	s.ExtendBaseWidget(s)
	return s
}

// thumb is where the movable part lies.
func (s *scrollBar) thumb() (y, h float32) {
	all, seen, offset := s.of.extent()
	if all <= seen+0.5 || all == 0 {
		return 0, 0
	}
	track := s.Size().Height
	h = max(track*seen/all, 24)
	return (track - h) * offset / (all - seen), h
}

// Dragged scrolls.
func (s *scrollBar) Dragged(e *fyne.DragEvent) {
	_, h := s.thumb()
	free := s.Size().Height - h
	if h == 0 || free <= 0 {
		return
	}
	all, seen, offset := s.of.extent()
	s.of.scrollTo(offset + e.Dragged.DY*(all-seen)/free)
}

// DragEnd has nothing left to do.
func (s *scrollBar) DragEnd() {}

// CreateRenderer is called by Fyne.
func (s *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	thumb := &canvas.Rectangle{}
	layout := func(size fyne.Size) {
		y, h := s.thumb()
		thumb.Hidden = h == 0
		place(thumb, 0, y, size.Width, h)
		paint(thumb, look{fill: "scrollBar", radius: 2})
	}
	return &parts{
		objects: []fyne.CanvasObject{thumb},
		min:     func() fyne.Size { return fyne.NewSize(4, 4) },
		layout:  layout,
		refresh: func() { layout(s.Size()) },
	}
}
