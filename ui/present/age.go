package present

import "yorisoi/store/casework"

// Ages from which the smaller unit is no longer said.
const (
	monthsUntilYears = 3 // 2歳4か月, but 3歳
)

// Age returns the age on a day as people say it: 生後21日, 生後3か月2日,
// 1歳4か月, 3歳. Without a birth date, or before birth, it says so.
func Age(birth, on casework.Date) string {
	if birth.IsZero() {
		return T("age.unknown")
	}
	age, ok := casework.AgeOn(birth, on)
	switch {
	case !ok:
		return T("age.unborn")
	case age.Years >= monthsUntilYears || age.Years > 0 && age.Months == 0:
		return T("age.years", age.Years)
	case age.Years > 0:
		return T("age.years_months", age.Years, age.Months)
	case age.Months == 0:
		return T("age.days", age.Days)
	case age.Days == 0:
		return T("age.months", age.Months)
	default:
		return T("age.months_days", age.Months, age.Days)
	}
}

// AgeCorrected returns the age, and for a child born before 37 weeks the
// corrected one behind it until the given age in months: 生後3か月2日(修正
// 2か月5日). Before the due date the week of pregnancy stands there.
func AgeCorrected(birth, due, on casework.Date, untilMonths int) string {
	c, ok := casework.CorrectedAge(birth, due, on, untilMonths)
	if !ok {
		return Age(birth, on)
	}
	return T("age.corrected", Named{"actual": Age(birth, on), "corrected": corrected(c)})
}

func corrected(c casework.Corrected) string {
	switch a := c.Age; {
	case !c.Reached:
		return T("age.plain.before_term", c.Gestation.Weeks(), c.Gestation.Days())
	case a.Years > 0 && a.Months == 0:
		return T("age.years", a.Years)
	case a.Years > 0:
		return T("age.years_months", a.Years, a.Months)
	case a.Months == 0:
		return T("age.plain.days", a.Days)
	case a.Days == 0:
		return T("age.plain.months", a.Months)
	default:
		return T("age.plain.months_days", a.Months, a.Days)
	}
}

// Gestation returns how far a pregnancy is, 31週2日.
func Gestation(g casework.Gestation) string { return T("gestation.weeks", g.Weeks(), g.Days()) }

// Pregnant returns the same for a sentence about the mother, 妊娠31週2日.
func Pregnant(g casework.Gestation) string { return T("gestation.pregnant", g.Weeks(), g.Days()) }

// PregnancyMonth returns the month of pregnancy, 妊娠8か月.
func PregnancyMonth(g casework.Gestation) string { return T("gestation.month", g.Month()) }

// Grade returns the school year, 小学1年.
func Grade(g casework.Grade) string {
	switch band := g.Band(); band {
	case casework.Elementary:
		return T("grade.elementary", int(g))
	case casework.JuniorHigh:
		return T("grade.junior_high", int(g)-6)
	case casework.HighSchool:
		return T("grade.high_school", int(g)-9)
	default:
		return T("grade." + string(band))
	}
}
