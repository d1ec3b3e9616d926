package casework_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func TestAgeOn(t *testing.T) {
	for _, c := range []struct {
		name, birth, on string
		want            casework.Age
	}{
		{"day 0 is the day of birth", "2026-10-30", "2026-10-30", casework.Age{}},
		{"21 days", "2026-10-30", "2026-11-20", casework.Age{Days: 21, TotalDays: 21}},
		{"3 months 2 days", "2026-08-18", "2026-11-20", casework.Age{Months: 3, Days: 2, TotalDays: 94}},
		{"1 year 4 months", "2025-07-20", "2026-11-20", casework.Age{Years: 1, Months: 4, TotalDays: 488}},
		{"born on the 31st: the month ends on its last day", "2026-01-31", "2026-02-28", casework.Age{Months: 1, TotalDays: 28}},
		{"the day before is not yet a month", "2026-01-31", "2026-02-27", casework.Age{Days: 27, TotalDays: 27}},
		{"and counts on from there", "2026-01-31", "2026-03-01", casework.Age{Months: 1, Days: 1, TotalDays: 29}},
		{"29 February, in a year without one", "2024-02-29", "2025-02-28", casework.Age{Years: 1, TotalDays: 365}},
		{"the birthday counts", "2008-11-20", "2026-11-20", casework.Age{Years: 18, TotalDays: 6574}},
		{"the day before does not", "2008-11-21", "2026-11-20", casework.Age{Years: 17, Months: 11, Days: 30, TotalDays: 6573}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := casework.AgeOn(day(t, c.birth), day(t, c.on))
			if !ok || got != c.want {
				t.Errorf("got %+v %v, want %+v", got, ok, c.want)
			}
		})
	}
	if _, ok := casework.AgeOn(day(t, "2026-11-21"), day(t, "2026-11-20")); ok {
		t.Error("before birth: got an age")
	}
	if _, ok := casework.AgeOn(casework.Date{}, day(t, "2026-11-20")); ok {
		t.Error("no birth date: got an age")
	}
}

func TestAgeGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := anyDate().Draw(t, "birth")
		on := birth.AddDays(rapid.IntRange(0, 40000).Draw(t, "days"))
		today, _ := casework.AgeOn(birth, on)
		tomorrow, _ := casework.AgeOn(birth, on.AddDays(1))
		if tomorrow.TotalDays != today.TotalDays+1 || tomorrow.TotalMonths() < today.TotalMonths() ||
			tomorrow.TotalMonths() == today.TotalMonths() && tomorrow.Days != today.Days+1 {
			t.Fatalf("born %v: %+v on %v, %+v the day after", birth, today, on, tomorrow)
		}
		if back := birth.AddMonths(today.TotalMonths()).AddDays(today.Days); back != on {
			t.Fatalf("born %v: %+v leads to %v, want %v", birth, today, back, on)
		}
		a, _ := casework.AgeInMonths(birth, on)
		b, _ := casework.AgeInMonths(birth, on.AddDays(1))
		if !(a < b) || int(math.Floor(a)) != today.TotalMonths() {
			t.Fatalf("born %v: %v months on %v, %v the day after", birth, a, on, b)
		}
	})
}

func TestCorrectedAge(t *testing.T) {
	until := casework.DefaultConfig().CorrectedUntilMonths
	c, ok := casework.CorrectedAge(day(t, "2026-08-18"), day(t, "2026-09-15"), day(t, "2026-11-20"), until)
	if want := (casework.Age{Months: 2, Days: 5, TotalDays: 66}); !ok || !c.Reached || c.Age != want {
		t.Errorf("36w0d: got %+v %v, want %+v", c, ok, want)
	}
	c, ok = casework.CorrectedAge(day(t, "2026-11-01"), day(t, "2026-12-20"), day(t, "2026-11-20"), until)
	if !ok || c.Reached || c.Gestation.String() != "35w5d" {
		t.Errorf("before the due date: got %+v %v, want 35w5d", c, ok)
	}
	for name, d := range map[string][3]string{
		"born at 37w0d":         {"2026-08-25", "2026-09-15", "2026-11-20"},
		"two years old":         {"2024-11-20", "2024-12-30", "2026-11-20"},
		"due date not known":    {"2026-08-18", "", "2026-11-20"},
		"not born yet":          {"2026-12-18", "2027-02-15", "2026-11-20"},
		"no birth at 20 weeks":  {"2026-08-18", "2027-01-05", "2026-11-20"},
		"due before conception": {"2026-08-18", "2028-01-05", "2026-11-20"},
	} {
		if c, ok := casework.CorrectedAge(day(t, d[0]), day(t, d[1]), day(t, d[2]), until); ok {
			t.Errorf("%s: got %+v, want none", name, c)
		}
	}
	if _, ok := casework.CorrectedAge(day(t, "2026-08-24"), day(t, "2026-09-15"), day(t, "2026-11-20"), until); !ok {
		t.Error("born at 36w6d: got none")
	}
}

func TestGestation(t *testing.T) {
	due := day(t, "2027-01-21")
	for _, c := range []struct {
		on, want string
		month    int
		term     casework.Term
	}{
		{"2027-01-21", "40w0d", 11, casework.FullTerm}, {"2026-11-21", "31w2d", 8, casework.Preterm},
		{"2026-10-29", "28w0d", 8, casework.Preterm}, {"2026-10-28", "27w6d", 7, casework.Preterm},
		{"2026-11-26", "32w0d", 9, casework.Preterm}, {"2026-11-25", "31w6d", 8, casework.Preterm},
		{"2026-09-17", "22w0d", 6, casework.Preterm}, {"2026-09-16", "21w6d", 6, casework.BeforeViable},
		{"2026-12-31", "37w0d", 10, casework.FullTerm}, {"2026-12-30", "36w6d", 10, casework.Preterm},
		{"2027-02-03", "41w6d", 11, casework.FullTerm}, {"2027-02-04", "42w0d", 11, casework.PostTerm},
		{"2026-04-16", "0w0d", 1, casework.BeforeViable},
	} {
		g, ok := casework.GestationOn(due, day(t, c.on))
		if !ok || g.String() != c.want || g.Month() != c.month || g.Term() != c.term {
			t.Errorf("%s: got %v month %d %s, want %s month %d %s", c.on, g, g.Month(), g.Term(), c.want, c.month, c.term)
		}
		if got := g.DueDate(day(t, c.on)); got != due {
			t.Errorf("%s: due date from %v: got %v, want %v", c.on, g, got, due)
		}
	}
	if _, ok := casework.GestationOn(due, day(t, "2026-04-15")); ok {
		t.Error("before the pregnancy: got weeks")
	}
	if got := casework.NewGestation(38, 4).String(); got != "38w4d" {
		t.Errorf("38w4d: got %s", got)
	}
}

func TestNotificationBand(t *testing.T) {
	due := day(t, "2027-01-21")
	for _, c := range []struct {
		weeks, days int
		want        casework.NotificationBand
	}{
		{0, 0, casework.NotifiedTo11}, {11, 6, casework.NotifiedTo11}, {12, 0, casework.Notified12To19}, {19, 6, casework.Notified12To19},
		{20, 0, casework.Notified20To27}, {27, 6, casework.Notified20To27}, {28, 0, casework.NotifiedFrom28}, {41, 0, casework.NotifiedFrom28},
	} {
		on := due.AddDays(casework.NewGestation(c.weeks, c.days).TotalDays - 280)
		if got := casework.NotificationBandOf(due, casework.Date{}, on); got != c.want {
			t.Errorf("%dw%dd: got %s, want %s", c.weeks, c.days, got, c.want)
		}
	}
	if got := casework.NotificationBandOf(due, due, due); got != casework.NotifiedAtBirth {
		t.Errorf("on the day of birth: got %s", got)
	}
	if got := casework.NotificationBandOf(casework.Date{}, casework.Date{}, due); got != casework.NotifiedUnknown {
		t.Errorf("without a due date: got %s", got)
	}
}
