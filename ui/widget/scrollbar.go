package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// scrollBar shows where in a note the visible rows are, and can be dragged.
type scrollBar struct {
	fynewidget.BaseWidget
	in *input
}

var _ fyne.Draggable = (*scrollBar)(nil)

func newScrollBar(in *input) *scrollBar {
	s := &scrollBar{in: in}
	s.ExtendBaseWidget(s)
	return s
}

// thumb is where the movable part lies.
func (s *scrollBar) thumb() (y, h float32) {
	all, seen := s.in.height(), s.in.Size().Height
	if all <= seen+0.5 || all == 0 {
		return 0, 0
	}
	track := s.Size().Height
	h = max(track*seen/all, 24)
	return (track - h) * s.in.offset / (all - seen), h
}

// Dragged scrolls.
func (s *scrollBar) Dragged(e *fyne.DragEvent) {
	_, h := s.thumb()
	free := s.Size().Height - h
	if h == 0 || free <= 0 {
		return
	}
	s.in.offset += e.Dragged.DY * (s.in.height() - s.in.Size().Height) / free
	s.in.limit()
	s.in.Refresh()
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
