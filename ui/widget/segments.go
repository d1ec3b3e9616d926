package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Option is one choice.
type Option struct {
	Code string
	Word string
}

// segments are choices side by side, one of them chosen. It is one stop for
// Tab: arrows move, Space and Enter choose, a figure chooses at once.
type segments struct {
	fynewidget.BaseWidget
	options   []Option
	chosen    int // -1 none
	at        int // where the keyboard is
	focused   bool
	hover     int
	big       bool
	disabled  bool
	mandatory bool // pressing the chosen one again does not clear it
	onChosen  func(i int)

	spots []spot
	words map[string]float32 // widths at the text size below
	sized float32
}

// spot is where one segment lies.
type spot struct {
	x, y, w     float32
	first, last bool // of its row
}

var (
	_ fyne.Tappable      = (*segments)(nil)
	_ fyne.Focusable     = (*segments)(nil)
	_ desktop.Hoverable  = (*segments)(nil)
	_ desktop.Cursorable = (*segments)(nil)
)

func newSegments(options []Option, chosen func(i int)) *segments {
	s := &segments{options: options, chosen: -1, hover: -1, onChosen: chosen}
	s.ExtendBaseWidget(s)
	return s
}

func (s *segments) set(i int) {
	if s.chosen == i {
		return
	}
	s.chosen = i
	if i >= 0 {
		s.at = i
	}
	s.Refresh()
}

// choose is what a person does; choosing again takes it back.
func (s *segments) choose(i int) {
	if s.disabled || i < 0 || i >= len(s.options) {
		return
	}
	s.at = i
	if s.chosen == i {
		if s.mandatory {
			return
		}
		i = -1
	}
	s.chosen = i
	s.Refresh()
	call(s.onChosen, i)
}

func (s *segments) spotAt(p fyne.Position) int {
	for i, spot := range s.spots {
		if p.X >= spot.x && p.X < spot.x+spot.w && p.Y >= spot.y && p.Y < spot.y+s.height() {
			return i
		}
	}
	return -1
}

// Tapped chooses what is under the pointer.
func (s *segments) Tapped(e *fyne.PointEvent) { s.choose(s.spotAt(e.Position)) }

// FocusGained shows where the keyboard is.
func (s *segments) FocusGained() {
	s.focused = true
	reveal(s)
	s.Refresh()
}

// FocusLost hides it.
func (s *segments) FocusLost() {
	s.focused = false
	s.Refresh()
}

// TypedRune chooses by figure: the option with that code, or the n-th.
func (s *segments) TypedRune(r rune) {
	if r < '0' || r > '9' {
		return
	}
	for i, o := range s.options {
		if o.Code == string(r) {
			s.pick(i)
			return
		}
	}
	s.pick(int(r - '1'))
}

// pick chooses without ever taking back.
func (s *segments) pick(i int) {
	if i != s.chosen {
		s.choose(i)
	}
}

// TypedKey moves and chooses.
func (s *segments) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		s.at = max(s.at-1, 0)
	case fyne.KeyRight, fyne.KeyDown:
		s.at = min(s.at+1, len(s.options)-1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.choose(s.at)
		return
	default:
		if len(e.Name) > 1 { // figures choose, they are nothing to the page
			passKey(s, e)
		}
		return
	}
	s.Refresh()
}

// MouseIn and MouseMoved follow the pointer.
func (s *segments) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved marks what is under the pointer.
func (s *segments) MouseMoved(e *desktop.MouseEvent) {
	if i := s.spotAt(e.Position); i != s.hover {
		s.hover = i
		s.Refresh()
	}
}

// MouseOut ends what MouseIn began.
func (s *segments) MouseOut() {
	s.hover = -1
	s.Refresh()
}

// Cursor is a hand.
func (s *segments) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (s *segments) height() float32 {
	if s.big {
		return theme.Size(theme.SizeRowField)
	}
	return theme.Size(theme.SizeControl) + 2
}

func (s *segments) widthOf(o Option) float32 {
	side := theme.Space(1.75)
	if s.big {
		side = theme.Space(2.5)
	}
	return max(ceil(s.wordWidth(o.Word)+2*side), s.height())
}

// wordWidth remembers, because every key that is typed anywhere asks again.
func (s *segments) wordWidth(word string) float32 {
	if size := theme.Size(theme.SizeText); s.sized != size {
		s.words, s.sized = map[string]float32{}, size
	}
	w, ok := s.words[word]
	if !ok {
		w = advancesFor(s.sized, true).width(word)
		s.words[word] = w
	}
	return w
}

// arrange lays the segments out in rows no wider than width.
func (s *segments) arrange(width float32) float32 {
	s.spots = s.spots[:0]
	x, y := float32(0), float32(0)
	for i, o := range s.options {
		w := min(s.widthOf(o), max(width, s.height()))
		first := x == 0
		if !first && x+w-1 > width+0.5 {
			s.spots[i-1].last = true
			x, y, first = 0, y+s.height()+theme.Space(0.75), true
		}
		s.spots = append(s.spots, spot{x: x, y: y, w: w, first: first})
		x += w - 1 // neighbours share their edge
	}
	if n := len(s.spots); n > 0 {
		s.spots[n-1].last = true
	}
	return y + s.height()
}

// MinSize grows in height where the width is not enough for one row.
func (s *segments) MinSize() fyne.Size {
	s.ExtendBaseWidget(s)
	widest, all := float32(0), float32(0)
	for _, o := range s.options {
		widest = max(widest, s.widthOf(o))
		all += s.widthOf(o) - 1
	}
	width := s.Size().Width
	if width <= 0 {
		width = all + 1
	}
	return fyne.NewSize(min(widest, theme.Space(30)), s.arrange(width))
}

// CreateRenderer is called by Fyne.
func (s *segments) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	p := &parts{min: s.MinSize}
	draw := func() {
		s.arrange(s.Size().Width)
		p.objects = p.objects[:0]
		for i := range s.spots {
			p.objects = append(p.objects, s.drawOne(i)...)
		}
		if s.focused && s.at < len(s.spots) {
			spot := s.spots[s.at]
			ring := &canvas.Rectangle{}
			paint(ring, ringLook(true))
			place(ring, spot.x-3, spot.y-3, spot.w+6, s.height()+6)
			p.objects = append(p.objects, ring)
		}
	}
	p.layout = onceASize(draw)
	p.refresh = func() {
		draw()
		canvas.Refresh(s)
	}
	draw()
	return p
}

func (s *segments) drawOne(i int) []fyne.CanvasObject {
	spot, o := s.spots[i], s.options[i]
	box := &canvas.Rectangle{}
	l := look{fill: theme.Surface, edge: theme.LineStrong}
	style := Style{Color: theme.Ink, Bold: i == s.chosen, Align: fyne.TextAlignCenter}
	switch {
	case i == s.chosen && s.disabled:
		l.fill, style.Color = theme.Muted, theme.OnSolid
	case i == s.chosen:
		l.fill, l.edge, style.Color = theme.Primary, theme.Primary, theme.OnSolid
	case s.disabled:
		l.fill, style.Color = theme.GreyTint, theme.Muted
	case i == s.hover:
		l.fill = theme.TealTint
	}
	paint(box, l)
	radius := theme.Size(theme.SizeRadius)
	if spot.first {
		box.TopLeftCornerRadius, box.BottomLeftCornerRadius = radius, radius
	}
	if spot.last {
		box.TopRightCornerRadius, box.BottomRightCornerRadius = radius, radius
	}
	place(box, spot.x, spot.y, spot.w, s.height())
	text := NewText(o.Word, style)
	place(text, spot.x+theme.Space(0.5), spot.y, spot.w-theme.Space(1), s.height())
	return []fyne.CanvasObject{box, text}
}
