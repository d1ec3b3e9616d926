package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Style says how a text looks. Its zero value is body text on one line.
type Style struct {
	Size  fyne.ThemeSizeName  // "" is theme.SizeText
	Color fyne.ThemeColorName // "" is theme.Ink
	Bold  bool
	Align fyne.TextAlign
	// Wrap breaks the text into lines; without it one line is shortened.
	Wrap bool
	// LineHeight is in sizes of the text; 0 is 1.6 for wrapped text.
	LineHeight float32
	// Chars limits a wrapped line to that many full-width characters.
	Chars int
	// Rows limits wrapped text to that many lines; 0 is no limit.
	Rows int
}

// The styles that most texts have.
var (
	Body      = Style{}
	Strong    = Style{Bold: true}
	Small     = Style{Size: theme.SizeSmall, Color: theme.Muted}
	Label     = Style{Size: theme.SizeSmall, Color: theme.Muted, Bold: true}
	Quiet     = Style{Color: theme.Muted}
	Title     = Style{Size: theme.SizeTitle, Bold: true}
	Heading   = Style{Size: theme.SizeHeading, Bold: true}
	Paragraph = Style{Wrap: true}
	SmallPara = Style{Size: theme.SizeSmall, Color: theme.Muted, Wrap: true}
	Note      = Style{Size: theme.SizeNote, Wrap: true, LineHeight: theme.NoteLine, Chars: 44}
)

// In returns the style in the colour of a tone.
func (s Style) In(t theme.Tone) Style {
	s.Color = t.Text()
	return s
}

// AtEnd returns the style aligned right.
func (s Style) AtEnd() Style {
	s.Align = fyne.TextAlignTrailing
	return s
}

// Centred returns the style aligned to the middle.
func (s Style) Centred() Style {
	s.Align = fyne.TextAlignCenter
	return s
}

func (s Style) size() float32 {
	if s.Size == "" {
		return theme.Size(theme.SizeText)
	}
	return theme.Size(s.Size)
}

func (s Style) color() fyne.ThemeColorName {
	if s.Color == "" {
		return theme.Ink
	}
	return s.Color
}

// Span is a piece of text with a look of its own.
type Span struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // "" is the style's
	Tint  fyne.ThemeColorName // ground behind the text, "" is none
}

// Text shows text that cannot be changed by the person: one line, or wrapped.
type Text struct {
	fynewidget.BaseWidget
	style Style
	spans []Span

	runes   []rune
	owner   []int // for each rune the span it is of
	advance []float32
	rows    []row
	width   float32 // the rows are wrapped for
	scale   float32 // text size the advances are for
}

var _ fyne.Widget = (*Text)(nil)

// NewText returns a text of one look.
func NewText(s string, style Style) *Text { return NewSpans(style, Span{Text: s}) }

// NewSpans returns a text of several looks.
func NewSpans(style Style, spans ...Span) *Text {
	t := &Text{style: style, spans: spans}
	t.ExtendBaseWidget(t)
	return t
}

// SetText replaces everything by a text of the style's look.
func (t *Text) SetText(s string) {
	if len(t.spans) == 1 && t.spans[0] == (Span{Text: s}) {
		return
	}
	t.SetSpans(Span{Text: s})
}

// SetSpans replaces the text.
func (t *Text) SetSpans(spans ...Span) {
	t.spans, t.scale = spans, 0
	t.Refresh()
}

// SetStyle replaces the look.
func (t *Text) SetStyle(s Style) {
	if t.style == s {
		return
	}
	t.style, t.scale = s, 0
	t.Refresh()
}

// String returns the text without its looks.
func (t *Text) String() string {
	s := ""
	for _, span := range t.spans {
		s += span.Text
	}
	return s
}

// prepare measures the runes once for a size.
func (t *Text) prepare() {
	size := t.style.size()
	if t.scale == size {
		return
	}
	t.scale, t.width = size, -1
	t.runes, t.owner, t.advance = t.runes[:0], t.owner[:0], t.advance[:0]
	for i, span := range t.spans {
		runes := []rune(span.Text)
		t.runes = append(t.runes, runes...)
		t.advance = append(t.advance, advanceAll(nil, runes, advancesFor(size, t.bold(span)))...)
		for range runes {
			t.owner = append(t.owner, i)
		}
	}
}

func (t *Text) bold(s Span) bool { return s.Bold || t.style.Bold }

func (t *Text) lineHeight() float32 {
	size := t.style.size()
	switch {
	case t.style.LineHeight > 0:
		return size * t.style.LineHeight
	case t.style.Wrap:
		return size * 1.6
	}
	return fyne.MeasureText("", size, fyne.TextStyle{}).Height
}

// wrap breaks the text for a width, unless it already is.
func (t *Text) wrap(width float32) {
	t.prepare()
	if t.style.Chars > 0 {
		width = min(width, float32(t.style.Chars)*t.style.size()+0.5)
	}
	if t.width == width && t.rows != nil {
		return
	}
	t.width = width
	if !t.style.Wrap {
		sum := float32(0)
		for _, a := range t.advance {
			sum += a
		}
		t.rows = []row{{end: len(t.runes), width: sum, hard: true}}
		return
	}
	t.rows = wrapRows(t.runes, t.advance, width)
	if n := t.style.Rows; n > 0 && len(t.rows) > n {
		t.rows[n-1].end, t.rows[n-1].width = t.rows[n].end, width+1 // shortened when drawn
		t.rows = t.rows[:n]
	}
}

// MinSize is one line's size, or the height that the text needs at the width
// it has.
func (t *Text) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	if !t.style.Wrap {
		t.wrap(0)
		return fyne.NewSize(ceil(t.rows[0].width), t.lineHeight())
	}
	width := t.Size().Width
	if width <= 0 {
		width = t.natural()
	}
	t.wrap(width)
	return fyne.NewSize(t.style.size()*4, ceil(t.lineHeight()*float32(len(t.rows))))
}

func (t *Text) natural() float32 { return t.style.size() * 24 }

func ceil(f float32) float32 {
	n := float32(int(f))
	if n < f {
		n++
	}
	return n
}

// CreateRenderer is called by Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &textRenderer{text: t}
	r.draw()
	return r
}

type textRenderer struct {
	text    *Text
	objects []fyne.CanvasObject
	drawn   drawnFor // what the objects were made for, see onceASize
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *textRenderer) MinSize() fyne.Size           { return r.text.MinSize() }
func (r *textRenderer) Destroy()                     {}

func (r *textRenderer) Layout(size fyne.Size) {
	if drawnNow(size) != r.drawn {
		r.draw()
	}
}

func (r *textRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.text)
}

// draw puts one canvas text for each stretch of one look on each row.
func (r *textRenderer) draw() {
	t := r.text
	size := t.Size()
	r.drawn = drawnNow(size)
	if !t.style.Wrap && size.Width == 0 {
		size.Width = t.MinSize().Width
	}
	t.wrap(size.Width)
	r.objects = r.objects[:0]
	height := t.lineHeight()
	y := float32(0)
	if !t.style.Wrap {
		y = (size.Height - height) / 2
	}
	for _, row := range t.rows {
		r.drawRow(row, y, height, size.Width)
		y += height
	}
}

func (r *textRenderer) drawRow(row row, y, height, width float32) {
	t := r.text
	row = t.seen(row)
	x := float32(0)
	switch t.style.Align {
	case fyne.TextAlignTrailing:
		x = max(width-row.width, 0)
	case fyne.TextAlignCenter:
		x = max((width-row.width)/2, 0)
	}
	for i := row.start; i < row.end; {
		j, w := i, float32(0)
		for j < row.end && t.owner[j] == t.owner[i] {
			w += t.advance[j]
			j++
		}
		span := t.spans[t.owner[i]]
		s := string(t.runes[i:j])
		cut := x+w > width+0.5
		if cut {
			s = advancesFor(t.scale, t.bold(span)).fit(s, width-x)
		}
		r.drawSpan(span, s, x, y, w, height)
		if cut {
			return
		}
		x += w
		i = j
	}
}

// seen is a row without the spaces at which it was broken: they hang over the
// width, and are nothing to be shortened for.
func (t *Text) seen(row row) row {
	for !row.hard && row.end > row.start && isSpace(t.runes[row.end-1]) {
		row.end--
		row.width -= t.advance[row.end]
	}
	return row
}

func (r *textRenderer) drawSpan(span Span, s string, x, y, w, height float32) {
	t := r.text
	if span.Tint != "" {
		tint := canvas.NewRectangle(theme.Color(span.Tint))
		tint.CornerRadius = 3
		place(tint, x, y+1, w, height-2)
		r.objects = append(r.objects, tint)
	}
	name := span.Color
	if name == "" {
		name = t.style.color()
	}
	r.objects = append(r.objects, glyphs(s, theme.Color(name), t.scale, t.bold(span), x, y, height))
}

// glyphs makes a canvas text whose middle stands in the middle of a row.
func glyphs(s string, c color.Color, size float32, bold bool, x, y, height float32) *canvas.Text {
	g := canvas.NewText(s, c)
	g.TextSize, g.TextStyle = size, fyne.TextStyle{Bold: bold}
	m := g.MinSize()
	place(g, x, y+(height-m.Height)/2, m.Width, m.Height)
	return g
}
