package page

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fyne.io/fyne/v2"

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

// measureRow puts the fields, the chart and the figures beside each other.
type measureRow struct{}

func newMeasureRow(fields, chart, figures fyne.CanvasObject) *fyne.Container {
	return fyne.NewContainerWithLayout(&measureRow{}, fields, chart, figures)
}

func (*measureRow) widths(width float32) (fields, chart, figures float32) {
	gap := theme.Space(2.5)
	fields, figures = theme.Space(23), theme.Space(24)
	return fields, max(width-fields-figures-2*gap, theme.Space(20)), figures
}

// MinSize is as high as the fields, the chart at least a hand.
func (*measureRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	h := max(objects[0].MinSize().Height, theme.Space(23), objects[2].MinSize().Height)
	return fyne.NewSize(theme.Space(68), h)
}

// Layout gives the chart what the others leave.
func (r *measureRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	fields, chart, figures := r.widths(size.Width)
	gap := theme.Space(2.5)
	put(objects[0], 0, 0, fields, objects[0].MinSize().Height)
	put(objects[1], fields+gap, 0, chart, size.Height)
	put(objects[2], fields+chart+2*gap, 0, figures, size.Height)
}
