package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// NoteEditor is a field for long Japanese text: 16 point, lines of at most 44
// full-width characters, a key costs the same at 5,000 characters as at ten.
type NoteEditor struct {
	field
	OnChanged func(string)
	OnFocus   func(on bool)
	OnEscape  func()
	// OnKey sees keys first (F2 for phrases); true means it is done with.
	OnKey func(*fyne.KeyEvent) bool
	// Outer takes the mouse wheel when the note itself has nothing to scroll:
	// the page around it.
	Outer fyne.Scrollable
	// MinRows and MaxRows say how high the box is; it grows with the text
	// between them. MaxRows 0 grows without end.
	MinRows, MaxRows int

	in    *input
	frame *frame
	rows  int // that the box was laid out for
}

var _ fyne.Widget = (*NoteEditor)(nil)

// NewNoteEditor returns an empty note of four rows that grows to sixteen.
func NewNoteEditor(label string) *NoteEditor {
	n := &NoteEditor{in: newInput(Note), MinRows: 4, MaxRows: 16}
	n.in.many = true
	n.frame = newFrame(n.in, nil)
	n.frame.inside = newNotePane(n)
	n.frame.height = n.height
	n.onBad = n.frame.setBad
	n.in.onChanged = func(s string) {
		n.fit()
		call(n.OnChanged, s)
	}
	n.in.onFocus = func(on bool) {
		n.frame.Refresh()
		call(n.OnFocus, on)
	}
	n.in.onKey = n.typedKey
	n.build(n, label, n.frame)
	return n
}

func (n *NoteEditor) typedKey(e *fyne.KeyEvent) bool {
	if n.OnKey != nil && n.OnKey(e) {
		return true
	}
	if e.Name == fyne.KeyEscape && n.OnEscape != nil {
		n.OnEscape()
		return true
	}
	return false
}

// shownRows is how many rows the box is high.
func (n *NoteEditor) shownRows() int {
	rows := n.MinRows
	if n.in.Size().Width > 0 {
		n.in.prepare()
		rows = max(rows, len(n.in.rows))
	}
	if n.MaxRows > 0 {
		rows = min(rows, max(n.MaxRows, n.MinRows))
	}
	return rows
}

func (n *NoteEditor) height() float32 {
	n.rows = n.shownRows()
	return float32(n.rows) * n.in.lineHeight()
}

// fit asks for more or less room when the number of rows has changed.
func (n *NoteEditor) fit() {
	if n.shownRows() != n.rows {
		n.Refresh()
	}
}

// Text returns the note.
func (n *NoteEditor) Text() string { return n.in.text() }

// Length is how many characters the note has.
func (n *NoteEditor) Length() int { return len(n.in.buf.runes) }

// SetText replaces the note without calling back; undo begins anew.
func (n *NoteEditor) SetText(s string) {
	n.in.setText(s)
	n.fit()
}

// Insert types text at the caret: a phrase.
func (n *NoteEditor) Insert(s string) { n.in.insert(s) }

// SetPlaceholder shows words while the note is empty.
func (n *NoteEditor) SetPlaceholder(s string) {
	n.in.placeholder = s
	n.in.Refresh()
}

// SetMaxLength limits the note to that many characters; 0 is no limit.
func (n *NoteEditor) SetMaxLength(chars int) { n.in.maxLength = chars }

// SetReadOnly shows the note without letting it be changed.
func (n *NoteEditor) SetReadOnly(on bool) {
	n.in.readOnly = on
	n.frame.Refresh()
}

// SetBig is there for forms: a note is large enough as it is.
func (n *NoteEditor) SetBig(bool) {}

// SetPlain takes the edge away while the keyboard is elsewhere: a note that
// has a card of its own.
func (n *NoteEditor) SetPlain(on bool) {
	n.frame.plain = on
	n.frame.Refresh()
}

// Focus puts the keyboard here.
func (n *NoteEditor) Focus() { Focus(n.in) }

// Focusable is what has to get the keyboard, for pages that place it.
func (n *NoteEditor) Focusable() fyne.Focusable { return n.in }

// notePane is the window onto the text: it turns the wheel and, as everything
// that scrolls in Fyne, cuts off what lies outside.
type notePane struct {
	fynewidget.BaseWidget
	note *NoteEditor
}

var _ fyne.Scrollable = (*notePane)(nil)

func newNotePane(n *NoteEditor) *notePane {
	p := &notePane{note: n}
	p.ExtendBaseWidget(p)
	return p
}

// Scrolled moves the text, or the page when the text cannot move.
func (p *notePane) Scrolled(e *fyne.ScrollEvent) {
	in := p.note.in
	before := in.offset
	in.scrollTo(in.offset - e.Scrolled.DY)
	if in.offset == before && p.note.Outer != nil {
		p.note.Outer.Scrolled(e)
	}
}

// CreateRenderer is called by Fyne.
func (p *notePane) CreateRenderer() fyne.WidgetRenderer {
	bar := newScrollBar(p.note.in)
	layout := func(size fyne.Size) {
		room := theme.Space(1)
		p.note.in.Resize(fyne.NewSize(size.Width-room, size.Height))
		place(bar, size.Width-room/2, 0, room/2, size.Height)
	}
	p.note.in.onScrolled = bar.Refresh
	return &parts{
		objects: []fyne.CanvasObject{p.note.in, bar},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(20), p.note.in.lineHeight()) },
		layout:  layout,
		refresh: func() { layout(p.Size()) },
	}
}
