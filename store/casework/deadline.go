package casework

// Deadline ids of reference §0.3 that are computed here.
const (
	DL06NewbornVisit = "DL06" // 新生児訪問: birth to day 28
	DL07InfantVisit  = "DL07" // 乳児家庭全戸訪問: until the day before 4 months
)

// NewbornVisitDue returns the last day for the newborn visit: day 28.
func NewbornVisitDue(birth Date) Date { return birth.AddDays(newbornDays) }

// InfantVisitDue returns the last day for the visit to every infant's home: the
// day before the 4-month day.
func InfantVisitDue(birth Date) Date { return birth.AddMonths(4).AddDays(-1) }

// Urgency says how near a due date is.
type Urgency string

// The steps of urgency, each with one colour on the screen.
const (
	Overdue  Urgency = "overdue"
	DueToday Urgency = "today"
	DueSoon  Urgency = "soon"
	DueLater Urgency = "later"
)

// UrgencyOf compares a due date with today; soonDays is how many days ahead
// count as soon (Config.SoonDays).
func UrgencyOf(due, today Date, soonDays int) Urgency {
	switch left := due.DaysSince(today); {
	case left < 0:
		return Overdue
	case left == 0:
		return DueToday
	case left <= soonDays:
		return DueSoon
	default:
		return DueLater
	}
}

// Class is a case's class as the code list case_class has it.
type Class string

// The classes of a case.
const (
	Protection Class = "protection" // 要保護
	Support    Class = "support"    // 要支援
	Expectant  Class = "expectant"  // 特定妊婦
	MCH        Class = "mch"        // 母子
)

// Config holds what a city sets for itself.
type Config struct {
	// UnseenDays is, for each class, how many days a child may go without being
	// seen; the class "" is for every other.
	UnseenDays map[Class]int
	// SoonDays is how many days ahead a due date counts as soon.
	SoonDays int
	// CorrectedUntilMonths is the age up to which the corrected age is shown.
	CorrectedUntilMonths int
}

// DefaultConfig returns the settings a new center starts with.
func DefaultConfig() Config {
	return Config{
		UnseenDays:           map[Class]int{Protection: 30, Support: 30, Expectant: 60, MCH: 90, "": 90},
		SoonDays:             7,
		CorrectedUntilMonths: 24,
	}
}

// UnseenLimit returns the days after which a child of the class counts as unseen.
func (c Config) UnseenLimit(class Class) int {
	if days, ok := c.UnseenDays[class]; ok {
		return days
	}
	return c.UnseenDays[""]
}

// Unseen is how long a child has not been seen with someone's own eyes.
type Unseen struct {
	Days  int  // since the child was last seen, or since the start if never
	Never bool // nobody has seen the child yet
	Over  bool // longer than the class allows
}

// UnseenOn returns how long a child of a case of the class has not been seen.
// last is the day it was last seen, or no date; start is the day to count from
// then (birth, or the day the case was opened if that is later). ok is false
// when both are missing or later than today.
func (c Config) UnseenOn(class Class, last, start, today Date) (u Unseen, ok bool) {
	from := last
	if !last.Valid() {
		from, u.Never = start, true
	}
	if !from.Valid() || !today.Valid() || from.After(today) {
		return Unseen{}, false
	}
	u.Days = today.DaysSince(from)
	u.Over = u.Days > c.UnseenLimit(class)
	return u, true
}
