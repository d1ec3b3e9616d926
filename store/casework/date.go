package casework

import (
	"fmt"
	"time"
)

// Date is a civil date. The zero value means "no date"; every other value made
// by this package exists in the calendar.
type Date struct {
	Year  int
	Month int // 1–12
	Day   int // 1–31
}

// NewDate returns the date, or a ParseError with code date_not_exist when the
// calendar has no such day.
func NewDate(year, month, day int) (Date, error) {
	d := Date{year, month, day}
	if !d.Valid() {
		return Date{}, &ParseError{Code: DateNotExist}
	}
	return d, nil
}

// DateOf returns the civil date of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// ParseISO reads the stored form "2026-11-22" and nothing else.
func ParseISO(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, &ParseError{Code: DateShape}
	}
	return DateOf(t), nil
}

// String returns the stored form "2026-11-22", or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the calendar has the day. The zero date is not valid.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// Time returns the first moment of the day in loc.
func (d Date) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, loc)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time(time.UTC).Weekday() }

// AddDays returns the date n days later; n may be negative.
func (d Date) AddDays(n int) Date { return DateOf(d.Time(time.UTC).AddDate(0, 0, n)) }

// AddMonths returns the same day n months later, or that month's last day when
// the month is shorter (reference §0.1: the 31st rule).
func (d Date) AddMonths(n int) Date {
	m := d.Year*12 + d.Month - 1 + n
	year, month := m/12, m%12+1
	return Date{year, month, min(d.Day, daysIn(year, month))}
}

// DaysSince returns the number of days from other to d; negative when d is earlier.
func (d Date) DaysSince(other Date) int {
	return int(d.Time(time.UTC).Sub(other.Time(time.UTC)) / (24 * time.Hour))
}

// Compare returns -1, 0 or +1 as d is before, on or after other.
func (d Date) Compare(other Date) int {
	switch {
	case d == other:
		return 0
	case d.Before(other):
		return -1
	default:
		return 1
	}
}

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool {
	if d.Year != other.Year {
		return d.Year < other.Year
	}
	if d.Month != other.Month {
		return d.Month < other.Month
	}
	return d.Day < other.Day
}

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return other.Before(d) }

// daysIn returns how many days the month has.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
