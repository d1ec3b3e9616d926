package present

import (
	"errors"
	"fmt"
	"time"

	"yorisoi/store/casework"
)

// Date returns the full date, 令和8年11月22日(日). Before 大正 the year is the
// western one. No date gives the words for that.
func Date(d casework.Date) string {
	if d.IsZero() {
		return T("date.none")
	}
	return T("date.long", Named{
		"year": yearOf(d), "month": T(fmt.Sprintf("month.%d", d.Month)), "day": d.Day, "weekday": Weekday(d),
	})
}

// yearOf returns 令和8年, or the western year in English.
func yearOf(d casework.Date) string {
	era, n, ok := d.Era()
	if CurrentLanguage() != Japanese || !ok {
		return T("date.western_year", d.Year)
	}
	year := fmt.Sprint(n)
	if n == 1 {
		year = T("date.first_year")
	}
	return T("date.era_year", Named{"era": T("era." + era.Short), "year": year})
}

// Weekday returns the day of the week in its short form, 日.
func Weekday(d casework.Date) string { return T(fmt.Sprintf("weekday.%d", d.Weekday())) }

// EraDate returns the short date with its year, R8.11.22; 2026-11-22 in English
// and before 大正.
func EraDate(d casework.Date) string {
	if short, ok := eraYear(d); ok {
		return fmt.Sprintf("%s.%d.%d", short, d.Month, d.Day)
	}
	return d.String()
}

// EraMonth returns the month with its year, R8.11; 2026-11 in English.
func EraMonth(d casework.Date) string {
	if short, ok := eraYear(d); ok {
		return fmt.Sprintf("%s.%d", short, d.Month)
	}
	if d.IsZero() {
		return ""
	}
	return d.String()[:len("2026-11")]
}

func eraYear(d casework.Date) (string, bool) {
	era, n, ok := d.Era()
	if CurrentLanguage() != Japanese || !ok {
		return "", false
	}
	return fmt.Sprintf("%s%d", era.Short, n), true
}

// nearDays is how far a date may lie from today to be shown without its year.
const nearDays = 183

// ShortDate returns 11/22 within half a year of today, and EraDate beyond, where
// the year would be a guess.
func ShortDate(d, today casework.Date) string {
	if away := d.DaysSince(today); d.IsZero() || away > nearDays || away < -nearDays {
		return EraDate(d)
	}
	return T("date.short", Named{"month": T(fmt.Sprintf("month.short.%d", d.Month)), "day": d.Day})
}

// DateTime returns 11/22 14:32 in the location of t.
func DateTime(t time.Time, today casework.Date) string {
	return T("date.time", Named{"date": ShortDate(casework.DateOf(t), today), "time": Clock(t)})
}

// Clock returns the time to the minute, 14:32.
func Clock(t time.Time) string { return t.Format("15:04") }

// ClockSeconds returns the time to the second, 14:32:07.
func ClockSeconds(t time.Time) string { return t.Format("15:04:05") }

// Moment returns the time alone for a moment of today, and the date with it for
// any other day.
func Moment(t time.Time, today casework.Date) string {
	if casework.DateOf(t) == today {
		return Clock(t)
	}
	return DateTime(t, today)
}

// RelativeDay returns 今日, 昨日, 2日前, 明日, 3日後.
func RelativeDay(d, today casework.Date) string {
	switch n := d.DaysSince(today); {
	case n == 0:
		return T("day.today")
	case n == -1:
		return T("day.yesterday")
	case n == 1:
		return T("day.tomorrow")
	case n < 0:
		return T("day.ago", -n)
	default:
		return T("day.ahead", n)
	}
}

// TimeLeft returns 残り 5時間12分 for the time until a deadline, and what has
// passed beyond it once it is negative.
func TimeLeft(left time.Duration) string {
	if left < 0 {
		return T("time.over", Duration(-left))
	}
	return T("time.left", Duration(left))
}

// Duration returns 12分, 5時間12分 or 2日3時間, cut off below the minute.
func Duration(d time.Duration) string {
	minutes := int(d / time.Minute)
	switch hours := minutes / 60; {
	case hours == 0:
		return T("time.minutes", minutes)
	case hours >= 48:
		return T("time.days_hours", hours/24, hours%24)
	case minutes%60 == 0:
		return T("time.hours", hours)
	default:
		return T("time.hours_minutes", hours, minutes%60)
	}
}

// FiscalYear returns R6年度, or FY2024 in English.
func FiscalYear(year int) string {
	if CurrentLanguage() != Japanese {
		return T("fiscal_year", year)
	}
	return T("fiscal_year", casework.FiscalYearShort(year))
}

// InputProblem returns what to say about a typed text that is no date, time or
// number, and "" for any other error.
func InputProblem(err error) string {
	var parse *casework.ParseError
	if errors.As(err, &parse) {
		return T("input." + string(parse.Code))
	}
	var number *NumberError
	if errors.As(err, &number) {
		return T("input." + number.Code)
	}
	return ""
}
