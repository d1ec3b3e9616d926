package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

func TestRetention(t *testing.T) {
	child := rec("person haru", "role", "child", "birth_date", "2010-07-15")
	small := rec("person aoi", "role", "child", "birth_date", "2019-04-01")
	registry := func(id, ended, reason string, more ...any) *casework.Entry {
		return rec("registry "+id, append([]any{"class", "support", "registered_on", "2018-01-10", "ended_on", ended, "end_reason", reason}, more...)...)
	}
	closedIntake := rec("intake in", "stage", "closed", "outcome", "advice", "outcome_on", "2020-03-31")
	for _, c := range []struct {
		name string
		file casework.File
		last string
		want casework.Due
	}{
		{"ten fiscal years after the one of the closing", file(registry("r", "2020-03-31", "improved"), rec("person p", "role", "child", "birth_date", "2000-01-01")), "",
			casework.Due{Class: "registry", On: day(t, "2030-04-01")}},
		{"closed a day later it is a year longer", file(registry("r", "2020-04-01", "improved"), rec("person p", "role", "child", "birth_date", "2000-01-01")), "",
			casework.Due{Class: "registry", On: day(t, "2031-04-01")}},
		{"until the youngest child is 25", file(child, small, registry("r", "2020-03-31", "improved")), "",
			casework.Due{Class: "registry", On: day(t, "2044-04-01"), ByAge: true}},
		{"an unborn child counts by the day expected", file(registry("r", "2020-03-31", "birth"), rec("person f", "role", "fetus", "due_date", "2020-06-10")), "",
			casework.Due{Class: "registry", On: day(t, "2045-06-10"), ByAge: true}},
		{"a child without a date of birth", file(rec("person p", "role", "child"), registry("r", "2020-03-31", "improved")), "",
			casework.Due{Class: "registry", Kept: casework.KeptNoBirth}},
		{"an adult without one does not matter", file(rec("person p", "role", "mother"), registry("r", "2020-03-31", "improved")), "",
			casework.Due{Class: "registry", On: day(t, "2030-04-01")}},
		{"not abuse", file(child, registry("r", "2020-03-31", "not_abuse")), "", casework.Due{Class: "advice", On: day(t, "2025-04-01")}},
		{"of two registrations the longer class", file(rec("person p", "role", "child", "birth_date", "1990-01-01"), registry("a", "2020-03-31", "not_abuse"), registry("b", "2021-05-01", "improved")), "",
			casework.Due{Class: "registry", On: day(t, "2032-04-01")}},
		{"moved away counts from the end", file(rec("person p", "role", "child", "birth_date", "1990-01-01"), registry("r", "2021-08-31", "moved")), "",
			casework.Due{Class: "registry", On: day(t, "2032-04-01")}},
		{"opened again never", file(child, registry("a", "2010-03-31", "improved"), registry("b", "", "")), "",
			casework.Due{Class: "registry", Kept: casework.KeptOpen}},
		{"a plan that goes on", file(registry("a", "2010-03-31", "not_abuse"), rec("plan p", "made_on", "2019-01-01")), "",
			casework.Due{Class: "advice", Kept: casework.KeptOpen}},
		{"a plan that was withdrawn does not", file(registry("a", "2010-03-31", "not_abuse"), rec("plan p", "made_on", "2019-01-01", "@withdrawn", true)), "",
			casework.Due{Class: "advice", On: day(t, "2015-04-01")}},
		{"an intake that nobody closed", file(rec("intake in", "stage", "decided")), "", casework.Due{Class: "advice", Kept: casework.KeptOpen}},
		{"advice", file(closedIntake), "", casework.Due{Class: "advice", On: day(t, "2025-04-01")}},
		{"what was written since counts", file(closedIntake), "2022-06-01", casework.Due{Class: "advice", On: day(t, "2028-04-01")}},
		{"maternal and child health until school", file(rec("person p", "role", "child", "birth_date", "2012-05-05")), "",
			casework.Due{Class: "mch", On: day(t, "2025-04-01")}},
		{"or until they moved away", file(rec("person p", "role", "child", "birth_date", "2012-05-05"), rec("transfer t", "direction", "out", "moves_on", "2014-02-01", "confirmed_on", "2014-02-20")), "",
			casework.Due{Class: "mch", On: day(t, "2019-04-01")}},
		{"a move that nobody confirmed is none", file(rec("person p", "role", "child", "birth_date", "2012-05-05"), rec("transfer t", "direction", "out", "moves_on", "2014-02-01")), "",
			casework.Due{Class: "mch", On: day(t, "2025-04-01")}},
		{"nothing says when", file(rec("person m", "role", "mother")), "", casework.Due{Class: "mch", Kept: casework.KeptEmpty}},
		{"chosen by a person", file(closedIntake, rec("retention k", "class", "adoption", "@written", "2021-01-01T00:00:00Z")), "",
			casework.Due{Class: "adoption", Set: true, Kept: casework.KeptForever}},
		{"chosen again", file(closedIntake, rec("retention k", "class", "adoption", "@written", "2021-01-01T00:00:00Z"), rec("retention l", "class", "mch", "@written", "2022-01-01T00:00:00Z")), "",
			casework.Due{Class: "mch", Set: true, On: day(t, "2025-04-01")}},
		{"of a class that has no rule", file(closedIntake, rec("retention k", "class", "other")), "", casework.Due{Class: "other", Set: true, Kept: casework.KeptNoClass}},
		{"merged: the child that is counted twice is one", file(closedIntake, rec("retention k", "class", "registry"),
			rec("person a", "role", "child", "birth_date", "1990-01-01"), rec("person b", "role", "child"), rec("merge m", "pairs", []string{"b=a"})), "",
			casework.Due{Class: "registry", Set: true, On: day(t, "2030-04-01")}},
		{"merged: what is open in either", file(closedIntake, registry("b", "", "")), "", casework.Due{Class: "registry", Kept: casework.KeptOpen}},
	} {
		t.Run(c.name, func(t *testing.T) {
			last := casework.Date{}
			if c.last != "" {
				last = day(t, c.last)
			}
			got := casework.RetentionOf(c.file, casework.DefaultRetentions(), last, jst)
			got.Closed = casework.Date{}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if got.On.Valid() && (!got.Reached(got.On) || got.Reached(got.On.AddDays(-1))) {
				t.Error("it is due on another day than it says")
			}
		})
	}
}
