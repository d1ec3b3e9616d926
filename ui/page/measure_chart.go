package page

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// chartLines are the percentiles that are drawn.
var chartLines = []struct {
	index      int
	percentile float64
}{{0, 3}, {3, 50}, {6, 97}}

// showChart draws the curves anew only when the figures have changed.
func (m *measure) showChart() {
	sex, birth, on := m.subject()
	points := m.weighings()
	key := fmt.Sprint(sex, birth, on, points)
	if key == m.drawn {
		return
	}
	m.drawn = key
	months, ok := casework.AgeInMonths(birth, on)
	if !ok || m.growth == nil {
		m.chart.Set(widget.Growth{InWords: present.T("visit.no_place")})
		return
	}
	to := chartEnd(months)
	from := 0.0
	if months > 24 {
		from = math.Floor(months) - 18
	}
	curve, err := m.growth.Curve(casework.Weight, sex, from, to, 40)
	if err != nil {
		m.chart.Set(widget.Growth{InWords: present.T("visit.no_place")})
		return
	}
	g := widget.Growth{Child: points, MaxX: to, X: monthLabels(from, to), InWords: m.inWords()}
	for _, line := range chartLines {
		c := widget.Curve{Percentile: line.percentile}
		for _, p := range curve {
			c.Points = append(c.Points, widget.Point{X: p.Months, Y: p.Values[line.index]})
		}
		g.Curves = append(g.Curves, c)
	}
	g.Y = kiloLabels(curve)
	m.chart.Set(g)
}

// chartEnd is the right edge: some months beyond the child's age.
func chartEnd(months float64) float64 {
	for _, end := range []float64{3, 6, 12, 24, 36, 48, 60} {
		if months <= end*0.8 {
			return end
		}
	}
	return 75
}

func monthLabels(from, to float64) []widget.AxisLabel {
	step := max(math.Round((to-from)/3), 1)
	var out []widget.AxisLabel
	for at := from; at < to; at += step {
		out = append(out, widget.AxisLabel{At: at, Text: present.T("visit.month", int(at))})
	}
	return out
}

func kiloLabels(curve []casework.Point) []widget.AxisLabel {
	if len(curve) == 0 {
		return nil
	}
	low, high := curve[0].Values[0], curve[len(curve)-1].Values[6]
	step := max(math.Ceil((high-low)/3), 1)
	var out []widget.AxisLabel
	for kg := math.Ceil(low); kg <= high; kg += step {
		out = append(out, widget.AxisLabel{At: kg, Text: present.T("visit.kilo", int(kg))})
	}
	return out
}

// weighings are the child's weights so far and the one being typed.
func (m *measure) weighings() []widget.Point {
	child := m.visit.person("child")
	if child == nil {
		return nil
	}
	_, birth, on := m.subject()
	days := map[casework.Date]int64{}
	add := func(day casework.Date, grams int64, ok bool) {
		if ok && !day.IsZero() && grams > 0 {
			days[day] = grams
		}
	}
	grams, ok := child.Int("birth_weight_g")
	add(birth, grams, ok)
	for _, r := range m.visit.file.Records {
		if r.State != store.StateConfirmed || r.Text("child") != child.ID.String() {
			continue
		}
		grams, ok := r.Int("weight_g")
		add(dateOf(cmp.Or(r.Text("visited_on"), r.Text("on"))), grams, ok)
	}
	base, hasBase := m.grams("base_weight_g")
	add(dateOf(m.visit.text("base_date")), base, hasBase)
	now, hasNow := m.grams("weight_g")
	add(on, now, hasNow)
	var out []widget.Point
	for day, g := range days {
		if months, ok := casework.AgeInMonths(birth, day); ok {
			out = append(out, widget.Point{X: months, Y: casework.Kilograms(g)})
		}
	}
	slices.SortFunc(out, func(a, b widget.Point) int { return cmp.Compare(a.X, b.X) })
	return out
}

func (m *measure) inWords() string {
	if place, ok := m.placeNow(); ok {
		return present.Percentile(place)
	}
	return present.T("visit.no_weight")
}

// measureRow puts the fields, the chart and the figures beside each other, or,
// where there is no room, the chart below the others.
type measureRow struct{ width float32 }

func newMeasureRow(fields, chart, figures fyne.CanvasObject) *fyne.Container {
	return container.New(&measureRow{}, fields, chart, figures)
}

const (
	measureFields  = 23 // units
	measureFigures = 24
	measureChart   = 23 // least width, and height
	measureGap     = 2.5
)

func (m *measureRow) stacked(width float32) bool {
	return width > 0 && width < theme.Space(measureFields+measureFigures+measureChart+2*measureGap)
}

func (m *measureRow) tops(objects []fyne.CanvasObject) float32 {
	return max(objects[0].MinSize().Height, objects[2].MinSize().Height)
}

// MinSize follows from the width of the last layout.
func (m *measureRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if m.stacked(m.width) {
		return fyne.NewSize(theme.Space(40), m.tops(objects)+theme.Space(measureGap+measureChart))
	}
	return fyne.NewSize(theme.Space(40), max(m.tops(objects), theme.Space(measureChart)))
}

// Layout gives the chart what the others leave.
func (m *measureRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	m.width = size.Width
	gap := theme.Space(measureGap)
	if m.stacked(size.Width) {
		half := (size.Width - gap) / 2
		put(objects[0], 0, 0, half, objects[0].MinSize().Height)
		put(objects[2], half+gap, 0, half, objects[2].MinSize().Height)
		put(objects[1], 0, m.tops(objects)+gap, size.Width, theme.Space(measureChart))
		return
	}
	fields, figures := theme.Space(measureFields), theme.Space(measureFigures)
	chart := size.Width - fields - figures - 2*gap
	put(objects[0], 0, 0, fields, objects[0].MinSize().Height)
	put(objects[1], fields+gap, 0, chart, size.Height)
	put(objects[2], fields+chart+2*gap, 0, figures, size.Height)
}
