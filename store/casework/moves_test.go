package casework_test

import (
	"slices"
	"strings"
	"testing"

	"yorisoi/store/casework"
)

// everyone are the roles of the list staff_role that do casework.
var everyone = []string{"health", "welfare", "section_head", "coordinator", "director"}

func TestMoves(t *testing.T) {
	heads, leads := "coordinator director", "section_head coordinator director"
	all := strings.Join(everyone, " ")
	for _, c := range []struct{ kind, from, to, roles string }{
		{"intake", "received", "meeting", all}, {"intake", "meeting", "checking", all}, {"intake", "received", "checking", all},
		{"intake", "checking", "decided", all}, {"intake", "decided", "checking", all}, {"intake", "decided", "closed", heads},
		{"intake", "received", "closed", ""}, {"intake", "received", "decided", ""}, {"intake", "checking", "closed", ""},
		{"intake", "closed", "received", ""}, {"intake", "closed", "decided", ""}, {"intake", "closed", "checking", ""},
		{"intake", "checking", "received", ""}, {"intake", "received", "received", ""}, {"intake", "received", "nowhere", ""},
		{"commission", "asked", "accepting", all}, {"commission", "accepting", "running", "director"}, {"commission", "running", "released", all},
		{"commission", "released", "closed", heads}, {"commission", "asked", "running", ""}, {"commission", "running", "closed", ""}, {"commission", "released", "running", ""},
		{"service", "recommended", "applied", all}, {"service", "recommended", "decided", heads}, {"service", "declined", "recommended", all},
		{"service", "applied", "in_use", ""}, {"service", "ended", "in_use", ""}, {"service", "decided", "in_use", all},
		{"meeting", "planned", "held", all}, {"meeting", "held", "closed", leads}, {"meeting", "planned", "closed", ""}, {"meeting", "closed", "held", ""},
		{"registry", "registered", "ended", all}, {"registry", "ended", "registered", ""},
		{"visit", "a", "b", ""},
	} {
		var got []string
		for _, role := range append(everyone, "admin", "", "stranger") {
			if casework.MayMove(c.kind, c.from, c.to, []string{role}) {
				got = append(got, role)
			}
		}
		if !slices.Equal(got, strings.Fields(c.roles)) {
			t.Errorf("%s %s→%s: got %v, want %v", c.kind, c.from, c.to, got, c.roles)
		}
	}
	if casework.MayMove("intake", "decided", "closed", nil) {
		t.Error("nobody may close an intake")
	}
	if !casework.MayMove("intake", "decided", "closed", []string{"health", "coordinator"}) {
		t.Error("who has two roles may do what either may")
	}
}

// Every stage can be reached from the first one, and nobody without a role of the
// work may do anything.
func TestMachines(t *testing.T) {
	for _, kind := range []string{"intake", "plan", "commission", "service", "meeting", "approval", "registry"} {
		moves := casework.MovesOf(kind)
		if len(moves) == 0 {
			t.Errorf("%s has no moves", kind)
			continue
		}
		reached := map[string]bool{moves[0].From: true}
		for range moves {
			for _, m := range moves {
				reached[m.To] = reached[m.To] || reached[m.From]
			}
		}
		for _, m := range moves {
			if !reached[m.From] || !reached[m.To] || m.From == m.To || len(m.Roles) == 0 || slices.Contains(m.Roles, "admin") {
				t.Errorf("%s: %+v is wrong", kind, m)
			}
		}
		moves[0].Roles[0] = "admin"
		if casework.MovesOf(kind)[0].Roles[0] == "admin" {
			t.Errorf("%s: a caller changed the machine", kind)
		}
	}
}

func TestPlanStage(t *testing.T) {
	state := func(stage string) casework.ApprovalState { return casework.ApprovalState{Stage: stage} }
	handover := rec("plan_handover h<p", "on", "2026-05-01")
	for _, c := range []struct {
		name, on string
		plan     *casework.Entry
		approval casework.ApprovalState
		more     []*casework.Entry
		want     string
	}{
		{"never submitted", "2026-05-01", rec("plan p"), state(""), nil, "drafting"},
		{"pulled back", "2026-05-01", rec("plan p"), state("pulled_back"), nil, "drafting"},
		{"submitted", "2026-05-01", rec("plan p"), state("waiting"), nil, "submitted"},
		{"returned", "2026-05-01", rec("plan p"), state("returned"), nil, "returned"},
		{"changed since", "2026-05-01", rec("plan p"), state("changed"), nil, "returned"},
		{"approved", "2026-05-01", rec("plan p", "review_on", "2026-06-01"), state("approved"), nil, "approved"},
		{"handed over", "2026-05-31", rec("plan p", "review_on", "2026-06-01"), state("approved"), []*casework.Entry{handover}, "handed_over"},
		{"only why not", "2026-05-31", rec("plan p"), state("approved"), []*casework.Entry{rec("plan_handover h<p", "on", "2026-05-01", "not_handed_reason", "会えない")}, "approved"},
		{"another plan's", "2026-05-31", rec("plan p"), state("approved"), []*casework.Entry{rec("plan_handover h<q", "on", "2026-05-01")}, "approved"},
		{"its day has come", "2026-06-01", rec("plan p", "review_on", "2026-06-01"), state("approved"), []*casework.Entry{handover}, "review_due"},
		{"a later version", "2026-06-01", rec("plan p", "review_on", "2026-06-01"), state("approved"), []*casework.Entry{rec("plan q", "previous", "p")}, "superseded"},
		{"ended", "2026-06-01", rec("plan p", "ended_on", "2026-05-20"), state("approved"), []*casework.Entry{rec("plan q", "previous", "p")}, "ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := casework.PlanStage(file(append(c.more, c.plan)...), c.plan, c.approval, day(t, c.on)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
