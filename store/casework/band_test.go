package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

func TestFiscalYear(t *testing.T) {
	for iso, want := range map[string]int{"2024-04-01": 2024, "2025-03-31": 2024, "2026-11-22": 2026, "2026-01-01": 2025} {
		if got := day(t, iso).FiscalYear(); got != want {
			t.Errorf("%s: got %d, want %d", iso, got, want)
		}
	}
	for year, want := range map[int]string{2024: "R6", 2019: "R1", 2018: "H30", 1989: "H1", 1988: "S63", 1911: "1911"} {
		if got := casework.FiscalYearShort(year); got != want {
			t.Errorf("%d: got %s, want %s", year, got, want)
		}
	}
}

func TestGrade(t *testing.T) {
	for _, c := range []struct {
		birth, on string
		want      casework.Grade
		band      casework.SchoolBand
	}{
		{"2020-04-01", "2026-04-01", 1, casework.Elementary}, // 1 April: the older year
		{"2020-04-02", "2026-04-01", 0, casework.Preschool},
		{"2020-04-02", "2027-04-01", 1, casework.Elementary},
		{"2020-01-15", "2026-03-31", 0, casework.Preschool},
		{"2014-04-02", "2026-11-20", 6, casework.Elementary},
		{"2013-04-02", "2026-11-20", 7, casework.JuniorHigh},
		{"2011-04-02", "2026-11-20", 9, casework.JuniorHigh},
		{"2010-04-02", "2026-11-20", 10, casework.HighSchool},
		{"2008-04-02", "2027-03-31", 12, casework.HighSchool},
		{"2008-04-02", "2027-04-01", 13, casework.AfterSchool},
		{"2025-04-02", "2026-11-20", -5, casework.Preschool},
	} {
		got, ok := casework.GradeOn(day(t, c.birth), day(t, c.on))
		if !ok || got != c.want || got.Band() != c.band {
			t.Errorf("born %s on %s: got %d %s, want %d %s", c.birth, c.on, got, got.Band(), c.want, c.band)
		}
	}
}

func TestLifeStage(t *testing.T) {
	birth := "2020-04-01"
	for on, want := range map[string]casework.LifeStage{
		"2020-03-31": casework.Unborn, "2020-04-01": casework.Newborn, "2020-04-29": casework.Newborn, "2020-04-30": casework.Infant,
		"2021-03-31": casework.Infant, "2021-04-01": casework.Toddler, "2026-03-31": casework.Toddler, "2026-04-01": casework.Juvenile,
		"2038-03-31": casework.Juvenile, "2038-04-01": casework.Adult,
	} {
		if got, ok := casework.LifeStageOn(day(t, birth), day(t, on)); !ok || got != want {
			t.Errorf("%s: got %s %v, want %s", on, got, ok, want)
		}
	}
	for grams, want := range map[int64]bool{2499: true, 2500: false, 0: false} {
		if got := casework.IsLowBirthWeight(grams); got != want {
			t.Errorf("%d g: got %v, want %v", grams, got, want)
		}
	}
	for on, want := range map[string]bool{"2020-03-31": false, "2020-04-01": true, "2021-03-31": true, "2021-04-01": false} {
		if got := casework.IsPostpartum(day(t, birth), day(t, on)); got != want {
			t.Errorf("postpartum on %s: got %v, want %v", on, got, want)
		}
	}
}

func TestVisitDeadlines(t *testing.T) {
	for _, c := range []struct{ birth, newborn, infant string }{
		{"2026-10-30", "2026-11-27", "2027-02-27"},
		{"2026-08-18", "2026-09-15", "2026-12-17"},
		{"2026-10-31", "2026-11-28", "2027-02-27"}, // no 31st four months on: the day before month end
		{"2023-10-31", "2023-11-28", "2024-02-28"},
	} {
		if got := casework.NewbornVisitDue(day(t, c.birth)); got != day(t, c.newborn) {
			t.Errorf("%s: newborn visit by %v, want %s", c.birth, got, c.newborn)
		}
		if got := casework.InfantVisitDue(day(t, c.birth)); got != day(t, c.infant) {
			t.Errorf("%s: infant visit by %v, want %s", c.birth, got, c.infant)
		}
	}
}

func TestUrgency(t *testing.T) {
	today := day(t, "2026-11-20")
	for n, want := range map[int]casework.Urgency{
		-1: casework.Overdue, 0: casework.DueToday, 1: casework.DueSoon, 7: casework.DueSoon, 8: casework.DueLater,
	} {
		if got := casework.UrgencyOf(today.AddDays(n), today, casework.DefaultConfig().SoonDays); got != want {
			t.Errorf("%d days: got %s, want %s", n, got, want)
		}
	}
}

func TestUnseen(t *testing.T) {
	config := casework.DefaultConfig()
	today := day(t, "2026-11-20")
	for _, c := range []struct {
		class       casework.Class
		last, start string
		want        casework.Unseen
		ok          bool
	}{
		{casework.Support, "2026-10-17", "2025-01-01", casework.Unseen{Days: 34, Over: true}, true},
		{casework.Protection, "2026-10-21", "", casework.Unseen{Days: 30}, true},
		{casework.Protection, "2026-10-20", "", casework.Unseen{Days: 31, Over: true}, true},
		{casework.Expectant, "2026-09-20", "", casework.Unseen{Days: 61, Over: true}, true},
		{casework.MCH, "2026-09-20", "", casework.Unseen{Days: 61}, true},
		{"", "2026-08-01", "", casework.Unseen{Days: 111, Over: true}, true},
		{casework.MCH, "", "2026-11-10", casework.Unseen{Days: 10, Never: true}, true},
		{casework.MCH, "", "", casework.Unseen{}, false},
		{casework.MCH, "2026-11-21", "", casework.Unseen{}, false},
	} {
		got, ok := config.UnseenOn(c.class, day(t, c.last), day(t, c.start), today)
		if got != c.want || ok != c.ok {
			t.Errorf("%s last %s: got %+v %v, want %+v %v", c.class, c.last, got, ok, c.want, c.ok)
		}
	}
	config.UnseenDays[casework.Support] = 45
	if got, _ := config.UnseenOn(casework.Support, day(t, "2026-10-17"), casework.Date{}, today); got.Over {
		t.Errorf("a city's own 45 days: got %+v", got)
	}
}
