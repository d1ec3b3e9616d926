package proof_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// TestApprovedOfflineWhileItChanged has the coordinator approve a plan without
// a network while its author changes a goal: nothing counts as approved, and
// the plan lies with its author again, who sees what has changed.
func TestApprovedOfflineWhileItChanged(t *testing.T) {
	h := newHouse(t, "2026-11-02 09:00", "三浦", "中野")
	coordinator, nurse := h.join("三浦"), h.join("中野")
	kase := nurse.family(fields{"name": "安西", "kana": "あんざい", "class": "support", "mch_staff": nurse.id.String()})
	nurse.child(kase, "安西", "芽依", "めい", "2024-04-04")
	plan := nurse.add(kase, store.KindPlan, fields{
		"version": int64(1), "division": "mch", "made_on": "2026-11-02", "authors": []string{nurse.id.String()}, "review_on": "2027-02-02", "vision": "よく眠れる夜を増やす。",
	})
	goal := nurse.below(kase, plan, store.KindPlanGoal, fields{"goal": "寝る時刻を決める"})
	approval, err := nurse.Store.Submit(t.Context(), plan, nil, "")
	must(t, err)
	h.agree()

	coordinator.offline()
	h.at("2026-11-04 10:00")
	coordinator.approve(approval)
	sameList(t, "at the coordinator's own machine", approvalsOf(coordinator), nil)
	nurse.set(kase, goal, store.KindPlanGoal, fields{"goal": "昼寝の時刻を決める"})
	coordinator.online()
	h.agree()

	for _, d := range h.desks {
		a, err := d.Store.FindApproval(t.Context(), approval)
		must(t, err)
		same(t, d.name+": stage", a.State.Stage, casework.ApprovalChanged)
		same(t, d.name+": waits for", a.State.WaitsFor, casework.WaitsForAuthor)
		same(t, d.name+": the step is kept", len(a.Steps), 1)
		same(t, d.name+": what has changed", len(a.Changes), 1)
		same(t, "field", a.Changes[0].Field, "goal")
		same(t, "before", a.Changes[0].Before, any("寝る時刻を決める"))
		same(t, "after", a.Changes[0].After, any("昼寝の時刻を決める"))
		var mine []uuid.UUID
		if d == nurse {
			mine = []uuid.UUID{approval}
		}
		sameList(t, d.name+": waits", approvalsOf(d), mine)
		same(t, d.name+": checked on", d.record(plan).Text("checked_on"), "2026-11-04")
	}
	_, err = nurse.try(store.Write{Case: kase, Parent: plan, Kind: store.KindPlanHandover, Set: fields{"on": "2026-11-04"}})
	refused(t, "handed over all the same", err, "on:"+casework.FaultNotApproved)

	h.at("2026-11-05 09:00")
	again, err := nurse.Store.Submit(t.Context(), plan, nil, "目標を直しました。")
	must(t, err)
	same(t, "a new submission", again != approval, true)
	h.agree()
	coordinator.approve(again)
	h.agree()
	h.director.approve(again)
	h.agree()
	for _, d := range h.desks {
		sameList(t, d.name+": waits", approvalsOf(d), nil)
		a, err := d.Store.FindApproval(t.Context(), again)
		must(t, err)
		same(t, d.name+": stage", a.State.Stage, casework.ApprovalApproved)
		same(t, d.name+": submissions", len(d.caseOf(kase).Of(store.KindApproval)), 2)
	}
}

// call is somebody's report about a child, as it is taken down.
func (d *desk) call(family, given, birth, heard string) (kase, child, intake uuid.UUID) {
	d.house.Helper()
	kase = d.family(fields{"name": family, "class": "support", "welfare_staff": d.id.String()})
	child = d.child(kase, family, given, "", birth)
	intake = d.add(kase, store.KindIntake, fields{
		"received_at": d.house.stamp(), "receiver": d.id.String(), "consultation": "abuse", "method": "phone", "route": "RT16", "heard": heard,
	})
	d.below(kase, intake, store.KindIntakeChild, fields{"child": child.String()})
	return kase, child, intake
}

// TestTwoCallsAboutOneChild has two people without a network take down the
// same child. Both learn of it; each merges it their own way before they hear
// of each other; in the end there is one case, the same everywhere, and one
// visit stops both clocks.
func TestTwoCallsAboutOneChild(t *testing.T) {
	h := newHouse(t, "2026-11-10 09:00", "石川", "三浦")
	welfare, coordinator := h.join("石川"), h.join("三浦")
	welfare.offline()
	coordinator.offline()
	h.at("2026-11-10 15:00")
	first, boy, early := welfare.call("千田", "琉生", "2018-01-25", "顔にあざがある。")
	h.at("2026-11-10 16:00")
	second, same2, late := coordinator.call("千田", "琉生", "2018-01-25", "給食を三日食べていない。")
	welfare.online()
	coordinator.online()
	h.agree()
	for _, d := range h.desks {
		twins := d.today().Twins
		if len(twins) != 1 || !slices.Contains(twins[0].Reasons, "birth") {
			t.Fatalf("%s: twins: got %+v", d.name, twins)
		}
		same(t, d.name+": cases", d.today().Cases, 2)
		same(t, d.name+": clocks", len(d.today().Clocks), 2)
	}

	h.at("2026-11-10 17:00")
	welfare.offline()
	must(t, welfare.Store.MergeCases(t.Context(), first, second, map[uuid.UUID]uuid.UUID{same2: boy}, "学校に確かめた"))
	must(t, coordinator.Store.MergeCases(t.Context(), second, first, map[uuid.UUID]uuid.UUID{boy: same2}, "母に確かめた"))
	welfare.online()
	h.agree()
	h.at("2026-11-11 10:00")
	welfare.below(first, early, store.KindSafetyCheck, fields{"child": boy.String(), "at": h.stamp(), "method": "at_school", "result": "watch"})
	welfare.below(first, late, store.KindSafetyCheck, fields{"child": boy.String(), "at": h.stamp(), "method": "at_school", "result": "watch"})
	h.agree()
	var visible uuid.UUID
	for i, d := range h.desks {
		rows, total, err := d.Store.FindCases(t.Context(), store.CaseFilter{})
		must(t, err)
		same(t, d.name+": cases", total, 1)
		if i == 0 {
			visible = rows[0].ID
		}
		same(t, d.name+": the visible one", rows[0].ID, visible)
		same(t, d.name+": children", len(rows[0].Children), 1)
		same(t, d.name+": last seen", rows[0].LastSeen, "2026-11-11")
		c := d.caseOf(visible)
		same(t, d.name+": joined", len(c.Joined), 1)
		same(t, d.name+": persons", len(c.Persons), 1)
		same(t, d.name+": reports", len(c.Of(store.KindIntake)), 2)
		today := d.today()
		same(t, d.name+": twins", len(today.Twins), 0)
		same(t, d.name+": clocks", len(today.Clocks), 0)
		met, err := d.Store.FindDue(t.Context(), store.DueFilter{Case: &visible, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true})
		must(t, err)
		same(t, d.name+": clocks that were met", len(met), 2)
	}

	merge := welfare.caseOf(visible).Joined[0].Record
	must(t, coordinator.Store.UnmergeCases(t.Context(), merge, "別の子だった"))
	h.agree()
	for _, d := range h.desks {
		for kase, intake := range map[uuid.UUID]uuid.UUID{first: early, second: late} {
			c := d.caseOf(kase)
			same(t, d.name+": into", c.Into, uuid.Nil)
			same(t, d.name+": persons", len(c.Persons), 1)
			reports := c.Of(store.KindIntake)
			same(t, d.name+": reports", len(reports), 1)
			same(t, d.name+": report", reports[0].ID, intake)
			checks := c.Of(store.KindSafetyCheck)
			same(t, d.name+": checks", len(checks), 1)
			same(t, d.name+": of its own child", checks[0].Text("child"), c.Persons[0].ID.String())
		}
	}
}

// TestNumbersWithoutANetwork has three machines give out numbers while none of
// them can ask: no two are the same, and none is changed when they meet.
func TestNumbersWithoutANetwork(t *testing.T) {
	h := newHouse(t, "2026-06-01 09:00", "石川", "三浦")
	h.join("石川")
	h.join("三浦")
	for _, d := range h.desks {
		d.offline()
	}
	given := map[uuid.UUID]string{}
	for _, d := range h.desks {
		for i := range 4 {
			_, child, intake := d.call(fmt.Sprintf("家%d", i), "子", "2020-02-02", "様子を見てほしい。")
			line := d.add(d.record(intake).Case, store.KindRegistry, fields{"person": child.String(), "class": "support", "registered_on": "2026-06-01"})
			for _, id := range []uuid.UUID{intake, line} {
				given[id] = d.record(id).Text("number")
			}
		}
	}
	for _, d := range h.desks {
		d.online()
	}
	h.agree()
	for _, d := range h.desks {
		seen := map[string]uuid.UUID{}
		for id, number := range given {
			r := d.record(id)
			same(t, d.name+": number", r.Text("number"), number)
			same(t, d.name+": conflicts", len(r.Conflicts), 0)
			if other, twice := seen[number]; twice || number == "" {
				t.Errorf("%s: %q is the number of %s and of %s", d.name, number, id, other)
			}
			seen[number] = id
		}
		same(t, d.name+": numbers", len(seen), 24)
	}
	rows, err := h.director.Store.FindRegistry(t.Context(), store.RegistryFilter{})
	must(t, err)
	same(t, "lines of the registry", len(rows), 12)
}
