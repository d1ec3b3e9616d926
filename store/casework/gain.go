package casework

import "math"

// Gain is a change of weight over days.
type Gain struct {
	Grams int64
	Days  int
}

// GainSince returns the gain from a base weighing (usually discharge) to a
// later one. ok is false when a date or weight is missing or the second is not
// on a later day.
func GainSince(baseOn Date, baseGrams int64, on Date, grams int64) (g Gain, ok bool) {
	if !baseOn.Valid() || !on.Valid() || !on.After(baseOn) || baseGrams <= 0 || grams <= 0 {
		return Gain{}, false
	}
	return Gain{Grams: grams - baseGrams, Days: on.DaysSince(baseOn)}, true
}

// PerDayTenths returns tenths of a gram a day, rounded half away from zero:
// 325 stands for 32.5 g/day. 0 when no day has passed.
func (g Gain) PerDayTenths() int64 {
	if g.Days <= 0 {
		return 0
	}
	return int64(math.Round(float64(g.Grams*10) / float64(g.Days)))
}
