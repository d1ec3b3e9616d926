package widget

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// How the columns of a list share its width: those with a width of their own
// keep it while there is room, then they move closer and give way down to
// their least width, and when that is not enough the last ones are left out.

const (
	columnGap  = 1.75 // units between two columns
	closerGap  = 1    // the same, where room is short
	columnEdge = 1.5  // units at both ends
	menuRoom   = 4    // units for the sign at the end of a row
	leastShare = 0.6  // of its width, for a column that does not say
	leastWord  = 6    // units, for a column that takes what is left
)

// slots are the left edges and widths of the columns; those without room have
// none.
func (l *List) slots(width float32) [][2]float32 {
	room := width - 2*theme.Space(columnEdge)
	if l.OnMenu != nil {
		room -= theme.Space(menuRoom)
	}
	gap := theme.Space(columnGap)
	if l.wanted(gap) > room {
		gap = theme.Space(closerGap)
	}
	n := l.fitting(room, gap)
	widths := shared(l.columns[:n], room-gap*float32(max(n-1, 0)))
	out := make([][2]float32, n)
	x := theme.Space(columnEdge)
	for i, w := range widths {
		out[i] = [2]float32{x, w}
		x += w + gap
	}
	return out
}

// wanted is the width of all columns while none gives way.
func (l *List) wanted(gap float32) float32 {
	all := gap * float32(max(len(l.columns)-1, 0))
	for _, c := range l.columns {
		if c.Width > 0 {
			all += theme.Space(c.Width)
		} else {
			all += c.least()
		}
	}
	return all
}

// fitting is how many columns have room at their least width; the first one
// always stays.
func (l *List) fitting(room, gap float32) int {
	used := float32(0)
	for i, c := range l.columns {
		if i > 0 {
			used += gap
		}
		used += c.least()
		if i > 0 && used > room+0.5 {
			return i
		}
	}
	return len(l.columns)
}

// shared divides a width among columns.
func shared(columns []Column, room float32) []float32 {
	out := make([]float32, len(columns))
	fixed, give, open, weights := float32(0), float32(0), float32(0), float32(0)
	for i, c := range columns {
		if c.Width == 0 {
			weights += weightOf(c)
			open += c.least()
			continue
		}
		out[i] = theme.Space(c.Width)
		fixed += out[i]
		give += out[i] - c.least()
	}
	if missing := fixed + open - room; missing > 0 && give > 0 {
		part := min(missing/give, 1)
		for i, c := range columns {
			if c.Width > 0 {
				out[i] -= (out[i] - c.least()) * part
			}
		}
		fixed -= give * part
	}
	for i, c := range columns {
		if c.Width == 0 {
			out[i] = max(room-fixed, 0) * weightOf(c) / weights
		}
	}
	return out
}

func (c Column) least() float32 {
	switch {
	case c.Min > 0:
		return theme.Space(c.Min)
	case c.Width > 0:
		return theme.Space(c.Width * leastShare)
	}
	return theme.Space(leastWord)
}

func weightOf(c Column) float32 {
	if c.Weight == 0 {
		return 1
	}
	return c.Weight
}

// countLeftOut tells when another number of columns has no room.
func (l *List) countLeftOut() {
	if l.Size().Width <= 0 {
		return
	}
	if n := len(l.columns) - len(l.slots(l.inner())); n != l.leftOut {
		l.leftOut = n
		call(l.OnLeftOut, n)
	}
}

// inner is the width between the edges of the box.
func (l *List) inner() float32 { return l.Size().Width - 2 }

// menuAt tells whether a place lies on the sign at the end of a row.
func (b *listBody) menuAt(p fyne.Position) bool {
	return b.list.OnMenu != nil && p.X >= b.Size().Width-theme.Space(menuRoom+columnEdge)
}
