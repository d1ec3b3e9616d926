package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// april is a center in which a nurse leaves, and one who stays.
type april struct {
	*center
	stays, leaves uuid.UUID
	kase, family  uuid.UUID
	plan          uuid.UUID
}

func newApril(t *testing.T) *april {
	t.Helper()
	a := &april{center: newCenter(t)}
	a.leaves = a.nurse.Me().ID
	var err error
	a.stays, err = a.director.AddStaff(t.Context(), store.NewStaff{Name: "若林", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	a.kase, a.family = a.nurse.createFamily("桐谷", "きりたに", "")
	a.nurse.put(store.Write{Case: a.kase, Record: a.family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": a.leaves.String()}})
	a.exchange()
	a.plan = a.save(t, uuid.Nil)
	for _, s := range a.all() {
		if err := s.Synced(t.Context(), s.Now(), true); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (a *april) save(t *testing.T, rest uuid.UUID) uuid.UUID {
	t.Helper()
	id, err := a.coordinator.SaveRotation(t.Context(), a.plan, store.NewRotation{
		On: casework.DateOf(a.coordinator.city.now), Title: "令和9年4月", Leaves: []uuid.UUID{a.leaves}, Comes: []string{"新任 保健師"}, Rest: rest,
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (a *april) hand(t *testing.T, to uuid.UUID) {
	t.Helper()
	h := store.Hand{Case: a.kase, Side: store.SideHealth, From: a.leaves, To: to}
	if err := a.coordinator.SetSuccessors(t.Context(), a.plan, []store.Hand{h}); err != nil {
		t.Fatal(err)
	}
}

func (a *april) codes(t *testing.T, s *station) (blocks, tells []string) {
	t.Helper()
	c, err := s.CheckRotation(t.Context(), a.plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range c.Hindrances {
		if h.Blocks {
			blocks = append(blocks, h.Code)
		} else {
			tells = append(tells, h.Code)
		}
	}
	slices.Sort(blocks)
	slices.Sort(tells)
	return blocks, tells
}

func TestRotationProposesWhoHasFewest(t *testing.T) {
	a := newApril(t)
	p, err := a.coordinator.FindRotation(t.Context(), a.plan)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Proposed()
	if len(got) != 1 || got[0].To != a.stays || got[0].Case != a.kase || p.Without() != 1 {
		t.Fatalf("proposed: got %+v, %d without", got, p.Without())
	}
	if err := a.coordinator.SetSuccessors(t.Context(), a.plan, got); err != nil {
		t.Fatal(err)
	}
	p, err = a.coordinator.FindRotation(t.Context(), a.plan)
	if err != nil {
		t.Fatal(err)
	}
	if p.Without() != 0 || p.Load[a.stays] != (store.Load{After: 1}) || p.Load[a.leaves] != (store.Load{Now: 1}) {
		t.Errorf("handed: %d without, load %+v", p.Without(), p.Load)
	}
	a.hand(t, uuid.Nil)
	if p, err = a.coordinator.FindRotation(t.Context(), a.plan); err != nil || p.Without() != 1 {
		t.Errorf("taken out again: %d without, %v", p.Without(), err)
	}
	if err := a.nurse.SetSuccessors(t.Context(), a.plan, got); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("by somebody who may not: %v", err)
	}
}

// TestRotationIsSignedAsItStands has a change after the signature ask again.
func TestRotationIsSignedAsItStands(t *testing.T) {
	a := newApril(t)
	a.hand(t, a.stays)
	signed := func(s *station) bool {
		p, err := s.FindRotation(t.Context(), a.plan)
		if err != nil {
			t.Fatal(err)
		}
		return p.Signed
	}
	id, err := a.coordinator.SubmitRotation(t.Context(), a.plan, "")
	if err != nil {
		t.Fatal(err)
	}
	a.exchange()
	if signed(a.coordinator) {
		t.Error("signed by a coordinator alone")
	}
	a.director.decide(id, store.ActionApprove, "")
	a.exchange()
	if !signed(a.coordinator) || !signed(a.nurse) {
		t.Error("not signed although the director approved")
	}
	a.hand(t, a.director.Me().ID)
	if signed(a.coordinator) {
		t.Error("still signed after a family goes to somebody else")
	}
	a.exchange()
	if _, err := a.director.SubmitRotation(t.Context(), a.plan, ""); err != nil {
		t.Fatal(err)
	}
	if !signed(a.director) {
		t.Error("what the director submits is not signed")
	}
}

func TestRotationDryRunSaysWhatIsInTheWay(t *testing.T) {
	a := newApril(t)
	a.nurse.put(store.Write{Case: a.nurse.Office(), Record: store.NewRecordID(), Kind: store.KindTask, Set: map[string]any{
		"what": "研修の資料", "staff": []string{a.leaves.String()}, "due": "2026-12-01",
	}})
	a.exchange()
	blocks, tells := a.codes(t, a.coordinator)
	if want := []string{store.RotationNobody, store.RotationRest, store.RotationUnsigned}; !slices.Equal(blocks, want) {
		t.Errorf("in the way: got %v, want %v", blocks, want)
	}
	if !slices.Contains(tells, store.RotationTasks) {
		t.Errorf("to be known: got %v", tells)
	}
	if _, err := a.coordinator.CarryOutRotation(t.Context(), a.plan, nil); !errors.Is(err, store.ErrRotationBlocked) {
		t.Errorf("carried out all the same: %v", err)
	}
	if a.coordinator.Staff(a.leaves).Removed {
		t.Error("somebody was removed")
	}
	c, err := a.coordinator.CheckRotation(t.Context(), a.plan)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Stations) != 3 || c.Stations[0].Station != a.nurse.Station() || !slices.Equal(c.Stations[0].Leavers, []uuid.UUID{a.leaves}) {
		t.Errorf("stations: got %+v", c.Stations)
	}
	a.hand(t, a.leaves)
	if blocks, _ = a.codes(t, a.coordinator); !slices.Contains(blocks, store.RotationGone) {
		t.Errorf("to somebody who leaves: got %v", blocks)
	}
}

func TestRotationIsCarriedOutOnceAndResumed(t *testing.T) {
	a := newApril(t)
	task := a.nurse.put(store.Write{Case: a.kase, Record: store.NewRecordID(), Kind: store.KindTask, Set: map[string]any{
		"what": "訪問の日を決める", "staff": []string{a.leaves.String()}, "due": "2026-12-01",
	}}).ID
	leads := a.registered(t)
	second, secondFamily := a.nurse.createFamily("森田", "もりた", "")
	a.nurse.put(store.Write{Case: second, Record: secondFamily, Kind: store.KindFamily, Set: map[string]any{"mch_staff": a.leaves.String()}})
	a.exchange()
	a.hand(t, a.stays)
	a.exchange()
	h := store.Hand{Case: second, Side: store.SideHealth, From: a.leaves, To: a.stays}
	if err := a.director.SetSuccessors(t.Context(), a.plan, []store.Hand{h}); err != nil {
		t.Fatal(err)
	}
	if err := a.nurse.SetHandoverNote(t.Context(), a.plan, h, "玄関ではなく庭から声をかける。"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.director.SubmitRotation(t.Context(), a.plan, ""); err != nil {
		t.Fatal(err)
	}
	a.exchange()

	// The first run had got as far as one family when the machine stopped.
	a.director.put(store.Write{Case: a.kase, Record: a.family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": a.stays.String()}})
	steps := 0
	out, err := a.director.CarryOutRotation(t.Context(), a.plan, func(int, int) { steps++ })
	if err != nil {
		t.Fatal(err)
	}
	if out.Families != 1 || out.Tasks != 1 || out.Staff != 1 || len(out.Failed) != 0 || steps != 4 {
		t.Errorf("outcome: got %+v in %d steps", out, steps)
	}
	a.exchange()
	for _, id := range []uuid.UUID{a.family, secondFamily} {
		if r, err := a.coordinator.FindRecord(t.Context(), id); err != nil || r.Text("mch_staff") != a.stays.String() {
			t.Errorf("in charge: got %q, %v", r.Text("mch_staff"), err)
		}
	}
	if r, err := a.coordinator.FindRecord(t.Context(), task); err != nil || !slices.Equal(r.Texts("staff"), []string{a.stays.String()}) {
		t.Errorf("task: got %v, %v", r.Texts("staff"), err)
	}
	if r, err := a.coordinator.FindRecord(t.Context(), leads); err != nil || r.Text("lead_staff") != a.stays.String() {
		t.Errorf("who leads the entry of the registry: got %q, %v", r.Text("lead_staff"), err)
	}
	p, err := a.coordinator.FindRotation(t.Context(), a.plan)
	if err != nil {
		t.Fatal(err)
	}
	families, _ := p.Record.Int("done_families")
	if !p.Done || p.Record.Text("done_by") != a.director.Me().ID.String() || families != 2 || len(p.Families) != 2 || !p.Families[0].Handed {
		t.Errorf("afterwards: got %+v, %d families", p.Record.Fields, families)
	}
	if !a.coordinator.Staff(a.leaves).Removed {
		t.Error("who leaves is still there")
	}
	if _, err := a.coordinator.CarryOutRotation(t.Context(), a.plan, nil); !errors.Is(err, store.ErrRotationDone) {
		t.Errorf("twice: got %v", err)
	}
	a.coordinator.handed(t, a.stays, second)
}

// handed looks at what the successor finds on their first page.
func (s *station) handed(t *testing.T, who, noted uuid.UUID) {
	t.Helper()
	if err := s.AddSignIn(t.Context(), who, password); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	theirs, err := store.Open(t.Context(), s.config, who, password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = theirs.Close() })
	all, err := theirs.FindHandedOver(t.Context())
	if err != nil || len(all) != 1 || len(all[0].Families) != 2 {
		t.Fatalf("handed over: got %+v, %v", all, err)
	}
	for _, f := range all[0].Families {
		if (f.Note != "") != (f.Case == noted) {
			t.Errorf("note of %s: got %q", f.Family, f.Note)
		}
	}
	if err := theirs.MarkHandoverRead(t.Context(), all[0].Record); err != nil {
		t.Fatal(err)
	}
	if all, err = theirs.FindHandedOver(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("after it was read: got %+v, %v", all, err)
	}
}

// registered enters a child of the family in the registry, led by who leaves.
func (a *april) registered(t *testing.T) uuid.UUID {
	t.Helper()
	child := a.nurse.put(store.Write{Case: a.kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "桐谷", "given_name": "蓮", "given_kana": "れん", "role": "child", "sex": "M", "birth_date": "2024-04-02",
	}})
	set := map[string]any{"person": child.ID.String(), "class": "support", "registered_on": "2026-10-01", "lead_staff": a.leaves.String()}
	return a.nurse.put(store.Write{Case: a.kase, Record: store.NewRecordID(), Kind: store.KindRegistry, Set: set}).ID
}
