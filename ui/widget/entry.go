package widget

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// Entry is a field of one line of text.
type Entry struct {
	field
	OnChanged   func(string)
	OnSubmitted func(string) // Enter
	OnEscape    func()       // Esc; without it the page gets the key
	in          *input
	frame       *frame
	onLeave     func()
}

var _ fyne.Widget = (*Entry)(nil)

// NewEntry returns an empty field.
func NewEntry(label string) *Entry {
	e := &Entry{in: newInput(Style{})}
	e.frame = newFrame(e.in, nil)
	e.onBad = e.frame.setBad
	e.in.onChanged = func(s string) { call(e.OnChanged, s) }
	e.in.onSubmitted = func(s string) { call(e.OnSubmitted, s) }
	e.in.onFocus = func(on bool) {
		e.frame.Refresh()
		if !on {
			run(e.onLeave)
		}
	}
	e.in.onKey = func(k *fyne.KeyEvent) bool {
		if k.Name != fyne.KeyEscape || e.OnEscape == nil {
			return false
		}
		e.OnEscape()
		return true
	}
	e.build(e, label, e.frame)
	return e
}

// NewSecret returns a field that shows dots: a password.
func NewSecret(label string) *Entry {
	e := NewEntry(label)
	e.in.secret = true
	return e
}

// Text returns what is typed.
func (e *Entry) Text() string { return e.in.text() }

// SetText changes the text without calling back.
func (e *Entry) SetText(s string) { e.in.setText(s) }

// SetPlaceholder shows words while nothing is typed.
func (e *Entry) SetPlaceholder(s string) {
	e.in.placeholder = s
	e.in.Refresh()
}

// SetMaxLength limits the text to n characters; 0 is no limit.
func (e *Entry) SetMaxLength(n int) { e.in.maxLength = n }

// SetReadOnly shows the text without letting it be changed.
func (e *Entry) SetReadOnly(on bool) {
	e.in.readOnly = on
	e.frame.Refresh()
}

// SetBig switches to the large form of field mode.
func (e *Entry) SetBig(on bool) {
	e.frame.big = on
	e.in.style.Size = ""
	if on {
		e.in.style.Size = theme.SizeTitle
	}
	e.in.stale = true
	e.Refresh()
}

// Focus puts the keyboard here.
func (e *Entry) Focus() { Focus(e.in) }

// Focusable is what has to get the keyboard, for pages that place it.
func (e *Entry) Focusable() fyne.Focusable { return e.in }
