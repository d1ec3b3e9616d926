package casework_test

import (
	"strings"
	"testing"

	"yorisoi/store/casework"
)

func agendaLine(t *testing.T, f casework.File, kind, on string) string {
	var out []string
	for _, r := range casework.AgendaOf(f, kind, day(t, on), casework.DefaultConfig(), at(t, "2026-11-24T09:00"), jst) {
		out = append(out, strings.Join([]string{r.Why, r.Reason, r.Entry, r.Subject, r.Due.String()}, "/"))
	}
	return strings.Join(out, " ")
}

func TestAgenda(t *testing.T) {
	sheet := func(id, kind, stage, reason string, more ...any) *casework.Entry {
		return rec("sheet "+id, append([]any{"meeting_kind", kind, "stage", stage, "reason", reason, "proposed_on", "2026-11-20"}, more...)...)
	}
	differ := []*casework.Entry{judge("h", "2026-11-10", "mch", "watch"), judge("w", "2026-11-12", "welfare", "expectant")}
	reg := rec("registry r", "person", "haru", "registered_on", "2026-08-20")
	boy := rec("person haru", "role", "child", "birth_date", "2009-05-28")
	danger := rec("safety_check k<i", "child", "haru", "at", "2026-11-21T10:00", "method", "home", "result", "danger")
	intake := rec("intake i", "received_at", "2026-11-20T17:40", "consultation", "abuse", "stage", "received")
	for _, c := range []struct {
		name, kind, on string
		file           casework.File
		want           string
	}{
		{"nothing", "joint", "2026-11-25", file(), ""},
		{"proposed", "joint", "2026-11-25", file(sheet("s", "joint", "proposed", "birth", "subject", "haru")), "proposed/birth/s/haru/2026-11-20"},
		{"proposed for another kind", "working", "2026-11-25", file(sheet("s", "joint", "proposed", "birth")), ""},
		{"on an agenda already", "joint", "2026-11-25", file(sheet("s", "joint", "proposed", "birth", "meeting", "m")), ""},
		{"put off comes again", "joint", "2026-11-25", file(sheet("s", "joint", "postponed", "birth", "meeting", "m")), "proposed/birth/s//2026-11-20"},
		{"discussed", "joint", "2026-11-25", file(sheet("s", "joint", "discussed", "birth", "discussed_on", "2026-11-20")), ""},
		{"withdrawn", "joint", "2026-11-25", file(sheet("s", "joint", "proposed", "birth", "@withdrawn", true)), ""},

		{"a report without a meeting", "intake", "2026-11-24", file(intake), "intake/new/i//2026-11-20"},
		{"not in the joint one", "joint", "2026-11-24", file(intake), ""},
		{"a report that went on", "intake", "2026-11-24", file(rec("intake i", "received_at", "2026-11-20T17:40", "stage", "checking")), ""},
		{"danger", "individual", "2026-11-24", file(danger), "danger/urgent/k/haru/2026-11-21"},
		{"danger that was discussed", "individual", "2026-11-24", file(danger, sheet("s", "intake", "discussed", "urgent", "discussed_on", "2026-11-21")), ""},
		{"danger that is on a sheet", "individual", "2026-11-24", file(danger, sheet("s", "individual", "proposed", "urgent", "meeting", "m", "subject", "haru")), ""},

		{"two sides that differ", "joint", "2026-11-25", file(differ...), "differ/new/w//2026-11-12"},
		{"agreed since", "joint", "2026-11-25", file(append(differ, judge("a", "2026-11-12", "agreed", "expectant"))...), ""},
		{"agreed before", "joint", "2026-11-25", file(append(differ, judge("a", "2026-11-11", "agreed", "expectant"))...), "differ/new/w//2026-11-12"},
		{"two sides that agree", "joint", "2026-11-25", file(differ[0], judge("w", "2026-11-12", "welfare", "watch")), ""},
		{"about one child", "joint", "2026-11-25", file(judge("h", "2026-11-10", "mch", "watch", "subject", "haru"), judge("w", "2026-11-09", "welfare", "support", "subject", "haru")),
			"differ/new/h/haru/2026-11-10"},

		{"a plan that is due by then", "joint", "2026-12-01", file(rec("plan p", "made_on", "2026-06-01", "review_on", "2026-12-01")), "plan_review/plan_review/p//2026-12-01"},
		{"a plan that is due after", "joint", "2026-11-30", file(rec("plan p", "made_on", "2026-06-01", "review_on", "2026-12-01")), ""},
		{"the registry", "working", "2026-11-25", file(reg), "registry_review/registry_review/r/haru/2026-11-20"},
		{"not in the joint one", "joint", "2026-11-25", file(reg), ""},
		{"nears 18", "joint", "2026-11-25", file(boy, reg), "adult/adult/r/haru/2026-11-28"},
		{"both marks are one", "joint", "2027-05-20", file(boy, reg), "adult/adult/r/haru/2026-11-28"},
		{"decided", "joint", "2026-11-25", file(boy, reg, sheet("s", "joint", "discussed", "adult", "discussed_on", "2026-11-01")), ""},

		{"asked by the children's center", "joint", "2026-11-25", file(rec("commission c", "subject", "haru", "asked_on", "2026-11-20", "stage", "asked")), "commission/other/c/haru/2026-11-20"},
		{"a change reported", "joint", "2026-11-25", file(rec("commission c", "subject", "haru", "from", "2026-10-20", "stage", "running"),
			rec("commission_report x<c", "on", "2026-11-20", "changes", "転居"), rec("commission_report y<c", "on", "2026-11-21")), "commission/other/x/haru/2026-11-20"},
		{"a withdrawn case", "joint", "2026-11-25", file(rec("family f", "@withdrawn", true), sheet("s", "joint", "proposed", "birth")), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := agendaLine(t, c.file, c.kind, c.on); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
