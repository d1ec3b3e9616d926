package casework

import "fmt"

// termDays is the length of a pregnancy to its due date: 40 weeks.
const termDays = 280

// Gestation is how far a pregnancy is, in days (0w0d = 0).
type Gestation struct{ TotalDays int }

// NewGestation returns weeks and days as one value.
func NewGestation(weeks, days int) Gestation { return Gestation{weeks*7 + days} }

// GestationOn returns how far the pregnancy with the given due date is on a
// day: 280 − (due − on). ok is false when a date is missing or the day is
// before the pregnancy.
func GestationOn(due, on Date) (g Gestation, ok bool) {
	if !due.Valid() || !on.Valid() {
		return Gestation{}, false
	}
	days := termDays - due.DaysSince(on)
	if days < 0 {
		return Gestation{}, false
	}
	return Gestation{days}, true
}

// DueDate returns the due date of a pregnancy that was this far on a day, for
// instance on the day of birth.
func (g Gestation) DueDate(on Date) Date { return on.AddDays(termDays - g.TotalDays) }

// Weeks returns the completed weeks.
func (g Gestation) Weeks() int { return g.TotalDays / 7 }

// Days returns the days beyond the completed weeks.
func (g Gestation) Days() int { return g.TotalDays % 7 }

// Month returns the month of pregnancy (妊娠月): weeks div 4 + 1.
func (g Gestation) Month() int { return g.Weeks()/4 + 1 }

// String returns the short form "31w2d".
func (g Gestation) String() string { return fmt.Sprintf("%dw%dd", g.Weeks(), g.Days()) }

// Term is the band of a birth by weeks of pregnancy.
type Term string

// The bands of reference §0.1; before 22 weeks it is no birth.
const (
	BeforeViable Term = "before_22w"
	Preterm      Term = "preterm"  // 早産 22w0d–36w6d
	FullTerm     Term = "term"     // 正期 37w0d–41w6d
	PostTerm     Term = "postterm" // 過期 42w0d–
)

// Term returns the band of a birth at this point.
func (g Gestation) Term() Term {
	switch w := g.Weeks(); {
	case w < 22:
		return BeforeViable
	case w < 37:
		return Preterm
	case w < 42:
		return FullTerm
	default:
		return PostTerm
	}
}

// NotificationBand is the national statistic's band for the week in which a
// pregnancy was notified.
type NotificationBand string

// The bands of the pregnancy notification statistic.
const (
	NotifiedTo11    NotificationBand = "to_11w"
	Notified12To19  NotificationBand = "12_19w"
	Notified20To27  NotificationBand = "20_27w"
	NotifiedFrom28  NotificationBand = "from_28w"
	NotifiedAtBirth NotificationBand = "after_birth"
	NotifiedUnknown NotificationBand = "unknown"
)

// NotificationBandOf returns the band of a notification on a day. birth is the
// child's date of birth, or no date while unborn.
func NotificationBandOf(due, birth, on Date) NotificationBand {
	if birth.Valid() && on.Valid() && !on.Before(birth) {
		return NotifiedAtBirth
	}
	g, ok := GestationOn(due, on)
	switch w := g.Weeks(); {
	case !ok:
		return NotifiedUnknown
	case w <= 11:
		return NotifiedTo11
	case w <= 19:
		return Notified12To19
	case w <= 27:
		return Notified20To27
	default:
		return NotifiedFrom28
	}
}
