package casework

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Query is everything that text typed into the search box can mean. Each part
// that is not empty is another way for a record to match.
type Query struct {
	Fold   string    // the folded text
	Tokens []string  // for the text index; all must be there
	Romaji []string  // beginnings of a RomajiKey
	Phone  string    // digits contained in a folded telephone number
	Birth  DateRange // days of birth, both ends included
}

// DateRange is the days from one to another, both included; zero for none.
type DateRange struct{ From, To Date }

// IsZero reports whether there is no range.
func (r DateRange) IsZero() bool { return r.From.IsZero() }

// Contains reports whether d lies in the range.
func (r DateRange) Contains(d Date) bool {
	return !r.IsZero() && !d.IsZero() && !d.Before(r.From) && !d.After(r.To)
}

// minPhoneDigits is how many digits are looked up as part of a number.
const minPhoneDigits = 3

var phoneForm = regexp.MustCompile(`^\+?[\d\s()\-‐−ー.]+$`)

// ParseQuery reads what was typed into the search box.
func ParseQuery(text string) Query {
	q := Query{
		Fold:   strings.TrimSpace(Fold(text)),
		Tokens: QueryTokens(text),
		Romaji: RomajiQuery(text),
		Birth:  ParseBirthQuery(text),
	}
	if phoneForm.MatchString(strings.TrimSpace(norm.NFKC.String(text))) {
		if digits := FoldPhone(text); len(digits) >= minPhoneDigits {
			q.Phone = digits
		}
	}
	return q
}

var (
	eraMonth     = regexp.MustCompile(`^(令和|平成|昭和|大正|[RHST])\s*(\d{1,2}|元)(?:[./\-](\d{1,2}))?$`)
	westernMonth = regexp.MustCompile(`^(\d{4})(?:[./\-](\d{1,2}))?$`)
)

// ParseBirthQuery reads a day, a month or a year as people type it when they
// look for a birth date: R5.3.2, 20230302, R5.3, 2023/3, 令和5年, 2023. It returns
// no range for anything else, and for days without a year.
func ParseBirthQuery(text string) DateRange {
	if d, err := ParseDate(text, Near{}); err == nil {
		return DateRange{d, d}
	}
	s := strings.TrimSpace(norm.NFKC.String(text))
	s = strings.TrimRight(separators.Replace(strings.ToUpper(s)), "/")
	if m := eraMonth.FindStringSubmatch(s); m != nil {
		return eraRange(m[1], m[2], m[3])
	}
	if m := westernMonth.FindStringSubmatch(s); m != nil {
		return yearRange(atoi(m[1]), m[2])
	}
	return DateRange{}
}

// eraRange returns the part of a year or month that lies in the era.
func eraRange(name, year, month string) DateRange {
	era, ok := findEra(name)
	n := 1
	if year != "元" {
		n = atoi(year)
	}
	if !ok || n < 1 {
		return DateRange{}
	}
	r := yearRange(era.year(n), month)
	if r.From.Before(era.First) {
		r.From = era.First
	}
	if !era.Last.IsZero() && r.To.After(era.Last) {
		r.To = era.Last
	}
	if r.To.Before(r.From) {
		return DateRange{}
	}
	return r
}

// yearRange returns a month, or the whole year when month is "".
func yearRange(year int, month string) DateRange {
	if year < firstYear || year > lastYear {
		return DateRange{}
	}
	if month == "" {
		return DateRange{Date{year, 1, 1}, Date{year, 12, 31}}
	}
	m := atoi(month)
	if m < 1 || m > 12 {
		return DateRange{}
	}
	return DateRange{Date{year, m, 1}, Date{year, m, daysIn(year, m)}}
}
