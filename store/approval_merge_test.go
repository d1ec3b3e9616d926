package store_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// TestApprovalOutlivesAMerge approves a plan and then shows its case in
// another, where the child has another id: nobody touched the text, so it
// stays approved on every page and asks nobody for anything.
func TestApprovalOutlivesAMerge(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	f := s.planFor("渡辺", "わたなべ")
	theirs := s.person(f.kase, "渡辺", "光", "わたなべ", "child", map[string]any{"birth_date": "2020-01-01"})
	s.put(store.Write{Case: f.kase, Record: f.plan, Kind: store.KindPlan, Set: map[string]any{"subjects": []string{theirs.String()}}, Reason: "書きたし"})
	into, _ := s.createFamily("渡邉", "わたなべ", "")
	ours := s.person(into, "渡邉", "光", "わたなべ", "child", map[string]any{"birth_date": "2020-01-01"})
	id := s.submit(f.plan)
	for _, who := range []*station{c.coordinator, c.director} {
		c.exchange()
		who.decide(id, store.ActionApprove, "")
	}
	c.exchange()
	if err := s.MergeCases(t.Context(), into, f.kase, map[uuid.UUID]uuid.UUID{theirs: ours}, "同じ家庭"); err != nil {
		t.Fatal(err)
	}
	c.exchange()
	for _, at := range c.all() {
		if a := at.approval(id); a.State.Stage != casework.ApprovalApproved || len(a.Changes) != 0 || a.Family != "渡邉" {
			t.Errorf("%s: approval: got %+v, changes %+v", at.Me().Name, a.State, a.Changes)
		}
		if open := at.waiting(store.ApprovalFilter{Open: true}); len(open) != 0 {
			t.Errorf("%s: still open: %v", at.Me().Name, open)
		}
		if all := at.waiting(store.ApprovalFilter{Case: &into, All: true}); len(all) != 1 {
			t.Errorf("%s: of the case: %v", at.Me().Name, all)
		}
		whole, err := at.FindCase(t.Context(), into)
		if err != nil {
			t.Fatal(err)
		}
		if _, state := casework.ApprovalFor(whole.Rules(), f.plan.String(), nil); state.Stage != casework.ApprovalApproved {
			t.Errorf("%s: on the case's page: got %s", at.Me().Name, state.Stage)
		}
		due, err := at.FindDue(t.Context(), store.DueFilter{IDs: []casework.DeadlineID{casework.DL17Approval}})
		if err != nil || len(due) != 0 {
			t.Errorf("%s: asks for a decision again: %+v, %v", at.Me().Name, due, err)
		}
		if plans := at.progress().Plans; len(plans) != 1 || plans[0].Stage != casework.PlanApproved || plans[0].Case != into {
			t.Errorf("%s: plans: got %+v", at.Me().Name, plans)
		}
	}
	// What is submitted from now on waits where the case is shown.
	service := s.add(f.kase, store.KindService, uuid.Nil, map[string]any{"service": "FS4", "act": "measure", "recommended_on": "2026-11-20", "unavoidable": "urgent", "stage": "recommended"})
	round := s.submit(service)
	c.exchange()
	rows, err := c.coordinator.FindApprovals(t.Context(), store.ApprovalFilter{})
	if err != nil || len(rows) != 1 || rows[0].Record != round || rows[0].Case != into || rows[0].Family != "渡邉" {
		t.Errorf("submitted after the merge: got %+v, %v", rows, err)
	}
}
