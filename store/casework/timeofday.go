package casework

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// TimeOfDay is a time on the clock, to the minute.
type TimeOfDay struct{ Hour, Minute int }

// String returns the stored form "09:05".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute) }

// Minutes returns the minutes since midnight.
func (t TimeOfDay) Minutes() int { return t.Hour*60 + t.Minute }

var (
	clockForm   = regexp.MustCompile(`^(\d{1,2})[:;.](\d{2})$`)
	clockDigits = regexp.MustCompile(`^(\d{1,2})(\d{2})$`)
	clockHour   = regexp.MustCompile(`^(\d{1,2})()時?$`)
	clockWords  = regexp.MustCompile(`^(\d{1,2})時(半|\d{1,2}分?)$`)
)

// ParseTimeOfDay reads a time as people type it: 1034, 10:34, １０：３４, 934, 9時,
// 10時34分, 10時半, 午後2時10分. The error is a *ParseError.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	s := strings.TrimSpace(norm.NFKC.String(text))
	if s == "" {
		return TimeOfDay{}, &ParseError{Code: TimeEmpty}
	}
	half := ""
	for _, word := range []string{"午前", "午後"} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			half, s = word, strings.TrimSpace(rest)
		}
	}
	m := firstMatch(s, clockForm, clockDigits, clockWords, clockHour)
	if m == nil {
		return TimeOfDay{}, &ParseError{Code: TimeShape}
	}
	t := TimeOfDay{Hour: atoi(m[1]), Minute: minutes(m[2])}
	if !t.toHalf(half) || t.Hour > 23 || t.Minute > 59 {
		return TimeOfDay{}, &ParseError{Code: TimeNotExist}
	}
	return t, nil
}

// minutes reads the part behind the hour: "", "半", "34" or "34分".
func minutes(part string) int {
	switch part = strings.TrimSuffix(part, "分"); part {
	case "":
		return 0
	case "半":
		return 30
	default:
		return atoi(part)
	}
}

// toHalf moves the hour into the named half of the day and reports whether
// that half has such an hour.
func (t *TimeOfDay) toHalf(half string) bool {
	if half != "" && t.Hour > 12 {
		return false
	}
	if half == "午後" && t.Hour < 12 {
		t.Hour += 12
	}
	if half == "午前" && t.Hour == 12 {
		t.Hour = 0
	}
	return true
}
