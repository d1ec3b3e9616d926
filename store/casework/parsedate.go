package casework

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ParseCode says why a typed text was not understood. The codes are also keys
// of translations ("input." + code).
type ParseCode string

// What can be wrong with a typed date or time.
const (
	DateEmpty      ParseCode = "date_empty"       // nothing was typed
	DateShape      ParseCode = "date_shape"       // not a form that is understood
	DateNotExist   ParseCode = "date_not_exist"   // the calendar has no such day
	DateOutsideEra ParseCode = "date_outside_era" // the era had no such day
	DateShortYear  ParseCode = "date_short_year"  // a year of two digits without an era
	DateOutOfRange ParseCode = "date_range"       // a year that no record can have
	TimeEmpty      ParseCode = "time_empty"       // nothing was typed
	TimeShape      ParseCode = "time_shape"       // not a form that is understood
	TimeNotExist   ParseCode = "time_not_exist"   // the day has no such time
)

// ParseError is returned for typed text that is no date or time. It never holds
// the text itself, so that it may be logged.
type ParseError struct{ Code ParseCode }

func (e *ParseError) Error() string { return "parse typed text: " + string(e.Code) }

// Prefer says which year a date typed without a year belongs to.
type Prefer int

// The choices for a date typed without a year.
const (
	ThisYear Prefer = iota // the year of the reference date
	InPast                 // the latest such day that is not after the reference date
	InFuture               // the earliest such day that is not before it
	Nearest                // the one closest to it; the past one when both are as close
)

// Near is the reference for dates typed without a year and for words such as 今日.
type Near struct {
	Today  Date
	Prefer Prefer
}

// First and last year that a typed date may have.
const (
	firstYear = 1868
	lastYear  = 2199
)

var (
	weekdaySuffix = regexp.MustCompile(`\s*\([日月火水木金土]\)$`)
	eraForm       = regexp.MustCompile(`^(令和|平成|昭和|大正|[RHST])\s*(\d{1,2}|元)[./\-](\d{1,2})[./\-](\d{1,2})$`)
	eraDigits     = regexp.MustCompile(`^([RHST])(\d{1,2})(\d{2})(\d{2})$`)
	westernForm   = regexp.MustCompile(`^(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})$`)
	westernDigits = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	shortForm     = regexp.MustCompile(`^(\d{1,2})[./\-](\d{1,2})$`)
	shortDigits   = regexp.MustCompile(`^(\d{2})(\d{2})$`)
	twoDigitYear  = regexp.MustCompile(`^\d{1,2}[./\-]\d{1,2}[./\-]\d{1,2}$|^\d{6}$`)
	separators    = strings.NewReplacer(
		"年", "/", "月", "/", "日", "", "。", ".", "・", "/",
		"ー", "-", "−", "-", "‐", "-", "–", "-", "—", "-", "〜", "-")
)

// dayWords are the words for days near today, as people type them.
var dayWords = map[string]int{
	"今日": 0, "きょう": 0, "本日": 0,
	"昨日": -1, "きのう": -1, "一昨日": -2, "おととい": -2,
	"明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2,
}

// ParseDate reads a date as people type it: r8.11.22, R081122, R8/11/22,
// 令和8年11月22日, 令和元年5月1日, 2026/11/22, 2026-11-22, 20261122, 1122, 11/22,
// 今日; full-width or half-width, any case, with or without (日) behind it. The
// error is a *ParseError.
func ParseDate(text string, near Near) (Date, error) {
	s := strings.TrimSpace(norm.NFKC.String(text))
	if s == "" {
		return Date{}, &ParseError{Code: DateEmpty}
	}
	if n, ok := dayWords[s]; ok && near.Today.Valid() {
		return near.Today.AddDays(n), nil
	}
	s = weekdaySuffix.ReplaceAllString(s, "")
	s = strings.TrimSuffix(separators.Replace(strings.ToUpper(s)), "/")
	if m := firstMatch(s, eraForm, eraDigits); m != nil {
		return parseEra(m[1], m[2], m[3], m[4])
	}
	if m := firstMatch(s, westernForm, westernDigits); m != nil {
		return western(atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	if m := firstMatch(s, shortForm, shortDigits); m != nil {
		return nearDate(atoi(m[1]), atoi(m[2]), near)
	}
	if twoDigitYear.MatchString(s) {
		return Date{}, &ParseError{Code: DateShortYear}
	}
	return Date{}, &ParseError{Code: DateShape}
}

// parseEra reads a date counted in an era. A day outside the era is refused
// rather than moved into the next one, as the year is then likely mistyped.
func parseEra(name, year, month, day string) (Date, error) {
	era, ok := findEra(name)
	if !ok {
		return Date{}, &ParseError{Code: DateShape}
	}
	n := 1
	if year != "元" {
		n = atoi(year)
	}
	if n < 1 {
		return Date{}, &ParseError{Code: DateOutsideEra}
	}
	d, err := western(era.year(n), atoi(month), atoi(day))
	if err != nil {
		return Date{}, err
	}
	if !era.Contains(d) {
		return Date{}, &ParseError{Code: DateOutsideEra}
	}
	return d, nil
}

func western(year, month, day int) (Date, error) {
	if year < firstYear || year > lastYear {
		return Date{}, &ParseError{Code: DateOutOfRange}
	}
	return NewDate(year, month, day)
}

// nearDate finds the year for a month and day. Eight years are enough to find
// a 29 February in either direction.
func nearDate(month, day int, near Near) (Date, error) {
	if !near.Today.Valid() {
		return Date{}, &ParseError{Code: DateShape}
	}
	if near.Prefer == ThisYear {
		return NewDate(near.Today.Year, month, day)
	}
	var past, future Date
	for n := 8; n >= -8; n-- {
		d, err := NewDate(near.Today.Year+n, month, day)
		if err != nil {
			continue
		}
		if !d.Before(near.Today) {
			future = d
		}
		if past.IsZero() && !d.After(near.Today) {
			past = d
		}
	}
	if past.IsZero() || future.IsZero() {
		return Date{}, &ParseError{Code: DateNotExist}
	}
	switch {
	case near.Prefer == InPast:
		return past, nil
	case near.Prefer == InFuture:
		return future, nil
	case future.DaysSince(near.Today) < near.Today.DaysSince(past):
		return future, nil
	default:
		return past, nil
	}
}

func firstMatch(s string, forms ...*regexp.Regexp) []string {
	for _, re := range forms {
		if m := re.FindStringSubmatch(s); m != nil {
			return m
		}
	}
	return nil
}

// atoi converts digits that a pattern has already checked.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic("casework: atoi of unchecked text")
	}
	return n
}
