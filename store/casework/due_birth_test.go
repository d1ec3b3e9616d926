package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

// baby is a child born on 1 September 2026.
func baby(more ...any) *casework.Entry {
	return rec("person baby", append([]any{"role", "child", "birth_date", "2026-09-01"}, more...)...)
}

func visitOn(id, on string, more ...any) *casework.Entry {
	return rec("visit "+id, append([]any{"visited_on", on, "visit_type", "newborn", "result", "met", "child", "baby"}, more...)...)
}

func TestNewbornVisit(t *testing.T) {
	runDue(t, casework.DL06NewbornVisit, []dueCase{
		{"until day 28", "2026-09-29", file(baby()), "2026-09-29 running"},
		{"missed", "2026-09-30", file(baby()), "2026-09-29 void"},
		{"visited on day 28", "2026-10-30", file(baby(), visitOn("v", "2026-09-29")), "2026-09-29 met v"},
		{"visited on day 29", "2026-10-30", file(baby(), visitOn("v", "2026-09-30")), "2026-09-29 void"},
		{"nobody at home", "2026-09-20", file(baby(), visitOn("v", "2026-09-10", "result", "absent")), "2026-09-29 running"},
		{"seen at the door", "2026-09-20", file(baby(), visitOn("v", "2026-09-10", "result", "refused", "child_seen", []string{"baby"})), "2026-09-29 met v"},
		{"a sibling was visited", "2026-09-20", file(baby(), visitOn("v", "2026-09-10", "child", "other")), "2026-09-29 running"},
		{"unborn", "2026-09-20", file(baby("role", "fetus", "birth_date", nil, "due_date", "2026-12-01")), ""},
		{"died", "2026-09-20", file(baby("deceased", true)), ""},
		{"merged away", "2026-09-20", file(baby(), rec("merge m", "pairs", []string{"baby=twin"})), ""},
	})
	runDue(t, casework.DL07InfantVisit, []dueCase{
		{"a newborn's visit does both", "2026-09-20", file(baby()), ""},
		{"asks when that was missed", "2026-09-30", file(baby()), "2026-12-31 running"},
		{"until the day before four months", "2027-01-01T00:00", file(baby()), "2026-12-31 late"},
		{"visited in time", "2027-01-05", file(baby(), visitOn("v", "2026-12-31")), "2026-12-31 met v"},
		{"visited late", "2027-02-05", file(baby(), visitOn("v", "2027-01-31")), "2026-12-31 met_late v"},
		{"met as a newborn", "2027-02-05", file(baby(), visitOn("v", "2026-09-10")), "2026-12-31 met v"},
		{"no infant any more", "2027-09-01", file(baby(), visitOn("v", "2027-09-01")), "2026-12-31 void"},
		{"born on 31 October", "2027-02-27", file(baby("birth_date", "2026-10-31")), "2027-02-27 running"},
	})
}

func TestEighthMonth(t *testing.T) {
	unborn := rec("person f", "role", "fetus", "due_date", "2027-01-21") // 28w0d on 29 October, 31w6d on 25 November
	talk := func(on string) *casework.Entry {
		return rec("note n", "on", on, "method", "office", "department", "mch")
	}
	runDue(t, casework.DL08EighthMonth, []dueCase{
		{"27w6d", "2026-10-28", file(unborn), "2026-11-25 ahead"},
		{"28w0d", "2026-10-29", file(unborn), "2026-11-25 running"},
		{"31w6d", "2026-11-25", file(unborn), "2026-11-25 running"},
		{"32w0d", "2026-11-26T00:00", file(unborn), "2026-11-25 late"},
		{"a talk at the office", "2026-11-26", file(unborn, talk("2026-11-20")), "2026-11-25 met n"},
		{"a talk too early", "2026-11-26", file(unborn, talk("2026-10-28")), "2026-11-25 late"},
		{"a visit to her", "2026-12-26", file(unborn, rec("visit v", "visited_on", "2026-12-01", "visit_type", "pregnant", "result", "met")), "2026-11-25 met_late v"},
		{"a visit to nobody", "2026-11-26", file(unborn, rec("visit v", "visited_on", "2026-11-20", "visit_type", "pregnant", "result", "absent")), "2026-11-25 late"},
		{"a call", "2026-11-26", file(unborn, rec("note n", "on", "2026-11-20", "method", "phone")), "2026-11-25 late"},
		{"born before", "2026-11-26", file(rec("person f", "role", "child", "due_date", "2027-01-21", "birth_date", "2026-11-20")), "2026-11-25 void"},
		{"the due date has passed", "2027-01-22", file(unborn), "2026-11-25 void"},
	})
}

func TestOffersAreNoDuties(t *testing.T) {
	now := at(t, "2026-09-20T12:00")
	for _, d := range casework.DefaultConfig().Deadlines(file(baby()), now, jst) {
		if want := d.ID != casework.DL06NewbornVisit; d.Info != want {
			t.Errorf("%s %s: info %v, want %v", d.ID, d.Part, d.Info, want)
		}
	}
	runDue(t, casework.DL09PostnatalCheckup, []dueCase{
		{"after birth", "2026-09-10", file(baby()), "two_weeks 2026-09-15 running; one_month 2026-10-01 running"},
		{"a visit tells of the first", "2026-09-20", file(baby(), visitOn("v", "2026-09-18", "postnatal_checkup", "two_weeks")), "two_weeks 2026-09-15 met v; one_month 2026-10-01 running"},
		{"a visit tells of both", "2026-10-20", file(baby(), visitOn("v", "2026-10-18", "postnatal_checkup", "one_month")), "two_weeks 2026-09-15 met v; one_month 2026-10-01 met v"},
		{"past", "2026-10-20", file(baby()), "two_weeks 2026-09-15 void; one_month 2026-10-01 void"},
	})
	runDue(t, casework.DL10PostnatalCare, []dueCase{
		{"until the day before the birthday", "2027-08-31", file(baby()), "2027-08-31 running"},
		{"not longer", "2027-09-01T00:00", file(baby()), "2027-08-31 void"},
	})
}

func TestCheckups(t *testing.T) {
	for _, c := range []struct {
		birth string
		want  [6][2]string
	}{
		{"2026-09-01", [6][2]string{
			{"2026-09-29", "2026-10-12"}, {"2026-12-01", "2027-01-31"}, {"2027-06-01", "2027-07-31"},
			{"2028-03-01", "2028-08-31"}, {"2029-09-01", "2030-08-31"}, {"2031-04-01", "2032-03-31"},
		}},
		{"2024-02-29", [6][2]string{
			{"2024-03-28", "2024-04-10"}, {"2024-05-29", "2024-07-28"}, {"2024-11-29", "2025-01-28"},
			{"2025-08-29", "2026-02-27"}, {"2027-02-28", "2028-02-28"}, {"2028-04-01", "2029-03-31"},
		}},
		{"2026-04-01", [6][2]string{ // the older school year
			{"2026-04-29", "2026-05-12"}, {"2026-07-01", "2026-08-31"}, {"2027-01-01", "2027-02-28"},
			{"2027-10-01", "2028-03-31"}, {"2029-04-01", "2030-03-31"}, {"2030-04-01", "2031-03-31"},
		}},
	} {
		for i, w := range casework.CheckupsOf(day(t, c.birth)) {
			if got := [2]string{w.First.String(), w.Last.String()}; got != c.want[i] {
				t.Errorf("born %s, %s: got %v, want %v", c.birth, w.Part, got, c.want[i])
			}
		}
	}
	hardness := map[string]casework.Hardness{
		"m1": casework.Programme, "m3": casework.Programme, "m9": casework.Programme, "m18": casework.Law, "y3": casework.Law, "y5": casework.Programme,
	}
	for _, d := range dueOf(file(baby()), casework.DL11Checkup, at(t, "2026-09-20T12:00")) {
		if d.Hardness() != hardness[d.Part] {
			t.Errorf("%s: got %s, want %s", d.Part, d.Hardness(), hardness[d.Part])
		}
	}
}
