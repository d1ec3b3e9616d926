package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// press is what buttons, rows, chips and tabs have in common: pointer, focus,
// Enter and Space.
type press struct {
	fynewidget.BaseWidget
	self     fyne.Widget
	act      func()
	hovered  bool
	focused  bool
	disabled bool
}

var (
	_ fyne.Tappable      = (*press)(nil)
	_ fyne.Focusable     = (*press)(nil)
	_ fyne.Disableable   = (*press)(nil)
	_ desktop.Hoverable  = (*press)(nil)
	_ desktop.Cursorable = (*press)(nil)
)

func (p *press) extend(self fyne.Widget, act func()) {
	p.self, p.act = self, act
	p.ExtendBaseWidget(self)
}

// Tapped presses it.
func (p *press) Tapped(*fyne.PointEvent) {
	if !p.disabled && p.act != nil {
		p.act()
	}
}

// FocusGained shows the focus ring and scrolls it into view.
func (p *press) FocusGained() {
	p.focused = true
	reveal(p.self)
	p.Refresh()
}

// FocusLost takes the ring away.
func (p *press) FocusLost() {
	p.focused = false
	p.Refresh()
}

// TypedRune has no meaning here.
func (p *press) TypedRune(rune) {}

// TypedKey presses on Enter and Space; Esc and the rest go to the page.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.Tapped(nil)
	default:
		passKey(p.self, e)
	}
}

// MouseIn, MouseMoved and MouseOut follow the pointer.
func (p *press) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.Refresh()
}

// MouseMoved has no meaning here.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (p *press) MouseOut() {
	p.hovered = false
	p.Refresh()
}

// Cursor is a hand over what can be pressed.
func (p *press) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Disable makes it grey and deaf.
func (p *press) Disable() { p.setDisabled(true) }

// Enable undoes Disable.
func (p *press) Enable() { p.setDisabled(false) }

// Disabled tells which.
func (p *press) Disabled() bool { return p.disabled }

func (p *press) setDisabled(d bool) {
	if p.disabled == d {
		return
	}
	p.disabled = d
	p.Refresh()
}

// passKey hands a key that a widget has no use for to the page: Fyne gives
// keys to the focused widget only.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := canvasOf(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// passShortcut does the same for shortcuts such as Ctrl+K.
func passShortcut(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := canvasOf(o).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil || o == nil {
		return nil
	}
	if c := app.Driver().CanvasForObject(o); c != nil {
		return c
	}
	// What has just been hidden may still have the keyboard.
	for _, w := range app.Driver().AllWindows() {
		if w.Canvas() != nil && any(w.Canvas().Focused()) == any(o) {
			return w.Canvas()
		}
	}
	return nil
}

// Focus gives o the keyboard, if it is on a screen.
func Focus(o fyne.Focusable) {
	co, ok := o.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := canvasOf(co); c != nil {
		c.Focus(o)
	}
}
