package form_test

import (
	"maps"
	"slices"
	"testing"

	"yorisoi/store/form"
)

type answered = map[string]any

// ruleCases are records made for a rule of each form, and records that come
// near one without meeting it.
var ruleCases = []struct {
	kind   string
	fields answered
	want   []string
}{
	{"visit", answered{"injury": "present"}, []string{"injury"}},
	{"visit", answered{"dv_signs": "present"}, []string{"dv"}},
	{"visit", answered{"dv_signs": "unsure"}, []string{"dv_unsure"}},
	{"visit", answered{"fontanelle": "sunken"}, []string{"fontanelle"}},
	{"visit", answered{"result": "refused"}, []string{"refused"}},
	{"visit", answered{"result": "moved"}, []string{"not_met"}},
	{"visit", answered{"support_need": "council"}, []string{"conference"}},
	{"epds", answered{"item10": "1"}, []string{"item10"}},
	{"epds", answers("1111111110"), []string{"total"}},
	{"epds", answers("0000000000"), []string{"zero"}},
	{"mibs", answers("0010000000"), []string{"anger"}},
	{"mibs", answers("1100000001"), []string{"total"}},
	{"support_checklist", answered{"item9": "yes"}, []string{"item9"}},
	{"support_checklist", answered{"item4b": "none"}, []string{"topics"}},

	{"intake", answered{"consultation": "abuse", "safe_now": "yes", "response": "h48"}, nil},
	{"intake", answered{"safe_now": "no"}, []string{"unsafe"}},
	{"intake", answered{"safe_now": "unknown"}, []string{"safe_unknown"}},
	{"intake", answered{"response": "immediate"}, []string{"at_once"}},
	{"intake", answered{"consultation": "abuse", "abuse_main": "AB2"}, []string{"sexual"}},
	{"intake", answered{"consultation": "abuse", "abuse_main": "AB1", "abuse_types": []string{"AB1", "AB2"}}, []string{"sexual"}},
	{"intake", answered{"consultation": "health", "abuse_main": "AB2"}, nil},
	{"intake", answered{"dv": true}, []string{"dv"}},
	{"intake", answered{"dv": false, "moving_signs": false}, nil},
	{"intake", answered{"moving_signs": true}, []string{"moving"}},
	{"intake", answered{"outcome": "register"}, []string{"register"}},
	{"intake", answered{"outcome": "sent"}, []string{"referral"}},
	{"intake", answered{"outcome": "notified"}, []string{"referral"}},
	{"intake", answered{"outcome": "moved"}, []string{"moved"}},
	{"intake", answered{"outcome": "advice"}, nil},
	{"intake_child", answered{"safe_now": "no"}, []string{"unsafe"}},
	{"intake_child", answered{"safe_now": "unknown"}, []string{"safe_unknown"}},
	{"reporter", answered{"reply_wanted": true}, []string{"reply"}},
	{"reporter", answered{"reply_wanted": false}, nil},

	{"safety_check", answered{"method": "home", "result": "safe", "injury": "none"}, nil},
	{"safety_check", answered{"method": "home", "result": "danger"}, []string{"danger"}},
	{"safety_check", answered{"method": "absent", "result": "unconfirmed"}, []string{"unconfirmed", "not_seen"}},
	{"safety_check", answered{"method": "phone", "result": "safe"}, []string{"not_seen"}},
	{"safety_check", answered{"method": "agency", "injury": "present"}, []string{"injury"}},
	{"safety_check", answered{"method": "phone", "injury": "present"}, []string{"not_seen"}},
	{"safety_check", answered{"method": "office", "injury": "unknown"}, []string{"injury_unknown"}},
	{"safety_check", answered{"method": "at_school", "result": "watch"}, []string{"watch"}},

	{"urgency", answered{"step1": "no", "step8": "no"}, nil},
	{"urgency", answered{"step1": "yes"}, []string{"custody"}},
	{"urgency", answered{"step2": "yes"}, []string{"custody"}},
	{"urgency", answered{"step3": "yes"}, []string{"intervene"}},
	{"urgency", answered{"step4": "yes"}, []string{"intervene"}},
	{"urgency", answered{"step5": "yes"}, []string{"meeting"}},
	{"urgency", answered{"step6": "yes", "step7": "unknown"}, []string{"meeting", "unknown"}},
	{"urgency", answered{"step1": "unknown"}, []string{"unknown"}},
	{"urgency", answered{"step8": "unknown"}, []string{"unknown"}},

	{"risk", answered{"severity": "SV3", "urgency_rank": "B", "unknown_count": int64(0)}, nil},
	{"risk", answered{"severity": "SV5"}, []string{"severe"}},
	{"risk", answered{"severity": "SV4"}, []string{"severe"}},
	{"risk", answered{"urgency_rank": "AA"}, []string{"urgent"}},
	{"risk", answered{"urgency_rank": "A"}, []string{"urgent"}},
	{"risk", answered{"b9_rating": "high"}, []string{"not_home"}},
	{"risk", answered{"unknown_count": int64(1)}, []string{"unknown"}},
	{"judgement", answered{"level": "watch", "severity": "SV2"}, nil},
	{"judgement", answered{"severity": "SV4"}, []string{"severe"}},
	{"judgement", answered{"level": "protection"}, []string{"protection"}},
	{"judgement", answered{"level": "expectant"}, []string{"expectant"}},

	{"plan", answered{"ended_on": "2026-11-22", "end_reason": "family"}, []string{"family_ended"}},
	{"plan", answered{"end_reason": "family"}, nil},
	{"plan_handover", answered{"on": "2026-11-22", "consent": "signed", "child_told": true, "method": "visit"}, nil},
	{"plan_handover", answered{"on": "2026-11-22", "consent": "none"}, []string{"no_consent"}},
	{"plan_handover", answered{"on": "2026-11-22", "child_told": false}, []string{"child_untold"}},
	{"plan_handover", answered{"on": "2026-11-22", "method": "post"}, []string{"by_post"}},
	{"plan_handover", answered{"consent": "none"}, nil},
	{"plan_evaluation", answered{"achieved": "not_yet", "next": "continue"}, []string{"same_again"}},
	{"plan_evaluation", answered{"achieved": "not_yet", "next": "change"}, nil},

	{"sheet", answered{"cgc": "none", "registration": "none", "service_decision": "none", "plan_need": "review"}, nil},
	{"sheet", answered{"cgc": "send"}, []string{"cgc"}},
	{"sheet", answered{"cgc": "ask_help"}, []string{"cgc"}},
	{"sheet", answered{"service_decision": "measure"}, []string{"measure"}},
	{"sheet", answered{"service_decision": "recommend"}, []string{"recommend"}},
	{"sheet", answered{"registration": "expectant"}, []string{"register"}},
	{"sheet", answered{"registration": "end"}, []string{"deregister"}},
	{"sheet", answered{"plan_need": "needed"}, []string{"plan"}},

	{"registry", answered{"ended_on": "2026-11-22", "end_reason": "missing"}, []string{"missing"}},
	{"registry", answered{"ended_on": "2026-11-22", "end_reason": "moved"}, []string{"moved"}},
	{"registry", answered{"ended_on": "2026-11-22", "end_reason": "birth"}, []string{"birth"}},
	{"registry", answered{"ended_on": "2026-11-22", "end_reason": "improved"}, nil},
	{"registry", answered{"end_reason": "moved"}, nil},
	{"registry", answered{"custody": true}, []string{"custody"}},
	{"registry_review", answered{"severity": "SV5"}, []string{"severe"}},
	{"registry_review", answered{"severity": "SV3"}, nil},

	{"service", answered{"act": "recommend", "reaction": "use"}, nil},
	{"service", answered{"reaction": "decline"}, []string{"declined"}},
	{"service", answered{"reaction": "unreachable"}, []string{"unreachable"}},
	{"service", answered{"reaction": "consider"}, []string{"considering"}},
	{"service", answered{"act": "measure"}, []string{"measure"}},
	{"referral", answered{"direction": "to", "kind": "send"}, nil},
	{"referral", answered{"direction": "from", "kind": "returned"}, []string{"returned"}},
	{"referral", answered{"direction": "from", "kind": "notified"}, []string{"notified"}},
	{"commission", answered{"stage": "asked"}, []string{"accept"}},
	{"commission", answered{"stage": "running"}, nil},
	{"commission", answered{"stage": "released"}, []string{"released"}},
	{"absence", answered{"days": int64(7)}, []string{"long"}},
	{"absence", answered{"days": int64(9), "explained": false}, []string{"long"}},
	{"absence", answered{"days": int64(6), "explained": false}, nil},
	{"absence", answered{"days": int64(12), "explained": true}, nil},
	{"approval_step", answered{"action": "return"}, []string{"returned"}},
	{"approval_step", answered{"action": "approve"}, nil},
}

func TestRulesFire(t *testing.T) {
	l := library(t)
	fired := map[string]bool{}
	for _, tt := range ruleCases {
		got := rules(l.Form(tt.kind).Findings(tt.fields))
		if !slices.Equal(got, append([]string{}, tt.want...)) {
			t.Errorf("%s %v: got %v, want %v", tt.kind, tt.fields, got, tt.want)
		}
		for _, rule := range tt.want {
			fired[tt.kind+" "+rule] = true
		}
	}
	for _, f := range l.Forms() {
		for _, r := range f.Rules {
			if name := f.Kind + " " + r.ID; !fired[name] {
				t.Errorf("no record was made for the rule %s", name)
			}
		}
	}
}

// TestUrgentRulesNameSomeone: red means the same day, so it says who is told.
func TestUrgentRulesNameSomeone(t *testing.T) {
	red := map[string]int{}
	for _, f := range library(t).Forms() {
		for _, r := range f.Rules {
			if r.Severity != form.Red {
				continue
			}
			red[f.Kind]++
			if r.Action != "notify_supervisor" {
				t.Errorf("%s %s: got action %s, want notify_supervisor", f.Kind, r.ID, r.Action)
			}
		}
	}
	want := map[string]int{"absence": 1, "epds": 1, "intake": 3, "intake_child": 1, "judgement": 1, "registry_review": 1,
		"risk": 2, "safety_check": 3, "support_checklist": 1, "urgency": 2, "visit": 2}
	if !maps.Equal(red, want) {
		t.Errorf("got red rules %v, want %v", red, want)
	}
}
