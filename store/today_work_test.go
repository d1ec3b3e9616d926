package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// TestTodaysWork has the nurse take a report and plan, and looks at what each of
// three people find on their first page.
func TestTodaysWork(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	me := s.Me().ID.String()
	kase, err := s.CreateCase(t.Context(), map[string]any{"name": "森田", "kana": "もりた", "class": "support", "mch_staff": me})
	if err != nil {
		t.Fatal(err)
	}
	child := s.person(kase, "森田", "ひな", "もりた", "child", map[string]any{"birth_date": "2024-01-10"})
	s.report(kase, time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), child)
	s.add(kase, store.KindTask, uuid.Nil, map[string]any{"what": "学校に聞く", "due": "2026-11-23", "staff": []string{me}})
	s.add(kase, store.KindTask, uuid.Nil, map[string]any{"what": "春の会議", "due": "2027-04-01", "staff": []string{me}})
	f := s.planFor("堀", "ほり")
	id := s.submit(f.plan)
	c.exchange()

	today := func(s *station, onlyMine bool) *store.Today {
		t.Helper()
		out, err := s.Today(t.Context(), onlyMine)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	nurse := today(s, true)
	if len(nurse.Clocks) != 1 || nurse.Clocks[0].Child.ID != child || len(nurse.Tasks) != 1 || nurse.Tasks[0].What != "学校に聞く" || len(nurse.Approvals) != 0 || len(nurse.Unseen) != 1 {
		t.Errorf("nurse: clocks %+v, tasks %+v, approvals %+v, unseen %+v", nurse.Clocks, nurse.Tasks, nurse.Approvals, nurse.Unseen)
	}
	if !slices.ContainsFunc(nurse.Due, func(d store.DueRow) bool { return d.ID == casework.DL02UrgentMeeting }) {
		t.Errorf("nurse: due %+v", nurse.Due)
	}
	coordinator := today(c.coordinator, true)
	if len(coordinator.Clocks) != 0 || len(coordinator.Tasks) != 0 || len(coordinator.Approvals) != 1 || coordinator.Approvals[0].Record != id {
		t.Errorf("coordinator alone: clocks %+v, tasks %+v, approvals %+v", coordinator.Clocks, coordinator.Tasks, coordinator.Approvals)
	}
	everybody := today(c.coordinator, false)
	if len(everybody.Clocks) != 1 || len(everybody.Tasks) != 1 {
		t.Errorf("for everybody: clocks %+v, tasks %+v", everybody.Clocks, everybody.Tasks)
	}
	if slices.ContainsFunc(everybody.Due, func(d store.DueRow) bool { return d.ID == casework.DL01SafetyCheck || d.Record == id }) {
		t.Errorf("due repeats what stands above: %+v", everybody.Due)
	}
	for _, r := range everybody.Recent {
		switch r.Kind {
		case store.KindIntakeChild, store.KindPlanGoal, store.KindPlanMeasure:
			t.Errorf("a row of a list is told of as a change: %+v", r)
		}
	}
	if !slices.ContainsFunc(everybody.Recent, func(r store.RecentRow) bool { return r.Kind == store.KindIntake && r.Family == "森田" }) {
		t.Errorf("the report is not among what is new: %+v", everybody.Recent)
	}

	c.coordinator.decide(id, store.ActionReturn, "目標をもう一つ")
	c.exchange()
	if got := today(s, true).Approvals; len(got) != 1 || got[0].State.Stage != casework.ApprovalReturned || !got[0].Mine {
		t.Errorf("returned: got %+v", got)
	}
	if got := today(c.coordinator, true).Approvals; len(got) != 0 {
		t.Errorf("the coordinator still has it: %+v", got)
	}
}
