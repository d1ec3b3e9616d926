package casework_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// dueCase is one file on one day, and what a rule makes of it.
type dueCase struct {
	name, now string
	file      casework.File
	want      string
}

func runDue(t *testing.T, id casework.DeadlineID, cases []dueCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if len(c.now) == len("2026-11-20") {
				c.now += "T12:00"
			}
			if got := dueLines(c.file, id, at(t, c.now)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestUrgentMeeting(t *testing.T) {
	intake := func(stage string) *casework.Entry {
		return rec("intake i", "received_at", "2026-11-20T17:40", "consultation", "abuse", "stage", stage)
	}
	sheet := func(kind, stage, on string) *casework.Entry {
		return rec("sheet s", "meeting_kind", kind, "stage", stage, "discussed_on", on)
	}
	runDue(t, casework.DL02UrgentMeeting, []dueCase{
		{"runs to the end of the day", "2026-11-20T23:59", file(intake("received")), "2026-11-20 running"},
		{"and not longer", "2026-11-21T00:00", file(intake("received")), "2026-11-20 late"},
		{"held on the day", "2026-11-21", file(intake("received"), sheet("intake", "discussed", "2026-11-20")), "2026-11-20 met s"},
		{"held on Monday", "2026-11-24", file(intake("received"), sheet("intake", "discussed", "2026-11-23")), "2026-11-20 met_late s"},
		{"only proposed", "2026-11-21", file(intake("received"), sheet("intake", "proposed", "")), "2026-11-20 late"},
		{"another meeting", "2026-11-21", file(intake("received"), sheet("joint", "discussed", "2026-11-20")), "2026-11-20 late"},
		{"a meeting about an earlier report", "2026-11-21", file(intake("received"), sheet("intake", "discussed", "2026-11-19")), "2026-11-20 late"},
		{"the report has gone on", "2026-11-24", file(intake("checking")), "2026-11-20 met i"},
		{"a minute before midnight", "2026-11-21T00:01", file(rec("intake i", "received_at", "2026-11-20T23:59")), "2026-11-20 late"},
		{"the day is that of the center", "2026-11-21", file(rec("intake i", "received_at", "2026-11-20T15:30:00Z")), "2026-11-21 running"},
	})
}

func TestReferral(t *testing.T) {
	ask := func(more ...*casework.Entry) casework.File { return abuse("2026-11-20T17:40", more...) }
	refer := func(id, on, direction, kind string, subjects ...string) *casework.Entry {
		return rec("referral "+id, "on", on, "direction", direction, "kind", kind, "subjects", subjects)
	}
	decided := rec("sheet s", "meeting_kind", "intake", "stage", "discussed", "discussed_on", "2026-11-22", "cgc", "none")
	urgency := func(more ...any) *casework.Entry {
		return rec("urgency u<i", append([]any{"subject", "haru", "at", "2026-11-21T10:00", "rank", "AA"}, more...)...)
	}
	runDue(t, casework.DL03RefusedSighting, []dueCase{
		{"nothing while the clock runs", "2026-11-22", ask(), ""},
		{"the clock has run out", "2026-11-22T17:41", ask(), "unseen 2026-11-22 running"},
		{"at once means that day", "2026-11-23", ask(), "unseen 2026-11-22 late"},
		{"seen too late, but safe", "2026-11-23", ask(seen("k", "2026-11-23T09:00", "home", "safe")), "unseen 2026-11-22 met_late k"},
		{"could not be seen", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "absent", "unconfirmed")), "unseen 2026-11-21 running"},
		{"then seen, safe", "2026-11-22", ask(seen("k", "2026-11-21T10:00", "absent", "unconfirmed"), seen("k2", "2026-11-21T15:00", "home", "safe")), "unseen 2026-11-21 met k2"},
		{"then safe by telephone only", "2026-11-21T18:00", ask(seen("k", "2026-11-21T10:00", "absent", "unconfirmed"), seen("k2", "2026-11-21T15:00", "phone", "safe")), "unseen 2026-11-21 running"},
		{"asked once while it is open", "2026-11-22T18:00", ask(seen("k", "2026-11-21T10:00", "absent", "unconfirmed"), seen("k2", "2026-11-22T10:00", "absent", "unconfirmed")), "unseen 2026-11-21 late"},
		{"asked anew when it comes again", "2026-11-22T12:00",
			ask(seen("k", "2026-11-21T10:00", "absent", "unconfirmed"), seen("k2", "2026-11-21T15:00", "home", "safe"), seen("k3", "2026-11-22T10:00", "absent", "unconfirmed")),
			"unseen 2026-11-21 met k2; unseen 2026-11-22 running"},
		{"in danger", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "home", "danger")), "danger 2026-11-21 running"},
		{"danger is not settled by being seen safe later", "2026-11-22", ask(seen("k", "2026-11-21T10:00", "home", "danger"), seen("k2", "2026-11-21T15:00", "home", "safe")), "danger 2026-11-21 late"},
		{"sent", "2026-11-22", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-21", "to", "send")), "danger 2026-11-21 met r"},
		{"notified, the child by name", "2026-11-22", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-22", "to", "notify", "haru")), "danger 2026-11-21 met_late r"},
		{"another child was sent", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-21", "to", "send", "aoi")), "danger 2026-11-21 running"},
		{"only help was asked for", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-21", "to", "help")), "danger 2026-11-21 running"},
		{"they sent to us", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-21", "from", "send")), "danger 2026-11-21 running"},
		{"an earlier referral", "2026-11-21", ask(seen("k", "2026-11-21T10:00", "home", "danger"), refer("r", "2026-11-20", "to", "send")), "danger 2026-11-21 running"},
		{"a meeting decided against it", "2026-11-22", ask(seen("k", "2026-11-21T10:00", "home", "danger"), decided), "danger 2026-11-21 met_late s"},
		{"high urgency", "2026-11-21", ask(urgency()), "danger 2026-11-21 running"},
		{"lowered by a person", "2026-11-21", ask(urgency("rank_override", "B")), ""},
		{"raised by a person", "2026-11-21", ask(urgency("rank", "C", "rank_override", "A")), "danger 2026-11-21 running"},
		{"a withdrawn report asks nothing", "2026-11-21", file(rec("intake i", "received_at", "2026-11-20T17:40", "@withdrawn", true), seen("k", "2026-11-21T10:00", "home", "danger")), ""},
	})
}

func TestRegistryReview(t *testing.T) {
	reg := func(more ...any) *casework.Entry {
		return rec("registry r", append([]any{"person", "haru", "registered_on", "2026-04-01", "lead_staff", "kondo"}, more...)...)
	}
	review := func(id, on, next string) *casework.Entry {
		return rec("registry_review "+id+"<r", "on", on, "next_on", next)
	}
	runDue(t, casework.DL04RegistryReview, []dueCase{
		{"three months after registration", "2026-07-01", file(reg()), "2026-04-01 2026-07-01 running"},
		{"registered on the 30th of November", "2026-12-01", file(reg("registered_on", "2026-11-30")), "2026-11-30 2027-02-28 running"},
		{"the day set at registration", "2026-05-02", file(reg("review_on", "2026-05-01")), "2026-04-01 2026-05-01 late"},
		{"reviewed", "2026-07-02", file(reg(), review("v", "2026-06-20", "")), "2026-04-01 2026-07-01 met v; 2026-06-20 2026-09-20 running"},
		{"reviewed too late", "2026-08-02", file(reg(), review("v", "2026-07-20", "")), "2026-04-01 2026-07-01 met_late v; 2026-07-20 2026-10-20 running"},
		{"the review set the next", "2026-07-02", file(reg(), review("v", "2026-06-20", "2026-07-20")), "2026-04-01 2026-07-01 met v; 2026-06-20 2026-07-20 running"},
		{"a day set before the review is past", "2026-07-02", file(reg("review_on", "2026-07-01"), review("v", "2026-06-20", "2026-09-20")), "2026-04-01 2026-07-01 met v; 2026-06-20 2026-09-20 running"},
		{"a day set further off holds", "2026-07-02", file(reg("review_on", "2026-10-15"), review("v", "2026-06-20", "2026-09-20")), "2026-04-01 2026-07-01 met v; 2026-06-20 2026-10-15 running"},
		{"a withdrawn review is none", "2026-07-02", file(reg(), rec("registry_review v<r", "on", "2026-06-20", "@withdrawn", true)), "2026-04-01 2026-07-01 late"},
		{"a review in the future is none yet", "2026-07-02", file(reg(), review("v", "2026-07-03", "")), "2026-04-01 2026-07-01 late"},
		{"ended", "2026-12-02", file(reg("ended_on", "2026-09-01"), review("v", "2026-06-20", "")), "2026-04-01 2026-07-01 met v"},
	})
}

func TestPlanReview(t *testing.T) {
	plan := func(id string, more ...any) *casework.Entry {
		return rec("plan "+id, append([]any{"made_on", "2026-04-01"}, more...)...)
	}
	registered := rec("registry r", "person", "haru", "registered_on", "2026-01-01")
	runDue(t, casework.DL05PlanReview, []dueCase{
		{"on its day", "2026-06-15", file(plan("p", "review_on", "2026-06-15")), "2026-06-15 running"},
		{"after its day", "2026-06-16T00:00", file(plan("p", "review_on", "2026-06-15")), "2026-06-15 late"},
		{"six months by default", "2026-06-15", file(plan("p")), "2026-10-01 running"},
		{"three when registered", "2026-06-15", file(plan("p"), registered), "2026-07-01 running"},
		{"a later version", "2026-07-15", file(plan("p", "review_on", "2026-06-15"), plan("q", "previous", "p", "made_on", "2026-06-10", "review_on", "2026-12-10")), "2026-06-15 met q; 2026-12-10 running"},
		{"a withdrawn version", "2026-07-15", file(plan("p", "review_on", "2026-06-15"), plan("q", "previous", "p", "made_on", "2026-06-10", "@withdrawn", true)), "2026-06-15 late"},
		{"ended", "2026-07-15", file(plan("p", "review_on", "2026-06-15", "ended_on", "2026-06-16")), "2026-06-15 met_late p"},
	})
}

func TestCommissionReport(t *testing.T) {
	com := func(more ...any) *casework.Entry {
		return rec("commission c", append([]any{"subject", "haru", "from", "2026-04-01", "stage", "running", "report_months", 1}, more...)...)
	}
	report := func(id, on string) *casework.Entry { return rec("commission_report "+id+"<c", "on", on) }
	runDue(t, casework.DL14CommissionReport, []dueCase{
		{"as often as it says", "2026-04-20", file(com()), "2026-04-01 2026-05-01 running"},
		{"three months where it says nothing", "2026-04-20", file(com("report_months", nil)), "2026-04-01 2026-07-01 running"},
		{"after the last report", "2026-05-20", file(com(), report("x", "2026-05-02")), "2026-04-01 2026-05-01 met_late x; 2026-05-02 2026-06-02 running"},
		{"asked only", "2026-05-20", file(com("stage", "asked")), ""},
		{"released", "2026-07-20", file(com("stage", "released", "released_on", "2026-05-20"), report("x", "2026-05-01")), "2026-04-01 2026-05-01 met x"},
	})
}

func TestAbsence(t *testing.T) {
	registered := rec("registry r", "person", "haru", "registered_on", "2026-01-01")
	absent := func(more ...any) *casework.Entry {
		return rec("absence a", append([]any{"child", "haru", "from", "2026-11-09", "days", 7}, more...)...)
	}
	note := func(on string) *casework.Entry {
		return rec("note n", "on", on, "child_seen", []string{"haru"})
	}
	runDue(t, casework.DL12Absence, []dueCase{
		{"seven days", "2026-11-16", file(registered, absent()), "2026-11-16 running"},
		{"across the end of February", "2028-03-01", file(registered, absent("from", "2028-02-24")), "2028-03-02 ahead"},
		{"told later", "2026-11-18", file(registered, absent("told_on", "2026-11-17")), "2026-11-17 late"},
		{"six days", "2026-11-16", file(registered, absent("days", 6)), ""},
		{"explained", "2026-11-16", file(registered, absent("explained", true)), ""},
		{"not registered", "2026-11-16", file(absent()), ""},
		{"no longer registered", "2026-11-16", file(rec("registry r", "person", "haru", "registered_on", "2026-01-01", "ended_on", "2026-10-01"), absent()), ""},
		{"seen", "2026-11-18", file(registered, absent(), note("2026-11-17")), "2026-11-16 met_late n"},
		{"seen before", "2026-11-18", file(registered, absent(), note("2026-11-12")), "2026-11-16 late"},
	})
}

func TestProtectionMeasure(t *testing.T) {
	measure := func(id string, more ...any) *casework.Entry {
		return rec("protection_measure "+id, append([]any{"applied_on", "2025-12-01", "until", "2026-11-30"}, more...)...)
	}
	runDue(t, casework.DL13ProtectionMeasure, []dueCase{
		{"before it may be renewed", "2026-10-29", file(measure("m")), "2026-11-30 ahead"},
		{"from a month before", "2026-10-30", file(measure("m")), "2026-11-30 running"},
		{"to its last day", "2026-11-30", file(measure("m")), "2026-11-30 running"},
		{"over", "2026-12-01", file(measure("m")), "2026-11-30 late"},
		{"renewed", "2026-12-01", file(measure("m", "renewed_on", "2026-11-10")), "2026-11-30 met m"},
		{"renewed a year ago", "2026-12-01", file(measure("m", "renewed_on", "2025-11-10")), "2026-11-30 late"},
		{"by a new one", "2026-12-01", file(measure("m"), measure("n", "applied_on", "2026-11-20", "until", "2027-11-30")), "2026-11-30 met n; 2027-11-30 ahead"},
	})
}

func TestTransfer(t *testing.T) {
	move := func(more ...any) *casework.Entry {
		return rec("transfer t", append([]any{"direction", "out", "known_on", "2026-11-01", "moves_on", "2026-11-25"}, more...)...)
	}
	runDue(t, casework.DL15Transfer, []dueCase{
		{"to be sent", "2026-11-20", file(move()), "send 2026-11-25 running"},
		{"moved, not sent", "2026-11-26", file(move()), "send 2026-11-25 late"},
		{"sent, not confirmed", "2026-11-26", file(move("sent_on", "2026-11-24")), "confirm 2026-11-25 late; send 2026-11-25 met t"},
		{"sent late", "2026-11-27", file(move("sent_on", "2026-11-27")), "send 2026-11-25 met_late t; confirm 2026-11-27 running"},
		{"confirmed", "2026-11-30", file(move("sent_on", "2026-11-24", "confirmed_on", "2026-11-25")), "confirm 2026-11-25 met t; send 2026-11-25 met t"},
		{"the day is not known", "2026-11-02", file(move("moves_on", nil)), "send 2026-11-01 late"},
		{"moved in", "2026-11-20", file(move("direction", "in")), ""},
	})
}

func TestAdult(t *testing.T) {
	boy := rec("person boy", "birth_date", "2009-02-28", "role", "child")
	reg := func(more ...any) *casework.Entry {
		return rec("registry r", append([]any{"person", "boy", "registered_on", "2020-01-01"}, more...)...)
	}
	sheet := func(on string) *casework.Entry {
		return rec("sheet s", "reason", "adult", "stage", "discussed", "discussed_on", on, "subject", "boy")
	}
	runDue(t, casework.DL16Adult, []dueCase{
		{"long before", "2026-07-01", file(boy, reg()), "first 2026-08-28 ahead; second 2027-01-28 ahead"},
		{"near the first mark", "2026-07-28", file(boy, reg()), "first 2026-08-28 running; second 2027-01-28 ahead"},
		{"past it", "2026-08-29", file(boy, reg()), "first 2026-08-28 late; second 2027-01-28 ahead"},
		{"a meeting decided", "2026-09-10", file(boy, reg(), sheet("2026-08-20")), "first 2026-08-28 met s; second 2027-01-28 ahead"},
		{"a meeting long before does not", "2026-09-10", file(boy, reg(), sheet("2026-07-20")), "first 2026-08-28 late; second 2027-01-28 ahead"},
		{"ended at 18", "2027-03-01", file(boy, reg("ended_on", "2027-02-27"), sheet("2026-08-28")), "first 2026-08-28 met s; second 2027-01-28 met_late r"},
		{"ended as a child", "2027-03-01", file(boy, reg("ended_on", "2023-02-27")), ""},
		{"held by a plan", "2026-08-29", file(boy, rec("plan p", "made_on", "2026-01-01", "subjects", []string{"boy"})), "first 2026-08-28 late; second 2027-01-28 ahead"},
		{"held by the family's plan", "2026-08-29", file(boy, rec("plan p", "made_on", "2026-01-01")), "first 2026-08-28 late; second 2027-01-28 ahead"},
		{"held by nothing", "2026-08-29", file(boy), ""},
		{"an adult in the registry", "2026-08-29", file(rec("person boy", "birth_date", "1996-02-28"), reg()), ""},
	})
	leap := file(rec("person boy", "birth_date", "2008-02-29"), reg())
	if got, want := dueLines(leap, casework.DL16Adult, at(t, "2025-01-01T00:00")), "first 2025-08-28 ahead; second 2026-01-28 ahead"; got != want {
		t.Errorf("born on 29 February: got %q, want %q", got, want)
	}
}

func TestApprovalDeadline(t *testing.T) {
	plan := rec("plan p", "made_on", "2026-11-18")
	sum := casework.Digest(plan, nil)
	submit := func(id string, more ...any) *casework.Entry {
		return rec("approval "+id, append([]any{"document", "p", "at", "2026-11-20T16:00", "route", []string{"director"}, "digest", sum, "@author", "mori"}, more...)...)
	}
	step := func(id, at, action, digest string) *casework.Entry {
		return rec("approval_step "+id+"<a", "role", "director", "action", action, "at", at, "digest", digest, "@author", "boss")
	}
	runDue(t, casework.DL17Approval, []dueCase{
		{"three working days, a holiday between", "2026-11-26", file(plan, submit("a")), "2026-11-26 running"},
		{"over", "2026-11-27", file(plan, submit("a")), "2026-11-26 late"},
		{"the day asked for", "2026-11-26", file(plan, submit("a", "due", "2026-11-24")), "2026-11-24 late"},
		{"approved", "2026-11-27", file(plan, submit("a"), step("s", "2026-11-24T10:00", "approve", sum)), "2026-11-26 met s"},
		{"returned", "2026-11-27", file(plan, submit("a"), step("s", "2026-11-27T10:00", "return", sum)), "2026-11-26 met_late s"},
		{"approved, another text", "2026-11-27", file(plan, submit("a"), step("s", "2026-11-24T10:00", "approve", "other")), "2026-11-26 late"},
		{"pulled back", "2026-11-27", file(plan, submit("a", "pulled_back", true)), ""},
		{"submitted again", "2026-11-27", file(plan, submit("a"), submit("b", "at", "2026-11-25T09:00")), "2026-11-30 running"},
	})
	now := at(t, "2026-11-24T12:00")
	if d := dueOf(file(plan, submit("a")), casework.DL17Approval, now)[0]; d.Role != "director" || d.Staff != nil {
		t.Errorf("waits for %s %v, want director", d.Role, d.Staff)
	}
	changed := rec("plan p", "made_on", "2026-11-19")
	if d := dueOf(file(changed, submit("a")), casework.DL17Approval, now)[0]; d.Role != casework.WaitsForAuthor || !slices.Equal(d.Staff, []string{"mori"}) {
		t.Errorf("changed: waits for %s %v, want the author", d.Role, d.Staff)
	}
}

func TestEveryRuleStands(t *testing.T) {
	for i, r := range casework.Rules() {
		if want := casework.DeadlineID([]string{"DL01", "DL02", "DL03", "DL04", "DL05", "DL06", "DL07", "DL08", "DL09", "DL10", "DL11", "DL12", "DL13", "DL14", "DL15", "DL16", "DL17"}[i]); r.ID != want || r.Hardness == "" {
			t.Errorf("rule %d: got %+v, want %s", i, r, want)
		}
		if got := casework.RuleOf(r.ID); got.Hardness != r.Hardness {
			t.Errorf("%s: got %+v", r.ID, got)
		}
	}
	if n := len(casework.Rules()); n != 17 {
		t.Errorf("got %d rules, want 17", n)
	}
}

// Entries come in whatever order the machines met in: the deadlines are the same.
func TestOrderOfEntriesMakesNoDifference(t *testing.T) {
	entries := abuse("2026-11-20T17:40",
		seen("k", "2026-11-21T10:00", "absent", "unconfirmed"), seen("k2", "2026-11-22T19:00", "home", "danger"), seen("k3", "2026-11-22T19:00", "office", "safe"),
		rec("registry r", "person", "haru", "registered_on", "2026-04-01"), rec("registry_review v<r", "on", "2026-06-20"), rec("registry_review w<r", "on", "2026-06-20", "next_on", "2026-08-01"),
		rec("person haru", "role", "child", "birth_date", "2026-09-01"), rec("visit x", "visited_on", "2026-10-20", "result", "met", "child", "haru"),
		rec("absence a", "child", "haru", "from", "2026-11-01", "days", 8), rec("sheet s", "meeting_kind", "intake", "stage", "discussed", "discussed_on", "2026-11-23", "cgc", "send"),
		rec("referral f", "direction", "to", "kind", "send", "on", "2026-11-23"),
	).Entries
	now := at(t, "2026-11-24T09:00")
	want := casework.DefaultConfig().Deadlines(file(entries...), now, jst)
	rapid.Check(t, func(t *rapid.T) {
		got := casework.DefaultConfig().Deadlines(file(rapid.Permutation(entries).Draw(t, "entries")...), now, jst)
		if len(got) != len(want) {
			t.Fatalf("got %d deadlines, want %d", len(got), len(want))
		}
		seen := map[string]bool{}
		for i, d := range got {
			if d.Key() != want[i].Key() || !d.Due.Equal(want[i].Due) || !d.Done.Equal(want[i].Done) || d.DoneBy != want[i].DoneBy {
				t.Fatalf("%d: got %+v\nwant %+v", i, d, want[i])
			}
			if seen[d.Key()] {
				t.Fatalf("two deadlines with the key %s", d.Key())
			}
			seen[d.Key()] = true
		}
	})
}
