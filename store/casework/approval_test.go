package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// staffRoles are who the tests of approvals know.
var staffRoles = map[string][]string{
	"mori": {"health"}, "kato": {"section_head"}, "ono": {"coordinator"}, "boss": {"director"}, "both": {"section_head", "coordinator"}, "root": {"admin"},
}

func rolesOf(staff string) []string { return staffRoles[staff] }

// submission is an approval of mori's with the route of reference §11.1.
func submission(more ...any) *casework.Entry {
	return rec("approval a", append([]any{"document", "p", "document_kind", "plan", "at", "2026-11-20T16:00", "digest", "d1", "@author", "mori",
		"route", []string{"section_head", "coordinator", "director"}}, more...)...)
}

// stepBy is "id author role action hour": a step on 21 November.
func stepBy(text string, more ...any) *casework.Entry {
	f := strings.Fields(text)
	return rec("approval_step "+f[0]+"<a", append([]any{"@author", f[1], "role", f[2], "action", f[3], "at", "2026-11-21T" + f[4] + ":00", "digest", "d1"}, more...)...)
}

// approvalLine writes a state in short.
func approvalLine(s casework.ApprovalState) string {
	out := []string{s.Stage, s.WaitsFor, "|"}
	for _, p := range s.Steps {
		sign := map[bool]string{true: "*"}[p.Proxy]
		out = append(out, p.Stage+sign+"("+strings.Join(p.Entries, ",")+")")
	}
	for _, r := range s.Refused {
		out = append(out, "!"+r.Entry+":"+r.Code)
	}
	return strings.Join(out, " ")
}

func TestApproval(t *testing.T) {
	type steps []*casework.Entry
	for _, c := range []struct {
		name     string
		approval *casework.Entry
		steps    steps
		digest   string
		want     string
	}{
		{"just submitted", submission(), nil, "d1", "waiting section_head | waiting() waiting() waiting()"},
		{"on its way", submission(), steps{stepBy("s1 kato section_head approve 09")}, "d1", "waiting coordinator | approved(s1) waiting() waiting()"},
		{"approved by all", submission(), steps{stepBy("s1 kato section_head approve 09"), stepBy("s2 ono coordinator approve 10"), stepBy("s3 boss director approve 11")},
			"d1", "approved  | approved(s1) approved(s2) approved(s3)"},
		{"in any order of arrival", submission(), steps{stepBy("s3 boss director approve 09"), stepBy("s1 kato section_head approve 11")},
			"d1", "waiting coordinator | approved(s1) waiting() approved(s3)"},
		{"returned", submission(), steps{stepBy("s1 kato section_head approve 09"), stepBy("s2 ono coordinator return 10")}, "d1", "returned author | approved(s1) returned(s2) waiting()"},
		{"two of one role who did not know: the return wins", submission(), steps{stepBy("s1 kato section_head return 09"), stepBy("s2 both section_head approve 10")},
			"d1", "returned author | returned(s1,s2) waiting() waiting()"},
		{"whatever the order", submission(), steps{stepBy("s1 kato section_head approve 09"), stepBy("s2 both section_head return 10")},
			"d1", "returned author | returned(s1,s2) waiting() waiting()"},
		{"a return wins over the approval of all", submission(), steps{stepBy("s1 kato section_head approve 09"), stepBy("s2 ono coordinator approve 10"),
			stepBy("s3 boss director approve 11"), stepBy("s4 both section_head return 12")}, "d1", "returned author | returned(s1,s4) approved(s2) approved(s3)"},
		{"twice is once", submission(), steps{stepBy("s2 both section_head approve 10"), stepBy("s1 kato section_head approve 09")}, "d1", "waiting coordinator | approved(s1,s2) waiting() waiting()"},
		{"by proxy of one higher", submission(), steps{stepBy("s1 ono section_head proxy 09")}, "d1", "waiting coordinator | approved*(s1) waiting() waiting()"},
		{"no proxy by one lower", submission(), steps{stepBy("s1 kato director proxy 09")}, "d1", "waiting section_head | waiting() waiting() waiting() !s1:step_without_role"},
		{"no proxy by an outsider", submission(), steps{stepBy("s1 root section_head proxy 09")}, "d1", "waiting section_head | waiting() waiting() waiting() !s1:step_without_role"},
		{"noted is not approved", submission(), steps{stepBy("s1 kato section_head noted 09")}, "d1", "waiting section_head | waiting(s1) waiting() waiting()"},
		{"without the role", submission(), steps{stepBy("s1 ono section_head approve 09")}, "d1", "waiting section_head | waiting() waiting() waiting() !s1:step_without_role"},
		{"by its own author", submission("@author", "kato"), steps{stepBy("s1 kato section_head approve 09")}, "d1", "waiting section_head | waiting() waiting() waiting() !s1:own_approval"},
		{"outside of the route", submission("route", []string{"director"}), steps{stepBy("s1 kato section_head approve 09")}, "d1", "waiting director | waiting() !s1:step_outside_route"},
		{"before it was submitted", submission(), steps{stepBy("s1 kato section_head approve 09", "at", "2026-11-20T15:59")}, "d1",
			"waiting section_head | waiting() waiting() waiting() !s1:step_before_submission"},
		{"on another text", submission(), steps{stepBy("s1 kato section_head approve 09", "digest", "d0")}, "d1", "waiting section_head | waiting() waiting() waiting() !s1:document_changed"},
		{"withdrawn", submission(), steps{stepBy("s1 kato section_head approve 09", "@withdrawn", true)}, "d1", "waiting section_head | waiting() waiting() waiting()"},
		{"the document changed while it waits", submission(), steps{stepBy("s1 kato section_head approve 09")}, "d2", "changed author | approved(s1) waiting() waiting()"},
		{"the document changed after all approved", submission("route", []string{"director"}), steps{stepBy("s1 boss director approve 09")}, "d2", "changed author | approved(s1)"},
		{"the document is gone", submission("route", []string{"director"}), steps{stepBy("s1 boss director approve 09")}, "", "changed author | approved(s1)"},
		{"changed after a return", submission("route", []string{"director"}), steps{stepBy("s1 boss director return 09")}, "d2", "returned author | returned(s1)"},
		{"pulled back", submission("pulled_back", true), steps{stepBy("s1 kato section_head approve 09")}, "d1", "pulled_back author | approved(s1) waiting() waiting()"},
		{"nobody was asked", submission("route", []string{}), nil, "d1", "waiting director |"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := approvalLine(casework.ApprovalOf(c.approval, c.steps, c.digest, rolesOf)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
	trusted := casework.ApprovalOf(submission("route", []string{"director"}), steps{stepBy("s1 stranger director approve 09")}, "d1", nil)
	if trusted.Stage != casework.ApprovalApproved || trusted.Steps[0].By != "stranger" {
		t.Errorf("without knowing roles: got %+v", trusted)
	}
}

// The same steps lead to the same state on every machine, and no step that was
// left out by one ever turns a return into an approval on another.
func TestApprovalsMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var steps []*casework.Entry
		returned := false
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			who := rapid.SampledFrom([]string{"kato section_head", "ono coordinator", "boss director", "both section_head", "both coordinator", "boss section_head"}).Draw(t, "who")
			action := rapid.SampledFrom([]string{"approve", "return", "proxy", "noted"}).Draw(t, "action")
			steps = append(steps, stepBy(fmt.Sprintf("s%d %s %s %02d", i, who, action, rapid.IntRange(0, 23).Draw(t, "hour"))))
		}
		a := casework.ApprovalOf(submission(), steps, "d1", rolesOf)
		for _, p := range a.Steps {
			returned = returned || p.Stage == casework.ApprovalReturned
		}
		b := casework.ApprovalOf(submission(), rapid.Permutation(steps).Draw(t, "order"), "d1", rolesOf)
		if approvalLine(a) != approvalLine(b) {
			t.Fatalf("%s, in another order %s", approvalLine(a), approvalLine(b))
		}
		if returned != (a.Stage == casework.ApprovalReturned) {
			t.Fatalf("a return was lost: %s", approvalLine(a))
		}
		if c := casework.ApprovalOf(submission(), steps, "d2", rolesOf); c.Stage == casework.ApprovalApproved || c.Stage == casework.ApprovalWaiting {
			t.Fatalf("changed, and yet %s", c.Stage)
		}
	})
}

func TestApprovalFor(t *testing.T) {
	plan := rec("plan p", "vision", "安心")
	sum := casework.Digest(plan, nil)
	first, second := submission("digest", sum), submission("digest", sum, "at", "2026-11-22T09:00")
	second.ID = "b"
	f := file(plan, first, second, stepBy("s1 kato section_head return 09", "digest", sum))
	if a, s := casework.ApprovalFor(f, "p", rolesOf); a != second || s.Stage != casework.ApprovalWaiting {
		t.Errorf("got %v %s, want the second to wait", a, s.Stage)
	}
	if a, s := casework.ApprovalFor(f, "q", rolesOf); a != nil || s.Stage != "" {
		t.Errorf("never submitted: got %v %+v", a, s)
	}
}

func TestDigest(t *testing.T) {
	plan := func(more ...any) *casework.Entry {
		return rec("plan p", append([]any{"vision", "家で安心", "subjects", []string{"a", "b"}, "version", 1}, more...)...)
	}
	goal := rec("plan_goal g<p", "goal", "週に一度の外出", "rank", 1)
	measure := rec("plan_measure m<g", "what", "訪問")
	base := casework.Digest(plan(), []*casework.Entry{goal, measure})
	same := map[string]string{
		"another order":           casework.Digest(plan(), []*casework.Entry{measure, goal}),
		"the same part twice":     casework.Digest(plan(), []*casework.Entry{measure, goal, goal}),
		"a list in another order": casework.Digest(plan("subjects", []string{"b", "a"}), []*casework.Entry{goal, measure}),
		"an empty field":          casework.Digest(plan("remarks", "", "contact", nil, "authors", []string{}), []*casework.Entry{goal, measure}),
		"its later life":          casework.Digest(plan("ended_on", "2026-12-01", "end_reason", "x", "number", "R8", "checked_on", "2026-12-01"), []*casework.Entry{goal, measure}),
		"a hand-over":             casework.Digest(plan(), []*casework.Entry{goal, measure, rec("plan_handover h<p", "on", "2026-12-01")}),
		"an evaluation":           casework.Digest(plan(), []*casework.Entry{goal, measure, rec("plan_evaluation e<g", "achieved", "achieved")}),
		"a withdrawn goal":        casework.Digest(plan(), []*casework.Entry{goal, measure, rec("plan_goal g2<p", "goal", "x", "@withdrawn", true)}),
		"the parts of the file":   digestOf(file(plan(), measure, goal, rec("plan_handover h<p", "on", "2026-12-01"), rec("plan_goal x<q", "goal", "y"))),
	}
	for name, got := range same {
		if got != base {
			t.Errorf("%s makes another text", name)
		}
	}
	other := map[string]string{
		"another vision":           casework.Digest(plan("vision", "家で安心。"), []*casework.Entry{goal, measure}),
		"a field more":             casework.Digest(plan("remarks", "x"), []*casework.Entry{goal, measure}),
		"another version":          casework.Digest(plan("version", 2), []*casework.Entry{goal, measure}),
		"a goal less":              casework.Digest(plan(), []*casework.Entry{measure}),
		"a goal reworded":          casework.Digest(plan(), []*casework.Entry{rec("plan_goal g<p", "goal", "毎日の外出", "rank", 1), measure}),
		"a measure more":           casework.Digest(plan(), []*casework.Entry{goal, measure, rec("plan_measure m2<g", "what", "電話")}),
		"a measure somewhere else": casework.Digest(plan(), []*casework.Entry{goal, rec("plan_measure m<g9", "what", "訪問")}),
		"words in another field":   casework.Digest(plan("vision", nil, "remarks", "家で安心"), []*casework.Entry{goal, measure}),
		"a list cut elsewhere":     casework.Digest(plan("subjects", []string{"a b"}), []*casework.Entry{goal, measure}),
	}
	for name, got := range other {
		if got == base {
			t.Errorf("%s makes no difference", name)
		}
	}
	report := rec("commission c", "content", "x")
	if casework.Digest(report, nil) != casework.Digest(report, []*casework.Entry{rec("commission_report r<c", "content", "y")}) {
		t.Error("a report changes what was approved of the commission")
	}
}

// digestOf is the digest of the plan p with its parts.
func digestOf(f casework.File) string {
	p := f.Entry("p")
	return casework.Digest(p, f.Parts(p))
}

func TestDigestCannotBeForgedByWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOf(rapid.SampledFrom([]rune("a\" =\\\n計"))) // what the canonical text is written with
		a := rec("plan p", "vision", words.Draw(t, "v1"), "remarks", words.Draw(t, "r1"))
		b := rec("plan p", "vision", words.Draw(t, "v2"), "remarks", words.Draw(t, "r2"))
		same := a.Text("vision") == b.Text("vision") && a.Text("remarks") == b.Text("remarks")
		if (casework.Digest(a, nil) == casework.Digest(b, nil)) != same {
			t.Fatalf("%q %q", a.Fields, b.Fields)
		}
	})
}

func TestApprovalDue(t *testing.T) {
	c := casework.DefaultConfig()
	for name, x := range map[string][2]string{
		"a Friday before a holiday": {"2026-11-20T16:00", "2026-11-26"},
		"the year's end":            {"2026-12-28T09:00", "2027-01-06"},
		"on a Sunday":               {"2026-11-22T09:00", "2026-11-26"},
		"a minute before midnight":  {"2026-11-25T23:59", "2026-11-30"},
		"no moment":                 {"", ""},
	} {
		if got := c.ApprovalDue(submission("at", x[0]), jst); got.String() != x[1] {
			t.Errorf("%s: got %v, want %s", name, got, x[1])
		}
	}
}
