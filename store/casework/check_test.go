package casework_test

import (
	"slices"
	"strings"
	"testing"

	"yorisoi/store/casework"
)

// checkCase is one record about to be saved on 24 November 2026 at noon.
type checkCase struct {
	name    string
	file    casework.File
	record  *casework.Entry
	want    string // "field:code", sorted
	context casework.CheckContext
}

func runCheck(t *testing.T, cases []checkCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range c.check(t) {
				got = append(got, f.Field+":"+f.Code)
			}
			slices.Sort(got)
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("got  %q\nwant %q", text, c.want)
			}
		})
	}
}

// check runs the case.
func (c checkCase) check(t *testing.T) []casework.Fault {
	ctx := c.context
	ctx.Now, ctx.Loc, ctx.RolesOf = at(t, "2026-11-24T12:00"), jst, rolesOf
	if ctx.Roles == nil {
		ctx.Roles = []string{"welfare"}
	}
	return casework.Check(c.file, c.record, ctx)
}

// allChecks are the cases of every table.
func allChecks() []checkCase {
	return slices.Concat(timeCases(), intakeCases(), assessmentCases(), planCases(), meetingCases(), stageCases(), approvalCases(), codeCases())
}

func TestCheck(t *testing.T) {
	t.Run("time", func(t *testing.T) { runCheck(t, timeCases()) })
	t.Run("intake", func(t *testing.T) { runCheck(t, intakeCases()) })
	t.Run("assessment", func(t *testing.T) { runCheck(t, assessmentCases()) })
	t.Run("plan", func(t *testing.T) { runCheck(t, planCases()) })
	t.Run("meeting", func(t *testing.T) { runCheck(t, meetingCases()) })
	t.Run("stage", func(t *testing.T) { runCheck(t, stageCases()) })
	t.Run("approval", func(t *testing.T) { runCheck(t, approvalCases()) })
	t.Run("code", func(t *testing.T) { runCheck(t, codeCases()) })
}

// Every code has a case in which it is found, and none is found that the table of
// codes lacks.
func TestFaultCodes(t *testing.T) {
	found := map[string]bool{}
	for _, c := range allChecks() {
		for _, f := range c.check(t) {
			found[f.Code] = true
		}
	}
	for _, code := range casework.FaultCodes() {
		if !found[code] {
			t.Errorf("%s is never found", code)
		}
		delete(found, code)
	}
	for code := range found {
		t.Errorf("%s is not in the table of codes", code)
	}
}

func timeCases() []checkCase {
	none := file()
	return []checkCase{
		{"this very moment", none, rec("intake i", "received_at", "2026-11-24T12:00", "stage", "received"), "", casework.CheckContext{}},
		{"a minute ahead", none, rec("intake i", "received_at", "2026-11-24T12:01", "stage", "received"), "received_at:in_the_future", casework.CheckContext{}},
		{"the same moment in another offset", none, rec("intake i", "received_at", "2026-11-24T03:00:00Z", "stage", "received"), "", casework.CheckContext{}},
		{"today", none, rec("judgement j", "on", "2026-11-24", "side", "mch"), "", casework.CheckContext{}},
		{"tomorrow", none, rec("judgement j", "on", "2026-11-25", "side", "mch"), "on:in_the_future", casework.CheckContext{}},
		{"a year too far", none, rec("referral r", "on", "2027-11-20", "direction", "to"), "on:in_the_future", casework.CheckContext{}},
		{"a planned hand-over may lie ahead", file(rec("plan p")), rec("plan_handover h<p", "planned_on", "2026-12-20"), "", casework.CheckContext{}},
		{"a meeting may lie ahead", none, rec("meeting m", "on", "2026-12-20", "stage", "planned"), "", casework.CheckContext{}},
		{"a meeting that was held may not", none, rec("meeting m", "on", "2026-12-20", "stage", "held"), "on:in_the_future", casework.CheckContext{}},
		{"born tomorrow", none, rec("person x", "birth_date", "2026-11-25"), "birth_date:in_the_future", casework.CheckContext{}},
		{"due next month", none, rec("person x", "due_date", "2026-12-25"), "", casework.CheckContext{}},
		{"a review before the plan", none, rec("plan p", "made_on", "2026-11-20", "review_on", "2026-11-19"), "review_on:review_before_made", casework.CheckContext{}},
		{"a period the wrong way round", none, rec("plan p", "made_on", "2026-11-20", "review_on", "2027-02-20", "period_from", "2026-12-01", "period_to", "2026-11-30"), "period_to:ends_before_start", casework.CheckContext{}},
		{"the next review before this", file(rec("registry r")), rec("registry_review v<r", "on", "2026-11-20", "next_on", "2026-11-01"), "next_on:review_before_made", casework.CheckContext{}},
		{"a measure that ended before it began", none, rec("protection_measure m", "applied_on", "2026-11-01", "until", "2025-11-01"), "until:ends_before_start", casework.CheckContext{}},
		{"the registry ends without a reason", none, rec("registry r", "registered_on", "2026-01-01", "ended_on", "2026-11-01"), "end_reason:end_without_reason", casework.CheckContext{Old: rec("registry r")}},
		{"a reason without an end", none, rec("registry r", "registered_on", "2026-01-01", "end_reason", "improved"), "ended_on:end_without_day", casework.CheckContext{}},
		{"the registry ends", none, rec("registry r", "registered_on", "2026-01-01", "ended_on", "2026-11-01", "end_reason", "improved"), "", casework.CheckContext{Old: rec("registry r")}},
		{"wrong before, and left so", none, rec("plan p", "made_on", "2026-01-01", "ended_on", "2026-11-01", "vision", "x"), "", casework.CheckContext{Old: rec("plan p", "made_on", "2026-01-01", "ended_on", "2026-11-01")}},
		{"wrong before, and wrong anew", none, rec("risk k", "on", "2026-11-20", "next_on", "2026-11-18"), "next_on:review_before_made", casework.CheckContext{Old: rec("risk k", "on", "2026-11-20", "next_on", "2026-11-19")}},
		{"a plan ends without a reason", none, rec("plan p", "made_on", "2026-01-01", "ended_on", "2026-11-01"), "end_reason:end_without_reason", casework.CheckContext{}},
	}
}

func intakeCases() []checkCase {
	f := file(rec("intake i", "received_at", "2026-11-20T17:40", "consultation", "abuse"), rec("intake_child c<i", "child", "haru"),
		rec("person haru", "birth_date", "2026-11-01", "role", "child"), rec("person aoi", "birth_date", "2026-11-22"),
		rec("person was", "birth_date", "2026-11-22", "due_date", "2026-12-01"), rec("merge m", "pairs", []string{"haru2=haru"}),
		rec("intake gone", "@withdrawn", true), rec("registry r", "person", "haru"), rec("commission k", "subject", "haru"))
	return []checkCase{
		{"a check after the report", f, seen("s", "2026-11-20T17:40", "home", "safe"), "", casework.CheckContext{}},
		{"a check before it", f, seen("s", "2026-11-20T17:39", "home", "safe"), "at:before_report", casework.CheckContext{}},
		{"of a child the report does not name", f, seen("s", "2026-11-23T17:40", "home", "safe", "child", "aoi"), "child:child_not_reported", casework.CheckContext{}},
		{"of a child that was merged", f, seen("s", "2026-11-21T17:40", "home", "safe", "child", "haru2"), "", casework.CheckContext{}},
		{"safe by telephone", f, seen("s", "2026-11-21T17:40", "phone", "safe"), "method:safe_without_sighting", casework.CheckContext{}},
		{"to be watched, nobody there", f, seen("s", "2026-11-21T17:40", "absent", "watch"), "method:safe_without_sighting", casework.CheckContext{}},
		{"danger heard by telephone", f, seen("s", "2026-11-21T17:40", "phone", "danger"), "", casework.CheckContext{}},
		{"not confirmed by telephone", f, seen("s", "2026-11-21T17:40", "phone", "unconfirmed"), "", casework.CheckContext{}},
		{"before the child's birth", f, seen("s", "2026-10-30T10:00", "home", "safe"), "at:before_birth at:before_report", casework.CheckContext{}},
		{"without a report", f, rec("safety_check s", "child", "haru", "at", "2026-11-21T17:40", "method", "home", "result", "safe"), ":parent_missing", casework.CheckContext{}},
		{"below something else", f, rec("safety_check s<r", "child", "haru", "at", "2026-11-21T17:40", "method", "home", "result", "safe"), ":parent_missing", casework.CheckContext{}},
		{"below a withdrawn report", f, rec("lookup l<gone", "what", "school"), ":parent_withdrawn", casework.CheckContext{}},
		{"withdrawing it is allowed", f, rec("lookup l<gone", "what", "school", "@withdrawn", true), "", casework.CheckContext{}},
		{"a child born after the report", f, rec("intake_child d<i", "child", "aoi"), "child:before_birth", casework.CheckContext{}},
		{"a child that was followed before birth", f, rec("intake_child d<i", "child", "was"), "", casework.CheckContext{}},
		{"away from school before birth", f, rec("absence a", "child", "haru", "from", "2026-10-01", "days", 8), "from:before_birth", casework.CheckContext{}},
		{"registered before birth", f, rec("registry q", "person", "aoi", "registered_on", "2026-11-01"), "registered_on:before_birth", casework.CheckContext{}},
		{"seen before birth", f, rec("commission_report x<k", "on", "2026-11-20", "child_seen_on", "2026-10-01"), "child_seen_on:before_birth", casework.CheckContext{}},
	}
}

func assessmentCases() []checkCase {
	health, welfare := judge("h", "2026-11-10", "mch", "watch"), judge("w", "2026-11-12", "welfare", "expectant")
	agreed := func(on string, more ...any) *casework.Entry { return judge("a", on, "agreed", "expectant", more...) }
	urgent := func(more ...any) *casework.Entry {
		return rec("urgency u", append([]any{"at", "2026-11-24T10:00", "subject", "haru", "step1", "no", "step2", "no", "step3", "no", "step4", "no",
			"step5", "yes", "step6", "no", "step7", "no", "step8", "no", "rank", "B", "@author", "kondo"}, more...)...)
	}
	return []checkCase{
		{"agreed by both sides", file(health, welfare), agreed("2026-11-12"), "", casework.CheckContext{}},
		{"agreed before one judged", file(health, welfare), agreed("2026-11-11"), "side:sides_missing", casework.CheckContext{}},
		{"agreed by one side", file(health), agreed("2026-11-20"), "side:sides_missing", casework.CheckContext{}},
		{"one side was withdrawn", file(health, judge("w", "2026-11-12", "welfare", "watch", "@withdrawn", true)), agreed("2026-11-20"), "side:sides_missing", casework.CheckContext{}},
		{"one person on both sides", file(health, judge("w", "2026-11-12", "welfare", "watch", "@author", "mch")), agreed("2026-11-20"), "side:sides_same_author", casework.CheckContext{}},
		{"of a child, by the family's", file(health, welfare), agreed("2026-11-20", "subject", "haru"), "", casework.CheckContext{}},
		{"of the family, by a child's", file(judge("h", "2026-11-10", "mch", "watch", "subject", "haru"), welfare), agreed("2026-11-20"), "side:sides_missing", casework.CheckContext{}},
		{"a side needs no other", file(), health, "", casework.CheckContext{}},
		{"the rank of the steps", file(), urgent(), "", casework.CheckContext{}},
		{"the same rank by hand", file(), urgent("rank_override", "B"), "", casework.CheckContext{}},
		{"another rank by hand", file(), urgent("rank_override", "C"), "approver:override_without_approver override_reason:override_without_reason", casework.CheckContext{}},
		{"agreed with oneself", file(), urgent("rank_override", "C", "override_reason", "…", "approver", "kondo"), "approver:own_approval", casework.CheckContext{}},
		{"agreed with another", file(), urgent("rank_override", "C", "override_reason", "…", "approver", "ono"), "", casework.CheckContext{}},
	}
}

func planCases() []checkCase {
	plan, goal := rec("plan p", "made_on", "2026-11-01", "vision", "安心"), rec("plan_goal g<p", "goal", "外出")
	sum := casework.Digest(plan, []*casework.Entry{goal})
	approval := rec("approval a", "document", "p", "document_kind", "plan", "at", "2026-11-20T16:00", "route", []string{"director"}, "digest", sum, "@author", "mori")
	yes := rec("approval_step s<a", "role", "director", "action", "approve", "at", "2026-11-21T10:00", "digest", sum, "@author", "boss")
	handover := func(more ...any) *casework.Entry {
		return rec("plan_handover h<p", append([]any{"on", "2026-11-24"}, more...)...)
	}
	gone := rec("plan p", "made_on", "2026-11-01", "@withdrawn", true)
	return []checkCase{
		{"handed over", file(plan, goal, approval, yes), handover(), "", casework.CheckContext{}},
		{"not approved", file(plan, goal, approval), handover(), "on:not_approved", casework.CheckContext{}},
		{"never submitted", file(plan, goal), handover(), "on:not_approved", casework.CheckContext{}},
		{"changed since", file(rec("plan p", "made_on", "2026-11-01", "vision", "別"), goal, approval, yes), handover(), "on:not_approved", casework.CheckContext{}},
		{"handed over before it changed", file(rec("plan p", "made_on", "2026-11-01", "vision", "別"), goal, approval, yes), handover("child_told", true), "", casework.CheckContext{Old: handover()}},
		{"why it was not", file(plan, goal), handover("not_handed_reason", "連絡がとれない"), "", casework.CheckContext{}},
		{"without a goal", file(plan), handover(), ":plan_without_goal on:not_approved", casework.CheckContext{}},
		{"submitted", file(plan, goal), approval, "", casework.CheckContext{}},
		{"submitted without a goal", file(plan, rec("plan_goal g<p", "goal", "外出", "@withdrawn", true)), approval, "document:plan_without_goal", casework.CheckContext{}},
		{"submitted another text", file(plan, rec("plan_goal g<p", "goal", "登園")), approval, "document:document_changed", casework.CheckContext{}},
		{"submitted nothing", file(), approval, "document:document_missing", casework.CheckContext{}},
		{"submitted what was withdrawn", file(gone, goal), approval, "document:document_missing", casework.CheckContext{}},
		{"a goal evaluated", file(plan, goal), rec("plan_evaluation e<g", "on", "2026-11-24"), "", casework.CheckContext{}},
		{"a goal of a withdrawn plan", file(gone, goal), rec("plan_evaluation e<g", "on", "2026-11-24"), ":plan_withdrawn", casework.CheckContext{}},
		{"a withdrawn goal", file(plan, rec("plan_goal g<p", "@withdrawn", true)), rec("plan_evaluation e<g", "on", "2026-11-24"), ":plan_withdrawn", casework.CheckContext{}},
	}
}

func meetingCases() []checkCase {
	gone := casework.CheckContext{Meeting: rec("meeting m", "@withdrawn", true)}
	held := casework.CheckContext{Meeting: rec("meeting m", "stage", "held")}
	closed := file(rec("family fam", "@withdrawn", true))
	sheet := rec("sheet s", "meeting", "m", "proposed_on", "2026-11-20", "stage", "discussed", "discussed_on", "2026-11-24")
	return []checkCase{
		{"a sheet", file(rec("family fam")), sheet, "", held},
		{"of a withdrawn meeting", file(), sheet, "meeting:meeting_withdrawn", gone},
		{"a judgement of a withdrawn meeting", file(), rec("judgement j", "on", "2026-11-24", "side", "mch", "meeting", "m"), "meeting:meeting_withdrawn", gone},
		{"a task of a withdrawn meeting", file(), rec("task t", "what", "電話"), ":meeting_withdrawn", gone},
		{"the end decided by a withdrawn meeting", file(), rec("registry r", "registered_on", "2026-01-01", "meeting", "m0", "ended_on", "2026-11-20", "end_reason", "improved", "end_meeting", "m"),
			"end_meeting:meeting_withdrawn", casework.CheckContext{Meeting: gone.Meeting, Old: rec("registry r", "registered_on", "2026-01-01", "meeting", "m0")}},
		{"a meeting that was withdrawn after", file(), rec("judgement j", "on", "2026-11-24", "side", "mch", "meeting", "m", "grounds", "…"), "",
			casework.CheckContext{Meeting: gone.Meeting, Old: rec("judgement j", "on", "2026-11-24", "side", "mch", "meeting", "m")}},
		{"of a withdrawn case", closed, sheet, ":case_withdrawn", held},
		{"proposed for a withdrawn case", closed, rec("sheet s", "proposed_on", "2026-11-20"), ":case_withdrawn", casework.CheckContext{}},
		{"a task for a withdrawn case", closed, rec("task t", "what", "電話"), ":case_withdrawn", casework.CheckContext{}},
		{"an outcome for a withdrawn case", closed, rec("intake i", "received_at", "2026-11-20T10:00", "outcome_meeting", "m"), ":case_withdrawn", held},
		{"a note in a withdrawn case", closed, rec("note n", "on", "2026-11-20"), "", casework.CheckContext{}},
		{"taking it back", closed, rec("sheet s", "proposed_on", "2026-11-20", "@withdrawn", true), "", casework.CheckContext{}},
		{"one of two family records", file(rec("family fam", "@withdrawn", true), rec("family fam2")), sheet, "", held},
	}
}

func stageCases() []checkCase {
	intake := func(stage string) *casework.Entry {
		return rec("intake i", "received_at", "2026-11-20T17:40", "stage", stage)
	}
	as := func(old *casework.Entry, roles ...string) casework.CheckContext {
		return casework.CheckContext{Old: old, Roles: roles}
	}
	return []checkCase{
		{"stays", file(), intake("checking"), "", as(intake("checking"), "welfare")},
		{"goes on", file(), intake("checking"), "", as(intake("received"), "welfare")},
		{"closed by the coordinator", file(), intake("closed"), "", as(intake("decided"), "coordinator")},
		{"closed by a worker", file(), intake("closed"), "stage:move_not_yours", as(intake("decided"), "welfare")},
		{"by the one who looks after the program", file(), intake("checking"), "stage:move_not_yours", as(intake("received"), "admin")},
		{"jumps", file(), intake("closed"), "stage:move_unknown", as(intake("received"), "director")},
		{"opened again", file(), intake("received"), "stage:move_unknown", as(intake("closed"), "director")},
		{"new", file(), intake("received"), "", as(nil, "welfare")},
		{"new, and on its way", file(), intake("checking"), "", as(nil, "welfare")},
		{"new, and closed", file(), intake("closed"), "stage:move_unknown", as(nil, "director")},
		{"accepted by the director", file(), rec("commission c", "stage", "running"), "", as(rec("commission c", "stage", "accepting"), "director")},
		{"accepted by the coordinator", file(), rec("commission c", "stage", "running"), "stage:move_not_yours", as(rec("commission c", "stage", "accepting"), "coordinator")},
		{"registered again after the end", file(), rec("registry r", "registered_on", "2026-01-01"), "ended_on:move_unknown",
			as(rec("registry r", "registered_on", "2026-01-01", "ended_on", "2026-05-01", "end_reason", "improved"), "director")},
	}
}

func approvalCases() []checkCase {
	plan := rec("plan p", "vision", "安心")
	sum := casework.Digest(plan, nil)
	a := submission("digest", sum)
	step := func(text string, more ...any) *casework.Entry {
		return stepBy(text, append([]any{"digest", sum, "comment", "…"}, more...)...)
	}
	as := func(roles ...string) casework.CheckContext { return casework.CheckContext{Roles: roles} }
	f := file(plan, a)
	return []checkCase{
		{"by who has the role", f, step("s kato section_head approve 09"), "", as("section_head")},
		{"who saves has it", f, step("s new section_head approve 09"), "", as("section_head")},
		{"who saves lost it", f, step("s kato section_head approve 09"), "role:step_without_role", as("welfare")},
		{"by who has not", f, step("s ono section_head approve 09"), "role:step_without_role", as("coordinator")},
		{"by proxy", f, step("s ono section_head proxy 09"), "", as("coordinator")},
		{"of no place in the route", f, step("s root admin approve 09"), "role:step_outside_route", as("admin")},
		{"of one's own", f, step("s mori section_head approve 09"), ":own_approval", as("section_head")},
		{"before it was submitted", f, step("s kato section_head approve 09", "at", "2026-11-19T10:00"), "at:step_before_submission", as("section_head")},
		{"on another text", f, step("s kato section_head approve 09", "digest", "x"), "digest:document_changed", as("section_head")},
		{"the document changed", file(rec("plan p", "vision", "別"), a), step("s kato section_head approve 09"), "digest:document_changed", as("section_head")},
		{"returned", f, step("s kato section_head return 09"), "", as("section_head")},
		{"returned without a word", f, step("s kato section_head return 09", "comment", ""), "comment:return_without_reason", as("section_head")},
		{"pulled back already", file(plan, submission("digest", sum, "pulled_back", true)), step("s kato section_head approve 09"), "action:approval_over", as("section_head")},
		{"returned already", file(plan, a, step("r both section_head return 08")), step("s ono coordinator approve 09"), "action:approval_over", as("coordinator")},
		{"seen afterwards", file(plan, a, step("r both section_head return 08")), step("s ono coordinator noted 09"), "", as("coordinator")},
		{"pulling back", file(plan), submission("digest", "old", "pulled_back", true), "", as("health")},
	}
}

func codeCases() []checkCase {
	retired := func(kind, field, code string, on casework.Date) bool {
		return kind != "intake" || code != "old" || on.Before(casework.Date{Year: 2026, Month: 4, Day: 1})
	}
	with := func(old *casework.Entry) casework.CheckContext {
		return casework.CheckContext{Old: old, CodeActive: retired}
	}
	intake := func(on string, types ...string) *casework.Entry {
		return rec("intake i", "received_at", on, "abuse_types", types, "stage", "received")
	}
	return []checkCase{
		{"a code that stands", file(), intake("2026-11-20T10:00", "AB1"), "", with(nil)},
		{"a code retired since", file(), intake("2026-11-20T10:00", "AB1", "old"), "abuse_types:code_retired", with(nil)},
		{"of a day on which it stood", file(), intake("2026-03-20T10:00", "old"), "", with(nil)},
		{"chosen while it stood", file(), intake("2026-11-20T10:00", "old"), "", with(intake("2026-11-20T10:00", "old"))},
		{"another beside it", file(), intake("2026-11-20T10:00", "old", "AB1"), "", with(intake("2026-11-20T10:00", "old"))},
		{"added now", file(), intake("2026-11-20T10:00", "old", "AB1"), "abuse_types:code_retired", with(intake("2026-11-20T10:00", "AB1"))},
	}
}

// A check looks; it never changes what it looks at.
func TestCheckChangesNothing(t *testing.T) {
	for _, c := range allChecks() {
		before := casework.Digest(c.record, nil) + c.record.Author + c.record.Parent
		c.check(t)
		if got := casework.Digest(c.record, nil) + c.record.Author + c.record.Parent; got != before {
			t.Errorf("%s: the record changed", c.name)
		}
	}
}
