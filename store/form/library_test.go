package form_test

import (
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

func library(t testing.TB) *form.Library {
	t.Helper()
	l, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestBuiltInFormsLoad(t *testing.T) {
	want := []string{"absence", "adoption", "agency", "appointment", "approval", "approval_step", "attachment", "audit_mark", "bundle", "commission",
		"commission_report", "deadline_settings", "disposal_hold", "disposal_list", "distinct", "epds", "family", "handover", "handover_note", "health_detail", "intake", "intake_child",
		"judgement", "late_work", "lookup", "measurement", "meeting", "merge", "mibs", "note", "person", "plan",
		"plan_evaluation", "plan_goal", "plan_handover", "plan_issue", "plan_measure", "protection_measure",
		"referral", "registry", "registry_review", "relation", "reporter", "resource", "restriction", "retention", "retention_rule", "risk", "rotation", "safety_check",
		"service", "service_use", "sheet", "support_checklist", "task", "template", "transfer", "urgency", "visit"}
	forms := library(t).Forms()
	if len(forms) != len(want) {
		t.Fatalf("got %d forms, want %d", len(forms), len(want))
	}
	for i, f := range forms {
		if f.Kind != want[i] {
			t.Errorf("got kind %s, want %s", f.Kind, want[i])
		}
	}
}
