package casework

// Age is the time since birth in the steps that people say it in.
type Age struct {
	Years  int
	Months int // 0–11, beyond the years
	Days   int // beyond the months
	// TotalDays counts from birth: 0 on the day itself.
	TotalDays int
}

// AgeOn returns the age on a day. ok is false when either date is missing or
// the day is before birth. For display the birthday itself counts as reached.
func AgeOn(birth, on Date) (age Age, ok bool) {
	if !birth.Valid() || !on.Valid() || on.Before(birth) {
		return Age{}, false
	}
	months := wholeMonths(birth, on)
	return Age{
		Years:     months / 12,
		Months:    months % 12,
		Days:      on.DaysSince(birth.AddMonths(months)),
		TotalDays: on.DaysSince(birth),
	}, true
}

// TotalMonths returns the whole months since birth.
func (a Age) TotalMonths() int { return a.Years*12 + a.Months }

// AgeInMonths returns the age as months with a fraction, the scale of growth
// curves: the days of the month under way are divided by its length.
func AgeInMonths(birth, on Date) (months float64, ok bool) {
	if !birth.Valid() || !on.Valid() || on.Before(birth) {
		return 0, false
	}
	n := wholeMonths(birth, on)
	from, to := birth.AddMonths(n), birth.AddMonths(n+1)
	return float64(n) + float64(on.DaysSince(from))/float64(to.DaysSince(from)), true
}

// wholeMonths returns how many months after birth have been completed on a day.
func wholeMonths(birth, on Date) int {
	n := (on.Year-birth.Year)*12 + on.Month - birth.Month
	if birth.AddMonths(n).After(on) {
		n--
	}
	return n
}

// Corrected is the age counted from the due date.
type Corrected struct {
	// Term is the day that is counted from: the due date.
	Term Date
	// Reached says whether the due date has come. Until then Age is zero and
	// Gestation says how far the pregnancy would have been.
	Reached   bool
	Age       Age
	Gestation Gestation
}

// CorrectedAge returns the corrected age of a child born before 37 weeks. ok is
// false for a child born at term, when a date is missing, and from the age of
// untilMonths on (Config.CorrectedUntilMonths).
func CorrectedAge(birth, due, on Date, untilMonths int) (c Corrected, ok bool) {
	atBirth, known := GestationOn(due, birth)
	actual, born := AgeOn(birth, on)
	if !known || !born || atBirth.Term() != Preterm || actual.TotalMonths() >= untilMonths {
		return Corrected{}, false
	}
	c = Corrected{Term: due}
	c.Age, c.Reached = AgeOn(due, on)
	if !c.Reached {
		c.Gestation, _ = GestationOn(due, on)
	}
	return c, true
}
