package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// The holidays of some years as they stood in the calendar, weekends among them.
var holidays = map[int]string{
	1989: "01-01 01-02 01-15 01-16 02-11 02-24 03-21 04-29 05-03 05-04 05-05 09-15 09-23 10-10 11-03 11-23 12-23",
	2009: "01-01 01-12 02-11 03-20 04-29 05-03 05-04 05-05 05-06 07-20 09-21 09-22 09-23 10-12 11-03 11-23 12-23",
	2019: "01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 10-14 10-22 11-03 11-04 11-23",
	2020: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23",
	2021: "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23",
	2024: "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23",
	2025: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24",
	2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
	2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}

func TestHolidays(t *testing.T) {
	for year, want := range holidays {
		var got []string
		for d := (casework.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			if casework.IsHoliday(d) {
				got = append(got, d.String()[5:])
			}
		}
		if want := strings.Fields(want); !slices.Equal(got, want) {
			t.Errorf("%d: got %v\nwant %v", year, got, want)
		}
	}
}

func TestWorkdays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 3, "2026-11-26"},  // Friday; the 23rd is a holiday
		{"2026-11-22", 1, "2026-11-24"},  // Sunday before a holiday
		{"2026-09-18", 1, "2026-09-24"},  // Friday before five days in a row
		{"2026-12-28", 1, "2027-01-04"},  // the office closes on the 29th
		{"2026-12-25", 3, "2027-01-05"},  //
		{"2027-01-04", -1, "2026-12-28"}, //
		{"2028-02-28", 2, "2028-03-01"},  // across 29 February
		{"2026-04-28", 3, "2026-05-07"},  // Golden Week: 30 April, 1 and 7 May
		{"2026-11-22", 0, "2026-11-22"},  //
		{"2023-12-28", 1, "2024-01-04"},  //
	} {
		if got := casework.AddWorkdays(day(t, c.from), c.n); got != day(t, c.want) {
			t.Errorf("%d working days from %s: got %v, want %s", c.n, c.from, got, c.want)
		}
	}
	for iso, want := range map[string]bool{
		"2026-12-28": true, "2026-12-29": false, "2027-01-03": false, "2027-01-04": true, "2026-09-22": false, "2026-11-21": false,
	} {
		if got := casework.IsWorkday(day(t, iso)); got != want {
			t.Errorf("%s open: got %v, want %v", iso, got, want)
		}
	}
}

func TestWorkdaysLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := casework.Date{Year: 1985, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 40000).Draw(t, "days"))
		n := rapid.IntRange(1, 30).Draw(t, "n")
		to := casework.AddWorkdays(d, n)
		if !casework.IsWorkday(to) {
			t.Fatalf("%d working days from %v: %v is none", n, d, to)
		}
		open := 0
		for at := d.AddDays(1); !at.After(to); at = at.AddDays(1) {
			if casework.IsWorkday(at) {
				open++
			}
		}
		if open != n {
			t.Fatalf("%v to %v: got %d working days, want %d", d, to, open, n)
		}
		if casework.IsWorkday(d) && casework.AddWorkdays(to, -n) != d {
			t.Fatalf("%d back from %v: got %v, want %v", n, to, casework.AddWorkdays(to, -n), d)
		}
		if w := d.Weekday(); casework.IsWorkday(d) && (w == time.Saturday || w == time.Sunday) {
			t.Fatalf("%v is a %v", d, w)
		}
	})
}
