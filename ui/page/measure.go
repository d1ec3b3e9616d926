package page

import (
	"strconv"

	"fyne.io/fyne/v2"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// growthTable is the survey whose curves are drawn.
const growthTable = "growth_r5.csv"

// measure is the weighing of a visit: what is typed shows at once where it
// lies on the curve and how much a day it is.
type measure struct {
	visit          *Visit
	growth         *casework.Growth
	content        fyne.CanvasObject
	chart          *widget.GrowthChart
	gainOf, placed *fyne.Container
	weight, height *widget.NumberField
	drawn          string // the figures that the chart shows
}

func newMeasure(v *Visit, s *visitSection) *measure {
	m := &measure{visit: v, gainOf: widget.Rows(0.5), placed: widget.Rows(0.5)}
	m.growth, _ = casework.LoadGrowth(assets.Growth, growthTable) // a test holds the table to its form
	m.weight = m.number(s, "weight_g")
	m.height = m.number(s, "height_cm")
	m.chart = widget.NewGrowthChart(widget.Growth{})
	m.content = newMeasureRow(
		widget.Rows(2, m.weight, m.height),
		m.chart,
		widget.Rows(2, m.gainOf, m.placed),
	)
	return m
}

func (m *measure) number(s *visitSection, name string) *widget.NumberField {
	it := m.visit.form.Item(name)
	decimals := max(it.Decimals, 0)
	if it.Type == form.Integer {
		decimals = 0
	}
	n := widget.NewNumberField(it.Label(lang()), it.UnitLabel(lang()), decimals)
	n.SetBig(true)
	switch v := m.visit.keep.fields()[name].(type) {
	case int64:
		n.SetValue(strconv.FormatInt(v, 10))
	case string:
		n.SetValue(v)
	}
	n.OnChanged = func(string) {
		value, err := it.ParseInput(n.Typed())
		if err != nil {
			value = nil
		}
		m.visit.set(s, name, value)
	}
	return n
}

// subject is the child that is weighed: sex, birth, and the day of the visit.
func (m *measure) subject() (sex casework.Sex, birth, on casework.Date) {
	child := m.visit.person("child")
	if child == nil {
		return "", casework.Date{}, casework.Date{}
	}
	on = dateOf(m.visit.text("visited_on"))
	if on.IsZero() {
		on = m.visit.today()
	}
	return casework.Sex(child.Text("sex")), dateOf(child.Text("birth_date")), on
}

func (m *measure) grams(name string) (int64, bool) {
	g, ok := m.visit.keep.fields()[name].(int64)
	return g, ok && g > 0
}

// base is the line beside the section's title: what the gain counts from.
func (m *measure) base() string {
	grams, ok := m.grams("base_weight_g")
	if !ok {
		return ""
	}
	kind := m.visit.showValue(store.KindVisit, "base_kind", m.visit.text("base_kind"), nil)
	return present.T("visit.base", kind, present.Grams(grams), m.visit.shortDate(m.visit.text("base_date")))
}

func (m *measure) update() {
	m.showGain()
	m.showPlace()
	m.showChart()
}

func (m *measure) showGain() {
	m.gainOf.Objects = []fyne.CanvasObject{widget.NewText(present.T("visit.per_day"), widget.Label)}
	_, _, on := m.subject()
	grams, ok := m.grams("weight_g")
	base, hasBase := m.grams("base_weight_g")
	gain, counted := casework.GainSince(dateOf(m.visit.text("base_date")), base, on, grams)
	switch {
	case !ok:
		m.gainOf.Add(widget.NewText(present.T("visit.no_weight"), widget.SmallPara))
	case !hasBase || !counted:
		m.gainOf.Add(widget.NewText(present.T("visit.no_base"), widget.SmallPara))
	default:
		style := widget.Heading.In(theme.Done)
		if gain.PerDayTenths() < lowGain {
			style = widget.Heading.In(theme.Soon)
		}
		m.gainOf.Add(widget.NewText(present.GainPerDay(gain), style))
		m.gainOf.Add(widget.NewText(present.T("visit.gain_days", gain.Days), widget.Small))
	}
	m.gainOf.Refresh()
}

// lowGain, in tenths of a gram a day, is below what infants customarily gain
// in their first three months (reference §7); it only colours the figure.
const lowGain = 200

func (m *measure) showPlace() {
	m.placed.Objects = []fyne.CanvasObject{widget.NewText(present.T("visit.place"), widget.Label)}
	if place, ok := m.placeNow(); ok {
		sex, _, _ := m.subject()
		m.placed.Add(widget.NewText(present.Percentile(place), widget.Style{Bold: true, Wrap: true}))
		m.placed.Add(widget.NewText(present.GrowthSurvey(m.growth.Survey(), sex), widget.SmallPara))
		if place.Consult {
			m.placed.Add(widget.NewText(present.T("growth.consult"), widget.SmallPara))
		}
	} else {
		m.placed.Add(widget.NewText(present.T("visit.no_place"), widget.SmallPara))
	}
	m.placed.Refresh()
}

func (m *measure) placeNow() (casework.Place, bool) {
	sex, birth, on := m.subject()
	grams, ok := m.grams("weight_g")
	months, known := casework.AgeInMonths(birth, on)
	if !ok || !known || m.growth == nil {
		return casework.Place{}, false
	}
	place, err := m.growth.Place(casework.Weight, sex, months, casework.Kilograms(grams))
	return place, err == nil
}
