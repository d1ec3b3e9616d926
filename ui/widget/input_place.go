package widget

import (
	"sort"

	"fyne.io/fyne/v2"
)

// rowIndex tells on which row a place in the text is. Where a long line was
// broken the place belongs to the row that begins there.
func (in *input) rowIndex(i int) int {
	in.prepare()
	n := sort.Search(len(in.rows), func(k int) bool { return in.rows[k].start > i })
	return max(n-1, 0)
}

func (in *input) rowAt(i int) row { return in.rows[in.rowIndex(i)] }

// endOf is the last place that still belongs to a row.
func (in *input) endOf(n int) int {
	r := in.rows[n]
	if r.hard || r.end == r.start {
		return r.end
	}
	return clusterStart(in.buf.runes, r.end)
}

// xOf tells how far from the left a place is.
func (in *input) xOf(i int) float32 {
	in.prepare()
	r := in.rowAt(i)
	x := float32(0)
	for k := r.start; k < i && k < len(in.advance); k++ {
		x += in.advance[k]
	}
	return x
}

// indexIn returns the place in row n that is nearest to x.
func (in *input) indexIn(n int, x float32) int {
	r := in.rows[n]
	at, shown := float32(0), in.shown()
	for i := r.start; i < r.end; {
		next := clusterEnd(shown, i)
		w := in.advance[i]
		if x < at+w/2 {
			return i
		}
		at += w
		i = next
	}
	return in.endOf(n)
}

// indexAt returns the place in the text at a position on the widget.
func (in *input) indexAt(p fyne.Position) int {
	in.prepare()
	if !in.many {
		return in.indexIn(0, p.X+in.offset-in.indent())
	}
	n := int((p.Y + in.offset) / in.lineHeight())
	return in.indexIn(min(max(n, 0), len(in.rows)-1), p.X)
}

// indent is the room before a line that stands at the right.
func (in *input) indent() float32 {
	if in.style.Align != fyne.TextAlignTrailing || in.many {
		return 0
	}
	return max(in.Size().Width-in.rows[0].width-caretWidth, 0)
}

// caretBox is where the caret is on the widget.
func (in *input) caretBox() (fyne.Position, fyne.Size) {
	in.prepare()
	size := in.style.size() * 1.25
	height := in.lineHeight()
	x := in.xOf(in.buf.caret)
	if !in.many {
		return fyne.NewPos(in.indent()+x-in.offset, (in.Size().Height-size)/2), fyne.NewSize(caretWidth, size)
	}
	y := float32(in.rowIndex(in.buf.caret))*height - in.offset
	return fyne.NewPos(min(x, in.Size().Width-caretWidth), y+(height-size)/2), fyne.NewSize(caretWidth, size)
}

const caretWidth = 2

// height is how high all rows are.
func (in *input) height() float32 {
	in.prepare()
	return float32(len(in.rows)) * in.lineHeight()
}

// follow scrolls so that the caret can be seen.
func (in *input) follow() {
	in.prepare()
	size := in.Size()
	if size.Width <= 0 || size.Height <= 0 {
		return
	}
	if !in.many {
		x := in.xOf(in.buf.caret)
		in.offset = within(in.offset, x+caretWidth-size.Width, x)
		in.offset = max(min(in.offset, in.rows[0].width+caretWidth-size.Width), 0)
		return
	}
	top := float32(in.rowIndex(in.buf.caret)) * in.lineHeight()
	in.offset = within(in.offset, top+in.lineHeight()-size.Height, top)
	in.limit()
	if in.focused {
		at, box := in.caretBox()
		revealArea(in, at, box)
	}
}

// limit keeps the text from being scrolled out of the box.
func (in *input) limit() {
	in.offset = max(min(in.offset, in.height()-in.Size().Height), 0)
}

func (in *input) extent() (all, seen, offset float32) {
	return in.height(), in.Size().Height, in.offset
}

func (in *input) scrollTo(offset float32) {
	before := in.offset
	in.offset = offset
	in.limit()
	if in.offset != before {
		in.Refresh()
	}
}

func within(v, low, high float32) float32 { return min(max(v, low), high) }
