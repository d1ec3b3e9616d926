package casework_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// day reads a stored date and stops the test when the test itself is wrong.
func day(t testing.TB, iso string) casework.Date {
	t.Helper()
	if iso == "" {
		return casework.Date{}
	}
	d, err := casework.ParseISO(iso)
	if err != nil {
		t.Fatalf("test date %q: %v", iso, err)
	}
	return d
}

// anyDate draws a date that a record can have.
func anyDate() *rapid.Generator[casework.Date] {
	return rapid.Custom(func(t *rapid.T) casework.Date {
		return casework.Date{Year: 1912, Month: 7, Day: 30}.AddDays(rapid.IntRange(0, 90000).Draw(t, "days"))
	})
}

func TestEra(t *testing.T) {
	for _, c := range []struct {
		iso, short string
		year       int
	}{
		{"2019-05-01", "R", 1}, {"2019-04-30", "H", 31}, {"1989-01-08", "H", 1}, {"1989-01-07", "S", 64},
		{"1926-12-25", "S", 1}, {"1926-12-24", "T", 15}, {"1912-07-30", "T", 1}, {"2026-11-22", "R", 8},
	} {
		era, year, ok := day(t, c.iso).Era()
		if !ok || era.Short != c.short || year != c.year {
			t.Errorf("%s: got %s%d %v, want %s%d", c.iso, era.Short, year, ok, c.short, c.year)
		}
	}
	if _, _, ok := day(t, "1912-07-29").Era(); ok {
		t.Error("1912-07-29: got an era, want none before 大正")
	}
	if _, _, ok := (casework.Date{}).Era(); ok {
		t.Error("no date: got an era")
	}
}

func TestErasJoinWithoutGap(t *testing.T) {
	eras := casework.Eras()
	for i := 1; i < len(eras); i++ {
		if got, want := eras[i].Last, eras[i-1].First.AddDays(-1); got != want {
			t.Errorf("%s ends %v, want %v", eras[i].Name, got, want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-10-31", 4, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"}, {"2026-08-18", 4, "2026-12-18"}, {"2024-02-29", 12, "2025-02-28"},
	} {
		if got := day(t, c.from).AddMonths(c.n); got != day(t, c.want) {
			t.Errorf("%s + %d months: got %v, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "d")
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		later := d.AddDays(n)
		if got := later.DaysSince(d); got != n {
			t.Fatalf("%v + %d days = %v, which is %d days later", d, n, later, got)
		}
		if got, want := later.Compare(d), d.Time(time.UTC).Compare(later.Time(time.UTC)); got != -want {
			t.Fatalf("compare %v with %v: got %d", later, d, got)
		}
		if iso, err := casework.ParseISO(d.String()); err != nil || iso != d {
			t.Fatalf("ParseISO(%s): got %v %v", d, iso, err)
		}
	})
}

func TestNewDate(t *testing.T) {
	if _, err := casework.NewDate(2026, 2, 29); codeOf(err) != casework.DateNotExist {
		t.Errorf("2026-02-29: got %v, want %s", err, casework.DateNotExist)
	}
	if d, err := casework.NewDate(2024, 2, 29); err != nil || d.String() != "2024-02-29" {
		t.Errorf("2024-02-29: got %v %v", d, err)
	}
	for _, bad := range []string{"", "2026-2-3", "2026/02/03", "2026-02-30", "2026-02-03T00:00"} {
		if d, err := casework.ParseISO(bad); err == nil {
			t.Errorf("ParseISO(%q): got %v, want an error", bad, d)
		}
	}
}

// codeOf returns the code of a parse error, or "".
func codeOf(err error) casework.ParseCode {
	var parse *casework.ParseError
	if errors.As(err, &parse) {
		return parse.Code
	}
	return ""
}
