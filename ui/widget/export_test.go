package widget

// WrapLines breaks a text as notes are broken, in a width of full characters.
func WrapLines(s string, chars float32) []string {
	size := Note.size()
	runes := []rune(s)
	advance := advanceAll(nil, runes, advancesFor(size, false))
	var out []string
	for _, r := range wrapRows(runes, advance, chars*size) {
		out = append(out, string(runes[r.start:r.end]))
	}
	return out
}

// WidthOf adds up remembered widths.
func WidthOf(s string, size float32, bold bool) float32 { return advancesFor(size, bold).width(s) }

// Fit shortens a text.
func Fit(s string, size, width float32) string { return advancesFor(size, false).fit(s, width) }

// Canonical reads what was typed into a number field.
func Canonical(s string, decimals int) string { return canonical(s, decimals) }

// Grouped writes a number with its thousands apart.
func Grouped(s string) string { return grouped(s) }

// Offset is how far a note is scrolled.
func (n *NoteEditor) Offset() float32 { return n.in.offset }

// RowCount is how many rows a note has.
func (n *NoteEditor) RowCount() int {
	n.in.prepare()
	return len(n.in.rows)
}

// RowsDrawn is how many rows of a list exist.
func (l *List) RowsDrawn() int { return len(l.body.rows) }
