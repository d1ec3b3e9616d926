package casework

import "fmt"

// FiscalYear returns the fiscal year (年度, 1 April to 31 March) by its starting
// year; 0 for no date.
func (d Date) FiscalYear() int {
	if d.Month < 4 && !d.IsZero() {
		return d.Year - 1
	}
	return d.Year
}

// FiscalYearShort returns the short name of a fiscal year, "R6"; the year of
// the change of era takes the newer one (2019 = R1). Years before 大正 keep the
// western number.
func FiscalYearShort(fiscalYear int) string {
	era, n, ok := Date{fiscalYear, 12, 31}.Era()
	if !ok {
		return fmt.Sprint(fiscalYear)
	}
	return fmt.Sprintf("%s%d", era.Short, n)
}

// Grade is the school year (学年): 1–6 小学校, 7–9 中学校, 10–12 the ages of 高校,
// 0, -1, -2 年長, 年中, 年少 and lower before that.
type Grade int

// SchoolEntry returns the year in which a child enters 小学1年 on 1 April. A child
// born on 1 April belongs to the older year (the age is reached the day before).
func SchoolEntry(birth Date) int {
	if birth.Month < 4 || birth.Month == 4 && birth.Day == 1 {
		return birth.Year + 6
	}
	return birth.Year + 7
}

// GradeOn returns the grade on a day. ok is false when a date is missing or the
// day is before birth.
func GradeOn(birth, on Date) (g Grade, ok bool) {
	if !birth.Valid() || !on.Valid() || on.Before(birth) {
		return 0, false
	}
	return Grade(on.FiscalYear() - SchoolEntry(birth) + 1), true
}

// SchoolBand is the statistic's band by school.
type SchoolBand string

// The bands by school of reference §0.1.
const (
	Preschool   SchoolBand = "preschool"
	Elementary  SchoolBand = "elementary"
	JuniorHigh  SchoolBand = "junior_high"
	HighSchool  SchoolBand = "high_school"
	AfterSchool SchoolBand = "after_school"
)

// Band returns the statistic's band of the grade.
func (g Grade) Band() SchoolBand {
	switch {
	case g < 1:
		return Preschool
	case g <= 6:
		return Elementary
	case g <= 9:
		return JuniorHigh
	case g <= 12:
		return HighSchool
	default:
		return AfterSchool
	}
}
