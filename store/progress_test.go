package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

func (s *station) progress() *store.Progress {
	s.city.t.Helper()
	p, err := s.FindProgress(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	return p
}

// report takes a call about abuse of some children.
func (s *station) report(kase uuid.UUID, at time.Time, children ...uuid.UUID) uuid.UUID {
	s.city.t.Helper()
	intake := store.NewRecordID()
	writes := []store.Write{{Case: kase, Record: intake, Kind: store.KindIntake, Set: map[string]any{
		"received_at": at.Format(time.RFC3339), "receiver": s.Me().ID.String(), "consultation": "abuse", "abuse_main": "AB1",
		"method": "phone", "route": "RT05", "heard": "泣き声と怒鳴り声。",
	}}}
	for _, child := range children {
		writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": child.String()}})
	}
	if err := s.PutTogether(s.city.t.Context(), writes); err != nil {
		s.city.t.Fatal(err)
	}
	return intake
}

// TestPlansInTheCoordinatorsList follows one family's plan from the meeting that
// asked for it to its review.
func TestPlansInTheCoordinatorsList(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	plans := func() []store.PlanRow { return c.coordinator.progress().Plans }
	s.createFamily("早川", "はやかわ", "") // class mch: asks for none
	support, err := s.CreateCase(t.Context(), map[string]any{"name": "堀", "kana": "ほり", "class": "support"})
	if err != nil {
		t.Fatal(err)
	}
	f := plannedFamily{}
	f.kase, _ = s.createFamily("森田", "もりた", "")
	sheet := s.sheetOf(f.kase, s.meetingOn("joint", "2026-11-12", nil), map[string]any{
		"stage": "discussed", "discussed_on": "2026-11-12", "plan_need": "needed", "plan_due": "2026-11-19", "plan_author": s.Me().ID.String(),
	})
	c.exchange()
	got := plans()
	if len(got) != 2 || got[0].Case != f.kase || got[0].Stage != store.PlanNeeded || !got[0].Over || got[0].Authors[0] != s.Me().ID || got[1].Case != support || got[1].Over {
		t.Fatalf("needed: got %+v", got)
	}

	f.plan, f.goal = store.NewRecordID(), store.NewRecordID()
	err = s.PutTogether(t.Context(), []store.Write{
		{Case: f.kase, Record: f.plan, Kind: store.KindPlan, Set: map[string]any{
			"version": int64(1), "division": "joint", "made_on": "2026-11-20", "authors": []string{s.Me().ID.String()},
			"review_on": "2027-02-20", "vision": "安心して眠れる。", "sheet": sheet.String(),
		}},
		{Case: f.kase, Record: f.goal, Kind: store.KindPlanGoal, Parent: f.plan, Set: map[string]any{"goal": "夜に眠れる日を作る"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.exchange()
	got = plans()
	if got[0].Case != support || got[1].Stage != casework.PlanDrafting || got[1].Due != "2026-11-19" || !got[1].Over || got[1].Goals != 1 {
		t.Fatalf("in the making: got %+v", got)
	}
	id := s.submit(f.plan)
	c.exchange()
	if got := plans(); got[1].Stage != casework.PlanSubmitted {
		t.Errorf("submitted: got %+v", got[1])
	}
	c.coordinator.decide(id, store.ActionApprove, "")
	c.exchange()
	c.director.decide(id, store.ActionApprove, "")
	c.exchange()
	if got := plans(); got[1].Stage != casework.PlanApproved || got[1].Handed != "" || got[1].Due != "2027-02-20" || got[1].Over {
		t.Errorf("approved: got %+v", got[1])
	}
	s.add(f.kase, store.KindPlanHandover, f.plan, map[string]any{"on": "2026-11-20", "by": []string{s.Me().ID.String()}, "to_other": "母", "method": "visit", "consent": "oral"})
	c.exchange()
	if got := plans(); got[1].Stage != casework.PlanHandedOver || got[1].Handed != "2026-11-20" {
		t.Errorf("handed over: got %+v", got[1])
	}
	s.city.now = time.Date(2027, 2, 22, 9, 0, 0, 0, time.UTC)
	s.add(f.kase, store.KindPlanEvaluation, f.goal, map[string]any{"on": "2027-02-21", "achieved": "achieved", "next": "end"})
	c.exchange()
	if got := plans(); got[1].Stage != casework.PlanReviewDue || !got[1].Over || got[1].Achieved != 1 {
		t.Errorf("review due: got %+v", got[1])
	}
	s.put(store.Write{Case: f.kase, Record: f.plan, Kind: store.KindPlan, Set: map[string]any{"ended_on": "2027-02-22", "end_reason": firstCode(t, "plan_end_reason")}, Reason: "目標に届いた"})
	c.exchange()
	if got := plans(); len(got) != 1 || got[0].Case != support {
		t.Errorf("ended: got %+v", got)
	}
}

// TestClocksTasksAndStations shows what runs, what is left to do, and from whom
// nothing came.
func TestClocksTasksAndStations(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	kase, _ := s.createFamily("森田", "もりた", "")
	first := s.person(kase, "森田", "ひな", "もりた", "child", map[string]any{"birth_date": "2024-01-10"})
	second := s.person(kase, "森田", "蓮", "もりた", "child", map[string]any{"birth_date": "2021-03-10"})
	at := time.Date(2026, 11, 19, 17, 40, 0, 0, time.UTC)
	intake := s.report(kase, at, first, second)
	s.add(kase, store.KindSafetyCheck, intake, map[string]any{"child": first.String(), "at": "2026-11-20T08:30:00Z", "method": "home", "result": "safe", "condition": "遊んでいた。"})
	m := s.meetingOn("intake", "2026-11-20", nil)
	sheet := s.sheetOf(kase, m, map[string]any{"meeting_kind": "intake", "proposed_on": "2026-11-20"})
	s.add(kase, store.KindTask, sheet, map[string]any{"what": "学校に聞く", "due": "2026-11-21", "staff": []string{s.Me().ID.String()}})
	c.exchange()

	p := c.coordinator.progress()
	if len(p.Clocks) != 2 || p.Clocks[0].Child == nil || p.Clocks[0].Child.ID != second || !p.Clocks[0].Open() || p.Clocks[1].Open() || p.Clocks[1].Child.ID != first {
		t.Fatalf("clocks: got %+v", p.Clocks)
	}
	if p.Clocks[0].Left(c.coordinator.city.now) > 33*time.Hour || p.Clocks[0].Intake != intake {
		t.Errorf("the running one: got %+v", p.Clocks[0])
	}
	if len(p.Tasks) != 1 || len(p.Meetings) != 1 || p.Meetings[0].Record.ID != m || p.Meetings[0].Open != 1 || p.Meetings[0].Overdue != 0 {
		t.Errorf("tasks %+v, meetings %+v", p.Tasks, p.Meetings)
	}
	var names []string
	for _, st := range p.Stations {
		names = append(names, st.Name)
		if st.Last.IsZero() != st.Here || st.Here != (st.Station == c.coordinator.Station()) || st.Unsent != 0 {
			t.Errorf("station: got %+v", st)
		}
	}
	slices.Sort(names)
	if want := []string{"L-02", "庁内PC-11", "庁内PC-12"}; !slices.Equal(names, want) {
		t.Errorf("stations: got %v, want %v", names, want)
	}

	s.city.now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c.coordinator.add(kase, store.KindNote, uuid.Nil, map[string]any{"on": "2026-11-22", "method": "phone", "department": "welfare", "facts": "電話に出ない。"})
	p = c.coordinator.progress()
	if i := slices.IndexFunc(p.Stations, func(st store.StationHeard) bool { return st.Here }); p.Stations[i].Unsent != 1 {
		t.Errorf("what waits here: got %+v", p.Stations[i])
	}
	if !p.Clocks[0].Over(s.city.now) {
		t.Errorf("the clock has not run out: %+v", p.Clocks[0].Deadline)
	}
	if slices.ContainsFunc(p.Overdue, func(d store.DueRow) bool { return d.ID == casework.DL01SafetyCheck }) {
		t.Error("a clock is among the other deadlines")
	}
	if !slices.ContainsFunc(p.Overdue, func(d store.DueRow) bool { return d.ID == casework.DL02UrgentMeeting }) {
		t.Errorf("the meeting of the first day was not held: got %+v", p.Overdue)
	}
	if p.Meetings[0].Overdue != 1 {
		t.Errorf("a task has passed its date: got %+v", p.Meetings[0])
	}
	s.city.now = time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	if p := c.coordinator.progress(); len(p.Clocks) != 1 {
		t.Errorf("a clock stopped nine days ago is still listed: %+v", p.Clocks)
	}
}
