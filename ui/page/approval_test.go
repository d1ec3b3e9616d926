package page_test

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/page"
)

// submitted is a plan with a goal that a colleague sent to the director.
func (d *desk) submitted() (plan, approval uuid.UUID) {
	d.t.Helper()
	f := d.family()
	worker, _ := d.colleagues()
	now := time.Now()
	plan = d.putOne(store.Write{Case: f.kase, Kind: store.KindPlan, Set: map[string]any{
		"version": int64(1), "division": "joint", "made_on": now.Format(time.DateOnly), "authors": []string{worker.String()},
		"review_on": now.AddDate(0, 3, 0).Format(time.DateOnly), "vision": "夜に眠れる家",
	}})
	d.putOne(store.Write{Case: f.kase, Kind: store.KindPlanGoal, Parent: plan, Set: map[string]any{"goal": "週に3日眠る"}})
	rules := d.caseFile(f.kase).Rules()
	set, err := store.Submission(d.store.Library(), rules, rules.Entry(plan.String()))
	if err != nil {
		d.t.Fatal(err)
	}
	maps.Copy(set, map[string]any{"at": now.Format(time.RFC3339), "route": []string{casework.RoleDirector}})
	d.asOther(worker, store.Write{Case: f.kase, Kind: store.KindApproval, Set: set})
	rows, err := d.store.FindApprovals(d.t.Context(), store.ApprovalFilter{})
	if err != nil || len(rows) != 1 || !rows[0].Mine {
		d.t.Fatalf("approvals %+v: %v", rows, err)
	}
	return plan, rows[0].Record
}

// stageIs waits until an approval stands so.
func (d *desk) stageIs(approval uuid.UUID, stage string) *store.Approval {
	d.t.Helper()
	var found *store.Approval
	d.until("the approval to be "+stage, func() bool {
		a, err := d.store.FindApproval(d.t.Context(), approval)
		found = a
		return err == nil && a.State.Stage == stage
	})
	return found
}

func TestApprovalIsReadAndGiven(t *testing.T) {
	d := newDesk(t).found()
	_, approval := d.submitted()
	d.show(page.NewApprovals(d.deps))
	d.do(see("センター長の番"), see("サポートプラン…"))
	d.look("approvals")
	d.show(page.NewApproval(d.deps, approval))
	d.do(see("夜に眠れる家"), see("週に3日眠る"), see("いまの番"))
	d.look("approval")
	d.do(field("ひとこと・差戻しの理由"), typed("よい計画です。"), tap("承認する"))
	a := d.stageIs(approval, casework.ApprovalApproved)
	if len(a.Steps) != 1 || a.Steps[0].Text("comment") != "よい計画です。" || a.Steps[0].Author != d.store.Me().ID {
		t.Errorf("steps %+v", a.Steps)
	}
}

func TestApprovalIsNotReturnedWithoutAReason(t *testing.T) {
	d := newDesk(t).found()
	_, approval := d.submitted()
	d.show(page.NewApproval(d.deps, approval))
	d.do(tap("差し戻す"), see("差し戻すには、理由が要ります。"))
	if a := d.stageIs(approval, casework.ApprovalWaiting); len(a.Steps) != 0 {
		t.Errorf("steps %+v", a.Steps)
	}
	d.do(field("ひとこと・差戻しの理由"), typed("期限を書いてください。"), tap("差し戻す"))
	d.stageIs(approval, casework.ApprovalReturned)
}

func TestApprovalOfAChangedDocumentIsRefused(t *testing.T) {
	d := newDesk(t).found()
	plan, approval := d.submitted()
	p := page.NewApproval(d.deps, approval)
	d.show(p)
	d.do(see("いまの番"), see("夜に眠れる家"))
	// Behind the page the plan is changed: what was read is no longer the text.
	if _, err := d.store.Put(t.Context(), store.Write{
		Case: d.planCase(plan), Record: plan, Kind: store.KindPlan, Set: map[string]any{"vision": "だれかに頼める家"},
	}); err != nil {
		t.Fatal(err)
	}
	d.do(tap("承認する"), see("出されたあとで中身が変わりました…"),
		see("夜に眠れる家"), see("だれかに頼める家"))
	d.look("approval-changed")
	if a := d.stageIs(approval, casework.ApprovalChanged); len(a.Steps) != 0 || len(a.Changes) != 1 {
		t.Errorf("steps %+v, changes %+v", a.Steps, a.Changes)
	}
}

func (d *desk) planCase(plan uuid.UUID) uuid.UUID {
	d.t.Helper()
	r, err := d.store.FindRecord(d.t.Context(), plan)
	if err != nil {
		d.t.Fatal(err)
	}
	return r.Case
}

func TestTemplateThatDoesNotLoadChangesNothing(t *testing.T) {
	d := newDesk(t).found()
	before := d.store.Library().Form(store.KindRisk).Version
	d.show(page.NewSettings(d.deps))
	d.do(tap("様式"), field("ファイルの場所"), typed("/nowhere/risk.json"), tap("取り込む"), see("このファイルは読めません。"))
	if got := d.store.Library().Form(store.KindRisk).Version; got != before {
		t.Errorf("form in use: got %s, want %s", got, before)
	}
}
