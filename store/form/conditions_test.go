package form_test

import (
	"fmt"
	"slices"
	"testing"

	"yorisoi/store/form"
)

// conditionCase says which items of a form appear with certain answers, and
// are hidden with others.
type conditionCase struct {
	kind  string
	items []string
	shown []answered
	gone  []answered
}

var conditionCases = []conditionCase{
	{"intake", []string{"sec_abuse", "abuse_main", "abuse_types", "abuser"},
		[]answered{{"consultation": "abuse"}}, []answered{{}, {"consultation": "care_other"}}},
	{"intake", []string{"outcome_on", "outcome_meeting", "outcome_reason"}, []answered{{"outcome": "advice"}}, []answered{{}}},
	{"reporter", []string{"name", "address"}, []answered{{}, {"anonymous": false}}, []answered{{"anonymous": true}}},
	{"safety_check", []string{"checker_other"}, []answered{{"method": "agency"}}, []answered{{}, {"method": "home"}}},
	{"safety_check", []string{"whole_body", "injury"},
		[]answered{{}, {"method": "home"}, {"method": "agency"}}, []answered{{"method": "phone"}, {"method": "absent"}}},
	{"safety_check", []string{"injury_note"},
		[]answered{{"injury": "present"}}, []answered{{}, {"injury": "unknown"}, {"injury": "present", "method": "phone"}}},
	{"urgency", []string{"override_reason", "approver"}, []answered{{"rank_override": "C"}}, []answered{{}, {"rank": "A"}}},

	{"plan", []string{"end_reason"}, []answered{{"ended_on": "2026-11-22"}}, []answered{{}}},
	{"plan_handover", []string{"by", "to", "to_other", "method", "child_told", "consent", "sec_proof"},
		[]answered{{"on": "2026-11-22"}}, []answered{{}, {"planned_on": "2026-11-22"}}},
	{"plan_handover", []string{"child_how"},
		[]answered{{"on": "2026-11-22", "child_told": true}},
		[]answered{{}, {"on": "2026-11-22", "child_told": false}, {"child_told": true}}},
	{"plan_handover", []string{"sec_not_given", "not_handed_reason", "planned_on"}, []answered{{}}, []answered{{"on": "2026-11-22"}}},
	{"task", []string{"result"}, []answered{{"done_on": "2026-11-22"}}, []answered{{}}},
	{"sheet", []string{"sec_safety", "safety_method", "safety_staff", "safety_due"},
		[]answered{{"meeting_kind": "intake"}}, []answered{{}, {"meeting_kind": "joint"}}},
	{"sheet", []string{"plan_author", "plan_due"},
		[]answered{{"plan_need": "needed"}, {"plan_need": "review"}}, []answered{{}, {"plan_need": "not_needed"}}},
	{"registry", []string{"abuse_main", "abuse_types", "abuser"},
		[]answered{{"consultation": "abuse"}}, []answered{{}, {"consultation": "delinquency"}}},
	{"registry", []string{"end_reason", "end_meeting", "end_note"}, []answered{{"ended_on": "2026-11-22"}}, []answered{{}}},

	{"service", []string{"sec_measure", "unavoidable", "meeting", "notice_on"},
		[]answered{{"act": "measure"}}, []answered{{}, {"act": "recommend"}}},
	{"service", []string{"decline_reason"}, []answered{{"reaction": "decline"}}, []answered{{}, {"reaction": "consider"}}},
	{"service", []string{"again_on"},
		[]answered{{"reaction": "decline"}, {"reaction": "consider"}, {"reaction": "unreachable"}}, []answered{{}, {"reaction": "use"}}},
	{"service", []string{"provider_name"}, []answered{{}},
		[]answered{{"provider": "0199f3a0-0000-7000-8000-000000000001"}}},
	{"service", []string{"end_reason"}, []answered{{"ended_on": "2026-11-22"}}, []answered{{}}},
	{"referral", []string{"kind_to"}, []answered{{"direction": "to"}}, []answered{{}, {"direction": "from"}}},
	{"referral", []string{"kind_from"}, []answered{{"direction": "from"}}, []answered{{}, {"direction": "to"}}},
	{"referral", []string{"reply"}, []answered{{"replied_on": "2026-11-22"}}, []answered{{}}},
	{"commission", []string{"release_reason", "final_report_on"}, []answered{{"released_on": "2026-11-22"}}, []answered{{}}},
	{"transfer", []string{"stay_open"}, []answered{{"direction": "out"}}, []answered{{}, {"direction": "in"}}},
}

// repeatedCases are the conditions that every step and every topic has.
func repeatedCases() []conditionCase {
	var cases []conditionCase
	for i := 1; i <= 8; i++ {
		n := fmt.Sprint(i)
		cases = append(cases,
			conditionCase{"urgency", []string{"ticks" + n}, []answered{{"step" + n: "yes"}}, []answered{{}, {"step" + n: "no"}, {"step" + n: "unknown"}}},
			conditionCase{"urgency", []string{"note" + n, "evidence" + n}, []answered{{"step" + n: "no"}}, []answered{{}}})
	}
	for group, topics := range riskTopics {
		for i := range topics {
			p := fmt.Sprintf("%s%d_", group, i+1)
			cases = append(cases, conditionCase{"risk", []string{p + "evidence", p + "source", p + "checked"},
				[]answered{{p + "rating": "unknown"}}, []answered{{}}})
		}
	}
	return cases
}

func TestConditionsHide(t *testing.T) {
	l := library(t)
	seen := map[string]bool{}
	for _, tt := range append(repeatedCases(), conditionCases...) {
		f := l.Form(tt.kind)
		for _, item := range tt.items {
			seen[tt.kind+" "+item] = true
			for _, fields := range tt.shown {
				if !f.Enabled(fields)[item] {
					t.Errorf("%s %s: hidden with %v", tt.kind, item, fields)
				}
			}
			for _, fields := range tt.gone {
				if f.Enabled(fields)[item] {
					t.Errorf("%s %s: shown with %v", tt.kind, item, fields)
				}
			}
		}
	}
	for kind := range contract {
		l.Form(kind).Walk(func(it *form.Item, _ int) bool {
			if len(it.EnableWhen) > 0 && !seen[kind+" "+it.LinkID] {
				t.Errorf("%s %s: its condition is not in the table", kind, it.LinkID)
			}
			return true
		})
	}
}

// TestOverrideNeedsReasonAndApprover: another rank than the answers give is
// taken only with both.
func TestOverrideNeedsReasonAndApprover(t *testing.T) {
	f := library(t).Form("urgency")
	fields := answered{"at": "2026-11-20T17:40:00+09:00", "subject": "0199f3a0-0000-7000-8000-000000000001", "rank_override": "C"}
	for i := 1; i <= 8; i++ {
		fields[fmt.Sprint("step", i)] = "no"
	}
	var got []string
	for _, p := range f.Validate(fields) {
		got = append(got, p.LinkID+" "+string(p.Code))
	}
	if want := []string{"override_reason required", "approver required"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	delete(fields, "rank_override")
	if problems := f.Validate(fields); len(problems) > 0 {
		t.Errorf("got %v, want none without an override", problems)
	}
}
