package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// movedHeight is the height of the question, in units of space.
const movedHeight = 60

// askMoved asks over the meeting about what somebody else has written on the
// sheet meanwhile. What was typed stays typed until it is answered.
func (s *caseSheet) askMoved(m *store.MovedError) {
	var hide func()
	fields := widget.Rows(1)
	later := widget.NewButton(present.T("moved.later"), func() { hide() })
	all := newRowsFill(0, 2, widget.NewScroll(fields), widget.Line(1, later))
	c := &movedCards{Deps: s.Deps, kind: store.KindSheet, left: m.Fields}
	if s.file != nil {
		c.persons = s.file.Persons
	}
	c.show = func(rows ...fyne.CanvasObject) {
		fields.Objects = rows
		all.Refresh()
	}
	c.take = func(f store.MovedField, value any, own bool) {
		s.record.Fields[f.Name] = f.Now
		s.keep.put(f.Name, value)
		s.keep.decided(f, own)
	}
	c.done = func() {
		hide()
		s.update()
		s.leave()
	}
	c.draw()
	hide = showTall(s.Nav.Window(), editWidth, container.New(&tall{movedHeight, s.Nav.Window()}, all))
}
