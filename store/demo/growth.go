package demo

import (
	"math"
	"strconv"

	"yorisoi/store/casework"
)

// deviations are the places of casework.Lines on the normal curve.
var deviations = [7]float64{-1.8808, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.8808}

// value is the measure of a child who stands z deviations from the middle, on
// straight lines between the survey's curves; 0 where the survey has none.
func (w *world) value(m casework.Measure, sex string, months, z float64) float64 {
	lines, err := w.growth.Percentiles(m, casework.Sex(sex), months)
	if err != nil {
		return 0
	}
	i := 1
	for i < len(lines)-1 && z > deviations[i] {
		i++
	}
	share := (z - deviations[i-1]) / (deviations[i] - deviations[i-1])
	return lines[i-1] + float64(share*(lines[i]-lines[i-1]))
}

// body is what was measured on a day.
type body struct {
	weight             int64 // g, 0 when there are no figures for the age
	height, head, bust float64
}

// measure makes up a measurement of a child: its own place on the curves with
// a little chance, by the corrected age where it was born early.
func (h *house) measure(c *person, on casework.Date) body {
	months, ok := casework.AgeInMonths(c.birth, on)
	if !ok {
		return body{}
	}
	z := c.z + h.normal(0, 0.12)
	early := c.gestation.Term() == casework.Preterm && months < 24
	if early {
		if on.Before(c.due.AddMonths(1)) {
			return h.catchUp(c, on)
		}
		months, _ = casework.AgeInMonths(c.due, on)
	}
	b := body{
		weight: int64(h.value(casework.Weight, c.sex, months, z)*100) * 10,
		height: h.value(casework.Height, c.sex, months, c.zHeight),
		head:   h.value(casework.Head, c.sex, months, float64(0.5*c.zHeight)+h.normal(0, 0.3)),
	}
	if days := on.DaysSince(c.birth); days < 30 {
		b.weight = h.firstMonth(c, days, z)
	}
	if b.head > 0 && months < 24 {
		b.bust = b.head - 1.4 + math.Min(1.6, float64(0.25*months)) + h.normal(0, 0.4)
	}
	return b
}

// firstMonth goes from the weight at birth, less what every child loses in its
// first days, to the curve at 30 days.
func (h *house) firstMonth(c *person, days int, z float64) int64 {
	low := 0.95 * float64(c.weight)
	goal := h.value(casework.Weight, c.sex, 1, z) * 1000
	share := math.Max(0, float64(days-4)/26)
	return int64((low+float64(share*(goal-low)))/10) * 10
}

// catchUp goes from the weight at birth to the curve one month past the due
// date.
func (h *house) catchUp(c *person, on casework.Date) body {
	goal := h.value(casework.Weight, c.sex, 1, c.z-0.3) * 1000
	length := h.value(casework.Height, c.sex, 1, c.zHeight-0.3)
	whole := c.due.AddMonths(1).DaysSince(c.birth)
	share := math.Max(0, float64(on.DaysSince(c.birth)-6)/float64(whole-6))
	low := 0.94 * float64(c.weight)
	return body{
		weight: int64((low+float64(share*(goal-low)))/10) * 10,
		height: length - float64((1-share)*0.11*float64(whole)),
		head:   h.value(casework.Head, c.sex, 1, 0) - float64((1-share)*0.075*float64(whole)),
	}
}

// tenth is the canonical decimal form of a length in cm.
func tenth(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// into writes what was measured.
func (b body) into(set map[string]any) {
	if b.weight > 0 {
		set["weight_g"] = b.weight
	}
	for field, v := range map[string]float64{"height_cm": b.height, "head_cm": b.head, "chest_cm": b.bust} {
		if v > 0 {
			set[field] = tenth(v)
		}
	}
}
