package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// CreateRenderer is called by Fyne.
func (in *input) CreateRenderer() fyne.WidgetRenderer {
	in.ExtendBaseWidget(in)
	r := &inputRenderer{in: in, caret: canvas.NewRectangle(none), lines: map[int]*canvas.Text{}}
	r.hint = canvas.NewText("", none)
	r.draw()
	return r
}

// inputRenderer keeps one canvas text per visible row and touches only those
// whose words have changed.
type inputRenderer struct {
	in      *input
	caret   *canvas.Rectangle
	hint    *canvas.Text
	lines   map[int]*canvas.Text
	marks   []*canvas.Rectangle // the selection, a box a row
	objects []fyne.CanvasObject
}

func (r *inputRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *inputRenderer) MinSize() fyne.Size           { return r.in.MinSize() }
func (r *inputRenderer) Destroy()                     {}

func (r *inputRenderer) Layout(fyne.Size) {
	if r.in.many {
		r.in.limit()
	}
	r.draw()
}

func (r *inputRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.in)
}

func (r *inputRenderer) draw() {
	in := r.in
	in.prepare()
	first, last := r.visible()
	r.objects = r.objects[:0]
	r.drawSelection(first, last)
	r.drawHint()
	r.drawRows(first, last)
	r.drawCaret()
	run(in.onScrolled)
}

// visible are the first row that shows and the one after the last.
func (r *inputRenderer) visible() (first, last int) {
	in := r.in
	if !in.many {
		return 0, len(in.rows)
	}
	height := in.lineHeight()
	first = int(in.offset / height)
	last = int((in.offset+in.Size().Height)/height) + 1
	return max(first, 0), min(last, len(in.rows))
}

// top is where a row begins on the widget.
func (r *inputRenderer) top(n int) float32 {
	in := r.in
	if !in.many {
		return (in.Size().Height - in.lineHeight()) / 2
	}
	return float32(n)*in.lineHeight() - in.offset
}

func (r *inputRenderer) drawRows(first, last int) {
	in := r.in
	shown := in.shown()
	color, size := theme.Color(in.style.color()), in.style.size()
	for n := range r.lines {
		if n < first || n >= last {
			delete(r.lines, n)
		}
	}
	for n := first; n < last; n++ {
		row := in.rows[n]
		line, ok := r.lines[n]
		if !ok {
			line = &canvas.Text{}
			r.lines[n] = line
		}
		from, to, x := r.clip(row, shown)
		text := string(shown[from:to])
		if line.Text != text || line.Color != color || line.TextSize != size {
			line.Text, line.Color, line.TextSize = text, color, size
			line.TextStyle = fyne.TextStyle{Bold: in.style.Bold}
			line.Refresh()
		}
		m := line.MinSize()
		place(line, x, r.top(n)+(in.lineHeight()-m.Height)/2, m.Width, m.Height)
		r.objects = append(r.objects, line)
	}
}

// clip leaves out what lies beyond the sides of a single line, because a
// widget is not clipped by Fyne.
func (r *inputRenderer) clip(row row, shown []rune) (from, to int, x float32) {
	in := r.in
	if in.many {
		return row.start, row.end, 0
	}
	x = in.indent() - in.offset
	from = row.start
	for from < row.end && x < -0.5 {
		x += in.advance[from]
		from = clusterEnd(shown, from)
	}
	at := x
	for to = from; to < row.end; to = clusterEnd(shown, to) {
		at += in.advance[to]
		if at > in.Size().Width+0.5 {
			break
		}
	}
	return from, to, x
}

func (r *inputRenderer) drawSelection(first, last int) {
	in := r.in
	from, to := in.buf.selection()
	used := 0
	for n := first; n < last && from != to && in.focused; n++ {
		row := in.rows[n]
		if row.end < from || row.start >= to {
			continue
		}
		left := in.span(row.start, max(from, row.start))
		right := in.span(row.start, min(to, row.end))
		if to > row.end && row.hard {
			right += in.style.size() / 3 // the end of the paragraph is selected, too
		}
		if used == len(r.marks) {
			r.marks = append(r.marks, &canvas.Rectangle{})
		}
		mark := r.marks[used]
		used++
		mark.FillColor = theme.Color("selection")
		shift := float32(0)
		if !in.many {
			shift = in.indent() - in.offset
			left, right = max(left+shift, 0), min(right+shift, in.Size().Width)
		}
		place(mark, left, r.top(n), max(right-left, 0), in.lineHeight())
		mark.Refresh()
		r.objects = append(r.objects, mark)
	}
}

// span is the width of the runes between two places of a row.
func (in *input) span(from, to int) float32 {
	sum := float32(0)
	for i := from; i < to; i++ {
		sum += in.advance[i]
	}
	return sum
}

func (r *inputRenderer) drawHint() {
	in := r.in
	if len(in.buf.runes) > 0 || in.placeholder == "" {
		return
	}
	size := min(in.style.size(), theme.Size(theme.SizeNote))
	r.hint.Text = advancesFor(size, false).fit(in.placeholder, in.Size().Width)
	r.hint.Color, r.hint.TextSize = theme.Color(theme.Muted), size
	m := r.hint.MinSize()
	x := float32(0)
	if in.style.Align == fyne.TextAlignTrailing {
		x = max(in.Size().Width-m.Width-caretWidth, 0)
	}
	place(r.hint, x, r.top(0)+(in.lineHeight()-m.Height)/2, m.Width, m.Height)
	r.hint.Refresh()
	r.objects = append(r.objects, r.hint)
}

func (r *inputRenderer) drawCaret() {
	in := r.in
	if !in.focused || in.readOnly {
		return
	}
	at, size := in.caretBox()
	if at.Y+size.Height < 0 || at.Y > in.Size().Height {
		return
	}
	r.caret.FillColor = theme.Color(theme.Primary)
	place(r.caret, at.X, at.Y, size.Width, size.Height)
	r.caret.Refresh()
	r.objects = append(r.objects, r.caret)
}
