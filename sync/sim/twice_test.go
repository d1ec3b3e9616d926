package sim_test

import (
	"fmt"
	"slices"
)

// twice reports whether a field shows other values than the history asks for
// only because a machine that was set back made the same save twice: it
// confirmed a draft once more, or wrote anew what the center had after all.
// Then a value may be superseded by somebody who had seen it from the other
// one, and one that was superseded may ask once more to be decided about.
func (s *sim) twice(saves []*save, field string, got, want []string) bool {
	for _, value := range want {
		if !slices.Contains(got, value) && !slices.ContainsFunc(saves, func(o *save) bool {
			_, sets := o.set[field]
			return sets && s.stations[o.station].setBack && o.saw(field, value)
		}) {
			return false
		}
	}
	for _, value := range got {
		if !slices.Contains(want, value) && !slices.ContainsFunc(saves, func(o *save) bool {
			v, sets := o.set[field]
			return sets && s.stations[o.station].setBack && fmt.Sprint(v) == value
		}) {
			return false
		}
	}
	return true
}

// saw reports whether a save's writer had seen a value of a field.
func (s *save) saw(field, value string) bool {
	for k := range s.knew {
		if v, sets := k.set[field]; sets && fmt.Sprint(v) == value {
			return true
		}
	}
	return false
}
