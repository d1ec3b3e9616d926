package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"yorisoi/ui/theme"
)

var (
	_ fyne.Tappable      = (*TimeLine)(nil)
	_ desktop.Hoverable  = (*TimeLine)(nil)
	_ desktop.Cursorable = (*TimeLine)(nil)
)

// dotAt returns the dot nearest to a position, -1 if none is near.
func (t *TimeLine) dotAt(p fyne.Position) int {
	best, reach := -1, theme.Space(1.25)
	for i, d := range t.dots {
		dx, dy := d.at.X-p.X, d.at.Y-p.Y
		if gone := max(dx, -dx) + max(dy, -dy); gone < reach {
			best, reach = i, gone
		}
	}
	return best
}

// Tapped tells which dot was pressed.
func (t *TimeLine) Tapped(e *fyne.PointEvent) {
	if i := t.dotAt(e.Position); i >= 0 {
		call(t.OnSelected, t.dots[i].ID)
	}
}

// MouseIn and MouseMoved follow the pointer.
func (t *TimeLine) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved shows the word of the dot under the pointer.
func (t *TimeLine) MouseMoved(e *desktop.MouseEvent) {
	if i := t.dotAt(e.Position); i != t.hover {
		t.hover = i
		t.Refresh()
	}
}

// MouseOut ends what MouseIn began.
func (t *TimeLine) MouseOut() {
	if t.hover >= 0 {
		t.hover = -1
		t.Refresh()
	}
}

// Cursor is a hand over a dot.
func (t *TimeLine) Cursor() desktop.Cursor {
	if t.hover >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

func (t *TimeLine) drawHover() []fyne.CanvasObject {
	if t.hover < 0 || t.hover >= len(t.dots) || t.dots[t.hover].Word == "" {
		return nil
	}
	d := t.dots[t.hover]
	a := advancesFor(theme.Size(theme.SizeSmall), false)
	w, h := a.width(d.Word)+theme.Space(2), theme.Space(3.25)
	x := within(d.at.X-w/2, 0, max(t.Size().Width-w, 0))
	y := d.at.Y + theme.Space(1.25)
	box := &canvas.Rectangle{}
	paint(box, look{fill: theme.Ink, radius: 6})
	place(box, x, y, w, h)
	return []fyne.CanvasObject{box, t.small(d.Word, theme.Surface, x+theme.Space(1), y+h/2)}
}
