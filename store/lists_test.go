package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// add writes one record of a case and returns its id.
func (s *station) add(kase uuid.UUID, kind string, parent uuid.UUID, set map[string]any) uuid.UUID {
	s.city.t.Helper()
	return s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: kind, Parent: parent, Set: set}).ID
}

// person adds somebody of a family.
func (s *station) person(kase uuid.UUID, family, given, kana, role string, more map[string]any) uuid.UUID {
	s.city.t.Helper()
	set := map[string]any{"family_name": family, "given_name": given, "family_kana": kana, "given_kana": kana, "role": role}
	for name, v := range more {
		set[name] = v
	}
	return s.add(kase, store.KindPerson, uuid.Nil, set)
}

func (s *station) registry(f store.RegistryFilter) []store.RegistryRow {
	s.city.t.Helper()
	rows, err := s.FindRegistry(s.city.t.Context(), f)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return rows
}

func TestRegistryLine(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	kase, _ := s.createFamily("堀", "ほり", "")
	child := s.person(kase, "堀", "陽斗", "ほり", "child", map[string]any{"sex": "M", "birth_date": "2019-06-01", "school": "ひばり第一小", "birth_order": int64(2)})
	other := s.person(kase, "堀", "結衣", "ほり", "child", map[string]any{"birth_date": "2022-02-01"})
	s.add(kase, store.KindAgency, uuid.Nil, map[string]any{"name": "ひばり第一小学校", "category": "school", "concerning": child.String()})
	s.add(kase, store.KindAgency, uuid.Nil, map[string]any{"name": "中央保育所", "category": "nursery", "concerning": other.String()})
	s.add(kase, store.KindAgency, uuid.Nil, map[string]any{"name": "県中央児童相談所", "category": "child_guidance", "main": true})
	entry := s.add(kase, store.KindRegistry, uuid.Nil, map[string]any{
		"person": child.String(), "class": "support", "registered_on": "2026-08-01", "state": "登校が続いている。", "policy": "学校と週に一度。",
		"cgc_share": "city", "lead_agency": "こども家庭センター", "abuse_main": "AB3", "consultation": "abuse",
	})
	s.add(kase, store.KindRegistryReview, entry, map[string]any{"on": "2026-10-20", "severity": "SV2", "next_on": "2027-01-20", "findings": "落ち着いている。"})
	s.add(kase, store.KindNote, uuid.Nil, map[string]any{"on": "2026-11-12", "method": "at_school", "department": "welfare", "facts": "学校で会う。", "child_seen": []string{child.String()}})
	c.exchange()

	row := c.coordinator.registry(store.RegistryFilter{})[0]
	if row.Record != entry || row.Case != kase || row.Person != child || row.Family != "堀" || row.Name != "堀 陽斗" || row.Kana != "ほり ほり" {
		t.Errorf("who: got %+v", row)
	}
	if row.Class != "support" || row.Before != "" || row.Severity != "SV2" || row.AbuseMain != "AB3" || row.School != "ひばり第一小" || row.Share != "city" {
		t.Errorf("how judged: got %+v", row)
	}
	if want := []string{"県中央児童相談所", "ひばり第一小学校"}; !slices.Equal(row.Agencies, want) {
		t.Errorf("agencies: got %v, want %v", row.Agencies, want)
	}
	if row.Registered != "2026-08-01" || row.Reviewed != "2026-10-20" || row.ReviewOn != "2027-01-20" || row.LastSeen != "2026-11-12" || row.Unseen != 8 || row.UnseenOver {
		t.Errorf("dates: got %+v", row)
	}
	if row.Child.ID != child || row.Child.Order != 2 || row.Child.Birth != "2019-06-01" || row.Child.LastSeen != "2026-11-12" || row.Number == "" {
		t.Errorf("child: got %+v, number %q", row.Child, row.Number)
	}

	// A conference raises the class; both sides were heard before.
	for side, by := range map[string]*station{"mch": c.nurse, "welfare": c.director} {
		by.add(kase, store.KindJudgement, uuid.Nil, map[string]any{"on": "2026-11-15", "side": side, "subject": child.String(), "level": "protection", "grounds": "傷が続く。"})
		c.exchange()
	}
	c.coordinator.add(kase, store.KindJudgement, uuid.Nil, map[string]any{
		"on": "2026-11-18", "side": "agreed", "subject": child.String(), "level": "protection", "class": "protection", "severity": "SV3", "grounds": "傷が続く。",
	})
	c.exchange()
	for _, s := range c.all() {
		row := s.registry(store.RegistryFilter{Case: &kase})[0]
		if row.Class != "protection" || row.Before != "support" || row.Severity != "SV3" {
			t.Errorf("%s: after the conference: got class %s before %s severity %s", s.Me().Name, row.Class, row.Before, row.Severity)
		}
	}

	s.put(store.Write{Case: kase, Record: entry, Kind: store.KindRegistry, Set: map[string]any{"ended_on": "2026-11-20", "end_reason": endReason(t)}, Reason: "会議で決めた"})
	if open, ended := s.registry(store.RegistryFilter{}), s.registry(store.RegistryFilter{Ended: true}); len(open) != 0 || len(ended) != 1 || ended[0].Ended != "2026-11-20" {
		t.Errorf("ended: got %d open, %+v", len(open), ended)
	}
	if err := s.Withdraw(t.Context(), entry, "まちがい"); err != nil {
		t.Fatal(err)
	}
	if ended := s.registry(store.RegistryFilter{Ended: true}); len(ended) != 0 {
		t.Errorf("a withdrawn line is still there: %+v", ended)
	}
}

// endReason is any code of the list end_reason.
func endReason(t *testing.T) string {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	return lib.CodeList("end_reason").Codes[0].Code
}

// TestRegistryOfAnExpectantMother counts from her registration, and by who met
// her.
func TestRegistryOfAnExpectantMother(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	kase, _ := s.createFamily("藤代", "ふじしろ", "")
	mother := s.person(kase, "藤代", "美咲", "ふじしろ", "mother", map[string]any{"birth_date": "2004-03-03"})
	s.add(kase, store.KindRegistry, uuid.Nil, map[string]any{"person": mother.String(), "class": "expectant", "registered_on": "2026-09-11"})
	row := s.registry(store.RegistryFilter{})[0]
	if row.Unseen != 70 || !row.UnseenOver || row.LastSeen != "" || row.Child.Role != "mother" {
		t.Errorf("never met: got %+v", row)
	}
	s.add(kase, store.KindVisit, uuid.Nil, map[string]any{"visited_on": "2026-11-10", "visit_type": "pregnant", "result": "met", "mother": mother.String()})
	row = s.registry(store.RegistryFilter{})[0]
	if row.Unseen != 10 || row.UnseenOver || row.LastSeen != "2026-11-10" {
		t.Errorf("met: got %+v", row)
	}
}

// TestRegistryPlanAndClock follows the stage of a plan and a running clock.
func TestRegistryPlanAndClock(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	f := s.planFor("森田", "もりた")
	child := s.person(f.kase, "森田", "ひな", "もりた", "child", map[string]any{"birth_date": "2024-01-10"})
	s.add(f.kase, store.KindRegistry, uuid.Nil, map[string]any{"person": child.String(), "class": "protection", "registered_on": "2026-10-01"})
	intake := store.NewRecordID()
	err := s.PutTogether(t.Context(), []store.Write{
		{Case: f.kase, Record: intake, Kind: store.KindIntake, Set: map[string]any{
			"received_at": "2026-11-20T08:00:00Z", "receiver": s.Me().ID.String(), "consultation": "abuse", "abuse_main": "AB1", "method": "phone",
			"route": firstCode(t, "intake_route"), "heard": "泣き声と怒鳴り声。",
		}},
		{Case: f.kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": child.String()}},
	})
	if err != nil {
		t.Fatal(err)
	}
	row := s.registry(store.RegistryFilter{})[0]
	if row.Plan != casework.PlanDrafting || row.Clock.UTC().Format("2006-01-02T15:04") != "2026-11-22T08:00" || !slices.Contains(row.Notes, casework.DL01SafetyCheck) {
		t.Errorf("got plan %q, clock %v, notes %v", row.Plan, row.Clock, row.Notes)
	}
	id := s.submit(f.plan)
	c.exchange()
	c.coordinator.decide(id, store.ActionApprove, "")
	c.exchange()
	c.director.decide(id, store.ActionApprove, "")
	c.exchange()
	if row := s.registry(store.RegistryFilter{})[0]; row.Plan != casework.PlanApproved || row.PlanReview != "2027-02-20" {
		t.Errorf("approved: got %q, %q", row.Plan, row.PlanReview)
	}
	s.city.now = s.city.now.AddDate(0, 3, 5)
	if row := s.registry(store.RegistryFilter{})[0]; row.Plan != casework.PlanReviewDue || row.Clock.IsZero() || !row.UnseenOver {
		t.Errorf("three months on: got %q, clock %v, unseen %d", row.Plan, row.Clock, row.Unseen)
	}
}

func firstCode(t *testing.T, list string) string {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	return lib.CodeList(list).Codes[0].Code
}

// TestRegistryOfMergedCases shows a line in the case where its family is shown,
// and takes it back when the merge is undone.
func TestRegistryOfMergedCases(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	into, _ := s.createFamily("渡邉", "わたなべ", "")
	other, _ := s.createFamily("渡辺", "わたなべ", "")
	ours := s.person(into, "渡邉", "光", "わたなべ", "child", map[string]any{"birth_date": "2020-01-01"})
	theirs := s.person(other, "渡辺", "光", "わたなべ", "child", map[string]any{"birth_date": "2020-01-01"})
	s.add(other, store.KindRegistry, uuid.Nil, map[string]any{"person": theirs.String(), "class": "support", "registered_on": "2026-11-01"})
	if err := s.MergeCases(t.Context(), into, other, map[uuid.UUID]uuid.UUID{theirs: ours}, "同じ家庭"); err != nil {
		t.Fatal(err)
	}
	c.exchange()
	for _, at := range c.all() {
		rows := at.registry(store.RegistryFilter{Case: &into})
		if len(rows) != 1 || rows[0].Family != "渡邉" || rows[0].Person != ours {
			t.Errorf("%s: merged: got %+v", at.Me().Name, rows)
		}
	}
	merged, err := s.FindCase(t.Context(), into)
	if err != nil || len(merged.Joined) != 1 {
		t.Fatalf("merged case: got %+v, %v", merged.Joined, err)
	}
	if err := s.UnmergeCases(t.Context(), merged.Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	c.exchange()
	for _, at := range c.all() {
		rows := at.registry(store.RegistryFilter{})
		if len(rows) != 1 || rows[0].Case != other || rows[0].Person != theirs || rows[0].Family != "渡辺" {
			t.Errorf("%s: parted: got %+v", at.Me().Name, rows)
		}
	}
}

// TestListsAfterAFirstSync reads, on a station that got everything in one go,
// the same lists as on the one that wrote it piece by piece.
func TestListsAfterAFirstSync(t *testing.T) {
	c := newCenter(t)
	const families = 30
	for i := range families {
		f := c.nurse.planFor(fmt.Sprintf("家%02d", i), fmt.Sprintf("いえ%02d", i))
		child := c.nurse.person(f.kase, "家", "光", "いえ", "child", map[string]any{"birth_date": fmt.Sprintf("2020-01-%02d", 1+i%28)})
		c.nurse.add(f.kase, store.KindRegistry, uuid.Nil, map[string]any{"person": child.String(), "class": "support", "registered_on": "2026-11-01"})
		if i%2 == 0 {
			c.nurse.submit(f.plan)
		}
	}
	here := c.nurse.registry(store.RegistryFilter{})
	c.exchange()
	for _, at := range []*station{c.coordinator, c.director} {
		if got := at.registry(store.RegistryFilter{}); !reflect.DeepEqual(got, here) || len(got) != families {
			t.Errorf("%s: got %d lines, other than the %d of who wrote them", at.Me().Name, len(got), len(here))
		}
		if got := at.waiting(store.ApprovalFilter{Open: true}); len(got) != families/2 {
			t.Errorf("%s: got %d submissions, want %d", at.Me().Name, len(got), families/2)
		}
		if got := at.progress().Plans; len(got) != families {
			t.Errorf("%s: got %d plans, want %d", at.Me().Name, len(got), families)
		}
	}
	c.coordinator.reopen()
	if got := c.coordinator.waiting(store.ApprovalFilter{}); len(got) != families/2 {
		t.Errorf("after reopening: got %d", len(got))
	}
}
