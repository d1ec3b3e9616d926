package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// TimeDot is one event of a lane.
type TimeDot struct {
	At   float64 // days, from any origin that all of the chart shares
	Tone theme.Tone
	ID   string
	Word string // shown while the pointer is on it
}

// TimeSpan is a stretch of a lane with words: a school, or a gap.
type TimeSpan struct {
	From, To float64
	Word     string
	Tone     theme.Tone
	Gap      bool // drawn as something that is missing
}

// Lane is one line of a time line: a department, the places a child goes to.
type Lane struct {
	Word  string
	Dots  []TimeDot
	Spans []TimeSpan
}

// Course is what a time line shows.
type Course struct {
	Lanes     []Lane
	From, To  float64
	Months    []AxisLabel // R5.3, R5.9 …
	Today     float64
	TodayWord string
	InWords   string
}

// TimeLine shows the course of a case, a lane below the other, with what is
// missing as clear as what is there.
type TimeLine struct {
	fynewidget.BaseWidget
	OnSelected func(id string)
	data       Course
	hover      int // index into dots, -1 none
	dots       []placedDot
}

type placedDot struct {
	TimeDot
	at fyne.Position
}

var _ fyne.Widget = (*TimeLine)(nil)

// NewTimeLine returns a chart; pressing a dot tells its ID.
func NewTimeLine(c Course, selected func(id string)) *TimeLine {
	t := &TimeLine{data: c, OnSelected: selected, hover: -1}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows another course.
func (t *TimeLine) Set(c Course) {
	t.data, t.hover = c, -1
	t.Refresh()
}

// Words says what the chart shows.
func (t *TimeLine) Words() string { return t.data.InWords }

func (t *TimeLine) laneHeight() float32 { return theme.Space(4.75) }

// left is where time begins, to the right of the lanes' names.
func (t *TimeLine) left() float32 {
	a := advancesFor(theme.Size(theme.SizeSmall), false)
	w := float32(0)
	for _, l := range t.data.Lanes {
		w = max(w, a.width(l.Word))
	}
	return w + theme.Space(4)
}

func (t *TimeLine) x(at float64) float32 {
	if t.data.To <= t.data.From {
		return t.left()
	}
	part := float32((at - t.data.From) / (t.data.To - t.data.From))
	return t.left() + within(part, 0, 1)*(t.Size().Width-t.left()-theme.Space(1))
}

func (t *TimeLine) top() float32 { return theme.Space(2.25) }

// CreateRenderer is called by Fyne.
func (t *TimeLine) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{min: func() fyne.Size {
		h := t.top() + t.laneHeight()*float32(len(t.data.Lanes)) + theme.Space(3)
		return fyne.NewSize(theme.Space(50), h)
	}}
	draw := func() { p.objects = t.draw() }
	p.layout = onceASize(draw)
	p.refresh = func() {
		draw()
		canvas.Refresh(t)
	}
	return p
}

func (t *TimeLine) draw() []fyne.CanvasObject {
	out := t.drawMonths()
	t.dots = t.dots[:0]
	for i, lane := range t.data.Lanes {
		y := t.top() + (float32(i)+0.5)*t.laneHeight()
		out = append(out, t.small(lane.Word, theme.Muted, 0, y))
		for _, s := range lane.Spans {
			out = append(out, t.drawSpan(s, y)...)
		}
		for _, d := range lane.Dots {
			out = append(out, t.drawDot(d, y))
		}
	}
	out = append(out, t.drawToday()...)
	return append(out, t.drawHover()...)
}

// small is a word whose middle stands at a height.
func (t *TimeLine) small(s string, c fyne.ThemeColorName, x, y float32) fyne.CanvasObject {
	size := theme.Size(theme.SizeSmall)
	return glyphs(s, theme.Color(c), size, false, x, y-size, size*2)
}

func (t *TimeLine) bottom() float32 {
	return t.top() + t.laneHeight()*float32(len(t.data.Lanes))
}

func (t *TimeLine) drawMonths() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	a := advancesFor(theme.Size(theme.SizeSmall), false)
	free := float32(0)
	for _, m := range t.data.Months {
		x := t.x(m.At)
		line := canvas.NewRectangle(theme.Color(theme.Line))
		place(line, x, theme.Space(0.5), 1, t.bottom()-theme.Space(0.5))
		out = append(out, line)
		// A word without room is left out; its line stays.
		if w := a.width(m.Text); x >= free && x+w <= t.Size().Width {
			out = append(out, t.small(m.Text, theme.Muted, x+4, t.bottom()+theme.Space(1.25)))
			free = x + w + theme.Space(1.5)
		}
	}
	return out
}

func (t *TimeLine) drawSpan(s TimeSpan, y float32) []fyne.CanvasObject {
	x, w := t.x(s.From), max(t.x(s.To)-t.x(s.From), 3)
	h := theme.Space(2.25)
	l := look{fill: s.Tone.Tint(), radius: 4}
	if s.Gap {
		h, l.edge = theme.Space(2.75), s.Tone.Edge()
	}
	box := &canvas.Rectangle{}
	paint(box, l)
	place(box, x, y-h/2, w, h)
	out := []fyne.CanvasObject{box}
	a := advancesFor(theme.Size(theme.SizeSmall), false)
	word := a.fit(s.Word, w-theme.Space(1))
	if len([]rune(word)) < 3 {
		return out
	}
	at := x + theme.Space(1)
	if s.Gap {
		at = x + (w-a.width(word))/2
	}
	return append(out, t.small(word, s.Tone.Text(), at, y))
}

func (t *TimeLine) drawDot(d TimeDot, y float32) fyne.CanvasObject {
	x, r := t.x(d.At), theme.Space(0.65)
	dot := canvas.NewCircle(theme.Color(d.Tone.Text()))
	dot.StrokeColor, dot.StrokeWidth = theme.Color(theme.Surface), 1
	place(dot, x-r, y-r, 2*r, 2*r)
	t.dots = append(t.dots, placedDot{TimeDot: d, at: fyne.NewPos(x, y)})
	return dot
}

func (t *TimeLine) drawToday() []fyne.CanvasObject {
	if t.data.Today < t.data.From || t.data.Today > t.data.To || t.data.TodayWord == "" {
		return nil
	}
	x := t.x(t.data.Today)
	line := canvas.NewRectangle(theme.Color(theme.Red))
	place(line, x, 0, 2, t.bottom())
	w := advancesFor(theme.Size(theme.SizeSmall), false).width(t.data.TodayWord)
	return []fyne.CanvasObject{line, t.small(t.data.TodayWord, theme.Red, x-w-6, theme.Space(1))}
}
