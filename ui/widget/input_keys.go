package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// TypedKey edits and moves the caret; what it has no use for goes to the page.
func (in *input) TypedKey(e *fyne.KeyEvent) {
	if in.onKey != nil && in.onKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		in.enter()
	case fyne.KeyBackspace:
		in.remove(in.buf.backspace)
	case fyne.KeyDelete:
		in.remove(in.buf.del)
	case fyne.KeyLeft:
		in.step(func() { in.buf.left(in.shift) })
	case fyne.KeyRight:
		in.step(func() { in.buf.right(in.shift) })
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		in.vertical(e)
	case fyne.KeyHome:
		in.step(func() { in.buf.moveTo(in.rowAt(in.buf.caret).start, in.shift) })
	case fyne.KeyEnd:
		in.step(func() { in.buf.moveTo(in.endOf(in.rowIndex(in.buf.caret)), in.shift) })
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		// Letters come as keys, too; they must not press anything on the page.
		passKey(in, e)
	}
}

func (in *input) enter() {
	switch {
	case in.many:
		in.insert("\n")
	case in.onSubmitted != nil:
		in.onSubmitted(in.buf.text())
	}
}

func (in *input) remove(f func()) {
	if in.readOnly {
		return
	}
	before := len(in.buf.runes)
	f()
	if len(in.buf.runes) != before {
		in.edited()
	}
}

func (in *input) step(f func()) {
	in.prepare()
	in.goal = -1
	f()
	in.moved()
}

// vertical moves between rows; at the first and last it goes to the ends. A
// single line leaves these keys to the page.
func (in *input) vertical(e *fyne.KeyEvent) {
	if !in.many {
		passKey(in, e)
		return
	}
	in.prepare()
	by := map[fyne.KeyName]int{
		fyne.KeyUp: -1, fyne.KeyDown: 1,
		fyne.KeyPageUp: -in.page(), fyne.KeyPageDown: in.page(),
	}[e.Name]
	if in.goal < 0 {
		in.goal = in.xOf(in.buf.caret)
	}
	i := in.rowIndex(in.buf.caret) + by
	goal := in.goal
	switch {
	case i < 0:
		in.buf.moveTo(0, in.shift)
	case i >= len(in.rows):
		in.buf.moveTo(len(in.buf.runes), in.shift)
	default:
		in.buf.moveTo(in.indexIn(i, goal), in.shift)
	}
	in.moved()
	in.goal = goal
}

func (in *input) page() int { return max(int(in.Size().Height/in.lineHeight())-1, 1) }

// TypedShortcut handles clipboard, undo and stepping by words; the rest, such
// as Ctrl+K, belongs to the page.
func (in *input) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		in.copy(s.Clipboard)
	case *fyne.ShortcutCut:
		in.cut(s.Clipboard)
	case *fyne.ShortcutPaste:
		in.insert(pasted(s.Clipboard))
	case *fyne.ShortcutSelectAll:
		in.selectAll()
	case *fyne.ShortcutUndo:
		in.timeTravel(in.buf.undo)
	case *fyne.ShortcutRedo:
		in.timeTravel(in.buf.redo)
	case *desktop.CustomShortcut:
		if !in.custom(s) {
			passShortcut(in, s)
		}
	default:
		passShortcut(in, s)
	}
}

func (in *input) custom(s *desktop.CustomShortcut) bool {
	extend := s.Modifier&fyne.KeyModifierShift != 0
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierControl {
		return false
	}
	to := in.buf.caret
	switch s.KeyName {
	case fyne.KeyLeft:
		to = in.buf.wordLeft(to)
	case fyne.KeyRight:
		to = in.buf.wordRight(to)
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(in.buf.runes)
	case fyne.KeyZ: // with shift; alone it is ShortcutUndo
		in.timeTravel(in.buf.redo)
		return true
	case fyne.KeyBackspace:
		in.remove(func() {
			if in.buf.anchor == in.buf.caret {
				in.buf.anchor = in.buf.wordLeft(in.buf.caret)
			}
			in.buf.insert(nil)
		})
		return true
	default:
		return false
	}
	in.step(func() { in.buf.moveTo(to, extend) })
	return true
}

func (in *input) timeTravel(f func() bool) {
	if !in.readOnly && f() {
		in.edited()
	}
}

// copy leaves secrets where they are.
func (in *input) copy(c fyne.Clipboard) {
	if s := in.buf.selected(); s != "" && !in.secret {
		copyTo(c, s)
	}
}

func (in *input) cut(c fyne.Clipboard) {
	if in.secret || in.buf.selected() == "" {
		return
	}
	in.copy(c)
	in.remove(func() { in.buf.insert(nil) })
}
