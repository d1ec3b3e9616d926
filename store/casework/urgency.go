package casework

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

// rank orders the steps of urgency, the most urgent first.
func (u Urgency) rank() int {
	switch u {
	case Overdue:
		return 0
	case DueToday:
		return 1
	case DueSoon:
		return 2
	}
	return 3
}

// sooner returns the more urgent of two.
func sooner(a, b Urgency) Urgency {
	if a.rank() <= b.rank() {
		return a
	}
	return b
}
