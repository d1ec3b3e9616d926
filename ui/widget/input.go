package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// input is a box that is typed into, of one line or many. It measures with
// remembered widths and draws the visible rows only, so that a key costs the
// same in a long note as in a short one.
type input struct {
	fynewidget.BaseWidget
	buf         buffer
	style       Style
	many        bool // several lines
	secret      bool // shows dots
	readOnly    bool
	placeholder string
	facade      string // shown in place of the text while the keyboard is elsewhere
	maxLength   int    // in characters, 0 is no limit

	onChanged   func(string)
	onSubmitted func(string)              // Enter, single line only
	onFocus     func(bool)                // frame
	onKey       func(*fyne.KeyEvent) bool // sees keys first; true: done
	translate   func(rune) rune           // what a rune is typed as; -1: nothing
	onScrolled  func()                    // after each drawing

	focused bool
	shift   bool
	// goal is the column that up and down keep to, -1 none.
	goal   float32
	offset float32 // scrolled by: y for many lines, x for one

	advance []float32
	rows    []row
	wrapped struct{ width, size float32 }
	stale   bool
}

var (
	_ fyne.Widget            = (*input)(nil)
	_ fyne.Focusable         = (*input)(nil)
	_ fyne.Tabbable          = (*input)(nil)
	_ fyne.Shortcutable      = (*input)(nil)
	_ fyne.Draggable         = (*input)(nil)
	_ fyne.DoubleTappable    = (*input)(nil)
	_ fyne.SecondaryTappable = (*input)(nil)
	_ desktop.Keyable        = (*input)(nil)
	_ desktop.Mouseable      = (*input)(nil)
	_ desktop.Cursorable     = (*input)(nil)
)

func newInput(style Style) *input {
	in := &input{style: style, goal: -1, stale: true}
	in.ExtendBaseWidget(in)
	return in
}

func (in *input) text() string { return in.buf.text() }

// setText replaces the text without calling back.
func (in *input) setText(s string) {
	if s == in.buf.text() {
		return
	}
	in.buf.set(s)
	in.offset, in.stale, in.goal = 0, true, -1
	in.Refresh()
}

func (in *input) selectAll() {
	in.buf.selectAll()
	in.Refresh()
}

// edited follows every change of the text by the person.
func (in *input) edited() {
	in.stale, in.goal = true, -1
	in.follow()
	in.Refresh()
	call(in.onChanged, in.buf.text())
}

// moved follows every change of the caret.
func (in *input) moved() {
	in.follow()
	in.Refresh()
}

// insert types text, as far as the limit and the kind of field allow.
func (in *input) insert(s string) {
	if in.readOnly {
		return
	}
	runes := []rune(in.clean(s))
	if in.maxLength > 0 {
		from, to := in.buf.selection()
		room := in.maxLength - (len(in.buf.runes) - (to - from))
		runes = runes[:min(len(runes), max(room, 0))]
	}
	if len(runes) == 0 {
		return
	}
	in.buf.insert(runes)
	in.edited()
}

// clean takes out what the field does not hold: line ends in a single line,
// control characters, what the filter refuses.
func (in *input) clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && in.many:
			return r
		case r == '\n':
			return ' '
		case r < 0x20 || r == 0x7F:
			return -1
		case in.translate != nil:
			return in.translate(r)
		}
		return r
	}, s)
}

// FocusGained shows the caret and brings the field into view.
func (in *input) FocusGained() {
	in.focused = true
	in.stale = in.stale || in.facade != ""
	reveal(in)
	in.Refresh()
	call(in.onFocus, true)
}

// FocusLost hides it.
func (in *input) FocusLost() {
	in.focused, in.shift = false, false
	in.stale = in.stale || in.facade != ""
	in.buf.joining = false
	in.Refresh()
	call(in.onFocus, false)
}

// AcceptsTab is false: Tab goes to the next field.
func (in *input) AcceptsTab() bool { return false }

// TypedRune types a character; an IME commits its text this way, too.
func (in *input) TypedRune(r rune) { in.insert(string(r)) }

// KeyDown and KeyUp watch the shift key, which Fyne does not tell with keys.
func (in *input) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		in.shift = true
	}
}

// KeyUp is KeyDown's other half.
func (in *input) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		in.shift = false
	}
}

// Cursor is the text cursor.
func (in *input) Cursor() desktop.Cursor { return desktop.TextCursor }

// MinSize is a line and some room; frames around it decide about more.
func (in *input) MinSize() fyne.Size {
	in.ExtendBaseWidget(in)
	return fyne.NewSize(theme.Space(6), in.lineHeight())
}

func (in *input) lineHeight() float32 {
	size := in.style.size()
	if in.style.LineHeight > 0 {
		return size * in.style.LineHeight
	}
	return size * 1.4
}

// prepare measures and wraps after a change of text, width or scale.
func (in *input) prepare() {
	width, size := in.Size().Width, in.style.size()
	if in.many && in.style.Chars > 0 {
		width = min(width, float32(in.style.Chars)*size+0.5)
	}
	if !in.many {
		width = -1
	}
	if !in.stale && in.wrapped.width == width && in.wrapped.size == size {
		return
	}
	in.stale, in.wrapped.width, in.wrapped.size = false, width, size
	in.advance = advanceAll(in.advance, in.shown(), advancesFor(size, in.style.Bold))
	if in.many {
		in.rows = wrapRows(in.buf.runes, in.advance, width)
		return
	}
	sum := float32(0)
	for _, a := range in.advance {
		sum += a
	}
	in.rows = []row{{end: len(in.advance), width: sum, hard: true}}
}

// shown are the runes as they are drawn.
func (in *input) shown() []rune {
	if in.facade != "" && !in.focused {
		return []rune(in.facade)
	}
	if !in.secret {
		return in.buf.runes
	}
	return []rune(strings.Repeat("●", len(in.buf.runes)))
}
