package casework

import (
	"errors"
	"math"
)

// ErrNoGrowthData is returned when the survey has no figures for the measure,
// sex or age: a sex not known, head circumference from 33 months, and so on.
var ErrNoGrowthData = errors.New("find growth figures: none for this measure, sex and age")

// Measure is what is measured; the survey's own unit is in the comment.
type Measure string

// The measures of the 2023 survey.
const (
	Weight Measure = "weight" // kg
	Height Measure = "height" // cm
	Head   Measure = "head"   // cm
)

// Sex as records hold it; the survey knows male and female only.
type Sex string

// The sexes that growth tables distinguish.
const (
	Male   Sex = "M"
	Female Sex = "F"
)

// Lines are the seven percentiles of the survey, lowest first.
var Lines = [7]int{3, 10, 25, 50, 75, 90, 97}

// Percentiles are the values on the seven Lines at one age, in the survey's unit.
type Percentiles [7]float64

// Growth is a survey of body measures, loaded by LoadGrowth.
type Growth struct {
	survey string
	curves map[curveKey][]Point
}

type curveKey struct {
	measure Measure
	sex     Sex
}

// Point is one age on the curves of a measure and sex.
type Point struct {
	Months float64
	Values Percentiles
}

// Survey returns the survey's code as the table has it, "R5-2023". It belongs
// beside every curve, because the handbook may print an older one.
func (g *Growth) Survey() string { return g.survey }

// Ages returns the first and last month for which there are figures.
func (g *Growth) Ages(m Measure, s Sex) (from, to float64, err error) {
	points := g.curves[curveKey{m, s}]
	if len(points) == 0 {
		return 0, 0, ErrNoGrowthData
	}
	return points[0].Months, points[len(points)-1].Months, nil
}

// Percentiles returns the seven values at an age in months, on straight lines
// between the survey's plot points.
func (g *Growth) Percentiles(m Measure, s Sex, months float64) (Percentiles, error) {
	points := g.curves[curveKey{m, s}]
	for i, p := range points {
		if p.Months == months {
			return p.Values, nil
		}
		if i > 0 && points[i-1].Months < months && months < p.Months {
			return between(points[i-1], p, months), nil
		}
	}
	return Percentiles{}, ErrNoGrowthData
}

func between(a, b Point, months float64) (v Percentiles) {
	share := (months - a.Months) / (b.Months - a.Months)
	for i := range v {
		v[i] = a.Values[i] + share*(b.Values[i]-a.Values[i])
	}
	return v
}

// Curve returns n points evenly spread from one age to another for drawing,
// together with the survey's own plot points between them, so that no corner is
// cut. The range is clipped to the survey's ages.
func (g *Growth) Curve(m Measure, s Sex, from, to float64, n int) ([]Point, error) {
	first, last, err := g.Ages(m, s)
	if err != nil {
		return nil, err
	}
	from, to = math.Max(from, first), math.Min(to, last)
	if n < 2 || from >= to {
		return nil, ErrNoGrowthData
	}
	var curve []Point
	corners := g.curves[curveKey{m, s}]
	for i := range n {
		months := from + (to-from)*float64(i)/float64(n-1)
		if i == n-1 {
			months = to
		}
		for len(corners) > 0 && corners[0].Months <= months {
			if c := corners[0]; c.Months > from && c.Months < months {
				curve = append(curve, c)
			}
			corners = corners[1:]
		}
		values, err := g.Percentiles(m, s, months)
		if err != nil {
			return nil, err
		}
		curve = append(curve, Point{months, values})
	}
	return curve, nil
}

// Place is where a value lies among children of the same age and sex.
type Place struct {
	// Band is "<3", "3–10", "10–25", "25–50", "50–75", "75–90", "90–97" or "≥97".
	Band string
	// Low and High are the lines below and above; 0 below the 3rd and 100 above
	// the 97th.
	Low, High int
	// Lines are the seven values at this age, in the survey's unit.
	Lines Percentiles
	// Consult is set below the 3rd line and from the 97th on: a reason to speak
	// with the check-up or a paediatrician, and no finding in itself.
	Consult bool
	// step is how many lines lie at or below the value.
	step int
}

var bandNames = [8]string{"<3", "3–10", "10–25", "25–50", "50–75", "75–90", "90–97", "≥97"}

// Place finds a value, in the survey's unit (kg or cm), among the percentiles
// at an age. A value on a line belongs to the band above it.
func (g *Growth) Place(m Measure, s Sex, months, value float64) (Place, error) {
	lines, err := g.Percentiles(m, s, months)
	if err != nil {
		return Place{}, err
	}
	p := Place{High: 100, Lines: lines}
	for i, line := range lines {
		if value < line {
			p.High = Lines[i]
			break
		}
		p.Low, p.step = Lines[i], i+1
	}
	p.Band = bandNames[p.step]
	p.Consult = p.step == 0 || p.step == len(lines)
	return p, nil
}

// LinesCrossed returns how many lines lie between an earlier and a later place;
// negative when the later one is lower. Two or more are worth a word.
func LinesCrossed(earlier, later Place) int { return later.step - earlier.step }

// Kilograms converts a recorded weight to the survey's unit.
func Kilograms(grams int64) float64 { return float64(grams) / 1000 }
