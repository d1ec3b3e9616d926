package casework

import "time"

// IsWorkday reports whether the office is open on a day: not on a Saturday, a
// Sunday or a national holiday, and not from 29 December to 3 January
// (行政機関の休日). No clock of hours asks this.
func IsWorkday(d Date) bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	yearEnd := d.Month == 12 && d.Day >= 29 || d.Month == 1 && d.Day <= 3
	return !yearEnd && !IsHoliday(d)
}

// AddWorkdays returns the nth working day after a day; with a negative n the nth
// before it, and with 0 the day itself, open or not.
func AddWorkdays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if IsWorkday(d) {
			n--
		}
	}
	return d
}
