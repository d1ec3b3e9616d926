package widget

import (
	"sort"

	"yorisoi/ui/theme"
)

// Mark is a stretch of a text, counted in runes, that stands on a ground of a
// tone: what differs between two versions.
type Mark struct {
	From, To int
	Tone     theme.Tone
}

// NewNoteText returns a long text for reading, set like a note.
func NewNoteText(s string, marks ...Mark) *Text {
	return NewSpans(Note, marked(s, marks)...)
}

// SetMarked replaces a text and its marks.
func (t *Text) SetMarked(s string, marks ...Mark) { t.SetSpans(marked(s, marks)...) }

// marked cuts a text at its marks. Where marks overlap the earlier one holds.
func marked(s string, marks []Mark) []Span {
	runes := []rune(s)
	marks = append([]Mark(nil), marks...)
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].From < marks[j].From })
	var out []Span
	at := 0
	add := func(to int, span Span) {
		to = min(to, len(runes))
		if to > at {
			span.Text = string(runes[at:to])
			out = append(out, span)
			at = to
		}
	}
	for _, m := range marks {
		add(m.From, Span{})
		add(m.To, Span{Tint: m.Tone.Tint()})
	}
	add(len(runes), Span{})
	return out
}
