package casework

import (
	"crypto/sha256"
	"fmt"
)

// Numbered reports whether records of a kind get a number of their own.
func Numbered(kind string) bool {
	switch kind {
	case "family", "intake", "registry", "plan":
		return true
	}
	return false
}

// SeriesOf returns the sign of the series that a record's number runs in; ""
// for a family's file, whose numbers carry none, and for kinds without one.
func SeriesOf(kind string, e *Entry) string {
	switch kind {
	case "intake":
		if e != nil && e.Text("consultation") == "abuse" {
			return "虐"
		}
		return "相"
	case "registry":
		return "要"
	case "plan":
		return "支"
	}
	return ""
}

// FormatNumber writes the nth number of a series: R8-虐-7K-012. The mark is the
// station's, so that numbers given without a network stay unique; every series
// starts anew with the fiscal year, at each station.
func FormatNumber(series string, fiscalYear int, mark string, n int) string {
	year := FiscalYearShort(fiscalYear)
	if series == "" {
		return fmt.Sprintf("%s-%s-%03d", year, mark, n)
	}
	return fmt.Sprintf("%s-%s-%s-%03d", year, series, mark, n)
}

// markSigns leaves out what looks like something else on paper or on the
// telephone: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V.
const markSigns = "34679ACDEFGHJKMNPRTWXY"

// shortestMark is how many signs a station's mark has at least.
const shortestMark = 2

// StationMark returns the mark of a station: the shortest beginning, of two
// signs up, of a hash of its id that no other station has.
func StationMark(id string, taken map[string]bool) string {
	sum := sha256.Sum256([]byte(id))
	signs := make([]byte, len(sum))
	for i, b := range sum {
		signs[i] = markSigns[int(b)%len(markSigns)]
	}
	for n := shortestMark; n < len(signs); n++ {
		if mark := string(signs[:n]); !taken[mark] {
			return mark
		}
	}
	return string(signs)
}
