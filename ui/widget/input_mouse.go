package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// MouseDown puts the caret where the pointer is; with shift it selects.
func (in *input) MouseDown(e *desktop.MouseEvent) {
	Focus(in)
	if e.Button == desktop.MouseButtonSecondary {
		return
	}
	in.goal = -1
	in.buf.moveTo(in.indexAt(e.Position), e.Modifier&fyne.KeyModifierShift != 0)
	in.Refresh()
}

// MouseUp has nothing left to do.
func (in *input) MouseUp(*desktop.MouseEvent) {}

// Dragged selects up to the pointer and scrolls at the edges.
func (in *input) Dragged(e *fyne.DragEvent) {
	in.buf.moveTo(in.indexAt(e.Position), true)
	in.moved()
}

// DragEnd has nothing left to do.
func (in *input) DragEnd() {}

// DoubleTapped selects the word.
func (in *input) DoubleTapped(e *fyne.PointEvent) {
	in.buf.selectWord(in.indexAt(e.Position))
	in.Refresh()
}

// TappedSecondary asks the frame for a menu; without words of its own the
// input shows none.
func (in *input) TappedSecondary(e *fyne.PointEvent) {
	Focus(in)
	menu := EditMenu
	if menu == nil {
		return
	}
	c := canvasOf(in)
	if c == nil {
		return
	}
	menu(c, e.AbsolutePosition, Editing{in})
}

// EditMenu shows the menu of the right mouse button over text; the program
// sets it once, with its words.
var EditMenu func(c fyne.Canvas, at fyne.Position, e Editing)

// Editing are the actions of such a menu.
type Editing struct{ in *input }

// Selected tells whether there is something to cut or copy.
func (e Editing) Selected() bool { return e.in.buf.selected() != "" && !e.in.secret }

// ReadOnly tells whether the text can only be copied.
func (e Editing) ReadOnly() bool { return e.in.readOnly }

// Cut, Copy, Paste and SelectAll do what their names say.
func (e Editing) Cut() { e.in.cut(fyne.CurrentApp().Clipboard()) }

// Copy copies the selection.
func (e Editing) Copy() { e.in.copy(fyne.CurrentApp().Clipboard()) }

// Paste inserts what was copied.
func (e Editing) Paste() { e.in.insert(pasted(fyne.CurrentApp().Clipboard())) }

// SelectAll selects everything.
func (e Editing) SelectAll() { e.in.selectAll() }
