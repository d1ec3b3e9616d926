package casework

import "time"

// IsHoliday reports whether a day is a holiday under 国民の祝日に関する法律: a
// national holiday, the day that stands in for one on a Sunday, or a day between
// two of them. It knows the years 1980 to 2099; the equinoxes of a year are
// announced the February before, and the formula has met all of them so far.
func IsHoliday(d Date) bool {
	return isNational(d) || isSubstitute(d) || isBetween(d)
}

// isNational reports whether a day is itself one of the national holidays.
func isNational(d Date) bool {
	for _, h := range fixedHolidays {
		if d.Month == h.month && d.Day == h.day && d.Year >= h.from && d.Year <= h.to {
			return true
		}
	}
	for _, h := range mondayHolidays {
		if d.Month == h.month && d.Year >= h.from && d.Year <= h.to && d == nthMonday(d.Year, h.month, h.nth) && !movedForGames(d) {
			return true
		}
	}
	return d == springEquinox(d.Year) || d == autumnEquinox(d.Year)
}

// isSubstitute reports whether a day stands in for a holiday on a Sunday: the
// Monday after it, since 2007 the next day that is no holiday itself.
func isSubstitute(d Date) bool {
	if isNational(d) {
		return false
	}
	back := d.AddDays(-1)
	for d.Year >= 2007 && isNational(back) && back.Weekday() != time.Sunday {
		back = back.AddDays(-1)
	}
	return back.Weekday() == time.Sunday && isNational(back)
}

// isBetween reports whether a day is made a holiday by the ones before and after
// it, which the law knows since 1986.
func isBetween(d Date) bool {
	return d.Year >= 1986 && d.Weekday() != time.Sunday && !isNational(d) && !isSubstitute(d) &&
		isNational(d.AddDays(-1)) && isNational(d.AddDays(1))
}

// fixedHoliday is a holiday on a day of the calendar.
type fixedHoliday struct{ month, day, from, to int }

// goesOn is the last year of a holiday that still stands.
const goesOn = 9999

var fixedHolidays = []fixedHoliday{
	{1, 1, 1948, goesOn},   // 元日
	{1, 15, 1949, 1999},    // 成人の日
	{2, 11, 1967, goesOn},  // 建国記念の日
	{2, 23, 2020, goesOn},  // 天皇誕生日
	{4, 29, 1949, goesOn},  // 天皇誕生日, みどりの日, 昭和の日
	{5, 3, 1949, goesOn},   // 憲法記念日
	{5, 4, 2007, goesOn},   // みどりの日
	{5, 5, 1949, goesOn},   // こどもの日
	{7, 20, 1996, 2002},    // 海の日
	{8, 11, 2016, 2019},    // 山の日
	{8, 11, 2022, goesOn},  //
	{9, 15, 1966, 2002},    // 敬老の日
	{10, 10, 1966, 1999},   // 体育の日
	{11, 3, 1948, goesOn},  // 文化の日
	{11, 23, 1948, goesOn}, // 勤労感謝の日
	{12, 23, 1989, 2018},   // 天皇誕生日

	{2, 24, 1989, 1989},  // 大喪の礼
	{11, 12, 1990, 1990}, // 即位礼正殿の儀
	{6, 9, 1993, 1993},   // 結婚の儀
	{5, 1, 2019, 2019},   // 即位の日
	{10, 22, 2019, 2019}, // 即位礼正殿の儀

	// Moved for the games of 2020 and 2021: 海の日, スポーツの日, 山の日.
	{7, 23, 2020, 2020}, {7, 24, 2020, 2020}, {8, 10, 2020, 2020},
	{7, 22, 2021, 2021}, {7, 23, 2021, 2021}, {8, 8, 2021, 2021},
}

// mondayHoliday is a holiday on the nth Monday of a month.
type mondayHoliday struct{ month, nth, from, to int }

var mondayHolidays = []mondayHoliday{
	{1, 2, 2000, goesOn},  // 成人の日
	{7, 3, 2003, goesOn},  // 海の日
	{9, 3, 2003, goesOn},  // 敬老の日
	{10, 2, 2000, goesOn}, // 体育の日, スポーツの日
}

// movedForGames reports whether a Monday holiday was moved away in its year.
func movedForGames(d Date) bool {
	return (d.Year == 2020 || d.Year == 2021) && (d.Month == 7 || d.Month == 10)
}

// nthMonday returns the nth Monday of a month.
func nthMonday(year, month, n int) Date {
	first := Date{year, month, 1}
	ahead := (int(time.Monday) - int(first.Weekday()) + 7) % 7
	return first.AddDays(ahead + 7*(n-1))
}

// springEquinox returns 春分の日 by the usual approximation; no date in a year
// that it does not hold for.
func springEquinox(year int) Date { return equinox(year, 3, 20.8431) }

// autumnEquinox returns 秋分の日.
func autumnEquinox(year int) Date { return equinox(year, 9, 23.2488) }

// equinox adds the length of the solar year to the equinox of 1980 and takes
// away the leap days since.
func equinox(year, month int, in1980 float64) Date {
	if year < 1980 || year > 2099 {
		return Date{}
	}
	since := year - 1980
	return Date{year, month, int(in1980+0.242194*float64(since)) - since/4}
}
