package casework

// Class is a case's class as the code list case_class has it.
type Class string

// The classes of a case.
const (
	Protection Class = "protection" // 要保護
	Support    Class = "support"    // 要支援
	Expectant  Class = "expectant"  // 特定妊婦
	MCH        Class = "mch"        // 母子
)

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
