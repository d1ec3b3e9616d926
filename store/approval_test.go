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

// center is three stations of one center: the director's, the coordinator's
// and a nurse's, who writes plans.
type center struct {
	director, coordinator, nurse *station
}

func newCenter(t testing.TB) *center {
	t.Helper()
	c := newCity(t)
	director := c.found("庁内PC-11")
	hire := func(name string, roles ...string) uuid.UUID {
		id, err := director.AddStaff(t.Context(), store.NewStaff{Name: name, Job: "nurse", Roles: roles, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	coordinator, nurse := hire("高見", ledger.RoleCoordinator), hire("中野", ledger.RoleHealth)
	director.push()
	out := &center{director: director, coordinator: c.join("庁内PC-12", coordinator, director.Me().ID), nurse: c.join("L-02", nurse, director.Me().ID)}
	out.exchange()
	return out
}

func (c *center) all() []*station { return []*station{c.director, c.coordinator, c.nurse} }

// exchange brings everything to everybody.
func (c *center) exchange() {
	for _, s := range c.all() {
		s.push()
	}
	for _, s := range c.all() {
		s.pull()
	}
}

// planned is a family with a plan of one goal and one measure.
type plannedFamily struct{ kase, plan, goal, measure uuid.UUID }

func (s *station) planFor(name, kana string) plannedFamily {
	s.city.t.Helper()
	kase, _ := s.createFamily(name, kana, "")
	f := plannedFamily{kase, store.NewRecordID(), store.NewRecordID(), store.NewRecordID()}
	err := s.PutTogether(s.city.t.Context(), []store.Write{
		{Case: kase, Record: f.plan, Kind: store.KindPlan, Set: map[string]any{
			"version": int64(1), "division": "joint", "made_on": "2026-11-20", "authors": []string{s.Me().ID.String()},
			"review_on": "2027-02-20", "vision": "家で安心して眠れる。", "strengths": "祖母が近くにいる。",
		}},
		{Case: kase, Record: f.goal, Kind: store.KindPlanGoal, Parent: f.plan, Set: map[string]any{"goal": "夜に二時間つづけて眠れる日を作る", "rank": int64(1)}},
		{Case: kase, Record: f.measure, Kind: store.KindPlanMeasure, Parent: f.goal, Set: map[string]any{"what": "産後ケアを使う", "who": "母"}},
	})
	if err != nil {
		s.city.t.Fatal(err)
	}
	return f
}

func (s *station) submit(document uuid.UUID) uuid.UUID {
	s.city.t.Helper()
	id, err := s.Submit(s.city.t.Context(), document, nil, "")
	if err != nil {
		s.city.t.Fatal(err)
	}
	return id
}

func (s *station) approval(id uuid.UUID) *store.Approval {
	s.city.t.Helper()
	a, err := s.FindApproval(s.city.t.Context(), id)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return a
}

// decide takes a step on the text as this station has it.
func (s *station) decide(id uuid.UUID, action, comment string) {
	s.city.t.Helper()
	if err := s.Decide(s.city.t.Context(), id, action, comment, s.approval(id).Digest); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) waiting(f store.ApprovalFilter) []uuid.UUID {
	s.city.t.Helper()
	rows, err := s.FindApprovals(s.city.t.Context(), f)
	if err != nil {
		s.city.t.Fatal(err)
	}
	var out []uuid.UUID
	for _, r := range rows {
		out = append(out, r.Record)
	}
	return out
}

func TestPlanGoesRoundAndIsApproved(t *testing.T) {
	c := newCenter(t)
	f := c.nurse.planFor("森田", "もりた")
	id := c.nurse.submit(f.plan)
	if again := c.nurse.submit(f.plan); again != id {
		t.Errorf("a second click made another submission: %v, %v", id, again)
	}
	c.exchange()

	a := c.coordinator.approval(id)
	if a.Title != "サポートプラン 第1版" || a.Family != "森田" || a.By != c.nurse.Me().ID || a.State.Stage != casework.ApprovalWaiting {
		t.Errorf("submitted: got %+v", a.ApprovalRow)
	}
	if got := a.State.Due.String(); got != "2026-11-26" {
		t.Errorf("due three working days after Friday, with a holiday between: got %s", got)
	}
	var texts []string
	for _, text := range a.Snapshot {
		texts = append(texts, text.Kind+"."+text.Field)
	}
	for _, want := range []string{"plan.vision", "plan_goal.goal", "plan_measure.what"} {
		if !slices.Contains(texts, want) {
			t.Errorf("the snapshot lacks %s: %v", want, texts)
		}
	}
	if slices.Contains(texts, "plan.checked_on") || len(a.Changes) != 0 || len(a.Below) != 2 {
		t.Errorf("snapshot: got %v, changes %v, below %d", texts, a.Changes, len(a.Below))
	}
	for s, want := range map[*station]int{c.coordinator: 1, c.director: 0, c.nurse: 0} {
		if got := s.waiting(store.ApprovalFilter{}); len(got) != want {
			t.Errorf("%s: got %d waiting, want %d", s.Me().Name, len(got), want)
		}
	}

	c.coordinator.decide(id, store.ActionApprove, "")
	c.exchange()
	if r, err := c.nurse.FindRecord(t.Context(), f.plan); err != nil || r.Text("checked_on") != "2026-11-20" {
		t.Errorf("the coordinator's check on the plan: got %q, %v", r.Text("checked_on"), err)
	}
	if got := c.director.waiting(store.ApprovalFilter{}); len(got) != 1 {
		t.Fatalf("at the director's: got %v", got)
	}
	c.director.decide(id, store.ActionApprove, "このまま進めてください")
	c.exchange()
	for _, s := range c.all() {
		a := s.approval(id)
		if a.State.Stage != casework.ApprovalApproved || a.State.WaitsFor != "" || len(a.Steps) != 2 || a.Mine || a.Unsent {
			t.Errorf("%s: approved: got %+v, %d steps", s.Me().Name, a.State, len(a.Steps))
		}
		if open := s.waiting(store.ApprovalFilter{Open: true}); len(open) != 0 {
			t.Errorf("%s: still open: %v", s.Me().Name, open)
		}
		if all := s.waiting(store.ApprovalFilter{All: true}); len(all) != 1 {
			t.Errorf("%s: decided ones: %v", s.Me().Name, all)
		}
	}
	if err := c.nurse.PullBack(t.Context(), id, "まちがい"); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("pulled back what was approved: %v", err)
	}
}

// TestDocumentChangedElsewhere has the coordinator approve without a network
// while the nurse goes on writing: nobody's work is lost, and the approval
// comes out as of a document that changed, on every station.
func TestDocumentChangedElsewhere(t *testing.T) {
	for name, change := range map[string]func(c *center, f plannedFamily){
		"Field": func(c *center, f plannedFamily) {
			c.nurse.put(store.Write{Case: f.kase, Record: f.plan, Kind: store.KindPlan, Set: map[string]any{"vision": "家族で笑って過ごせる。"}, Reason: "話し合い"})
		},
		"PartAdded": func(c *center, f plannedFamily) {
			c.nurse.put(store.Write{Case: f.kase, Record: store.NewRecordID(), Kind: store.KindPlanGoal, Parent: f.plan, Set: map[string]any{"goal": "散歩に出る"}})
		},
		"PartWithdrawn": func(c *center, f plannedFamily) {
			if err := c.nurse.Withdraw(c.nurse.city.t.Context(), f.measure, "使わないことになった"); err != nil {
				c.nurse.city.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCenter(t)
			f := c.nurse.planFor("堀", "ほり")
			id := c.nurse.submit(f.plan)
			c.exchange()
			before := c.coordinator.approval(id).Digest
			c.coordinator.decide(id, store.ActionApprove, "")
			change(c, f)
			c.exchange()
			for _, s := range c.all() {
				a := s.approval(id)
				if a.State.Stage != casework.ApprovalChanged || a.State.WaitsFor != casework.WaitsForAuthor || len(a.Changes) == 0 || a.Digest == before {
					t.Errorf("%s: got %+v, changes %v", s.Me().Name, a.State, a.Changes)
				}
				if got, want := len(s.waiting(store.ApprovalFilter{})), map[bool]int{true: 1}[s == c.nurse]; got != want {
					t.Errorf("%s: got %d waiting, want %d", s.Me().Name, got, want)
				}
			}
			err := c.director.Decide(t.Context(), id, store.ActionApprove, "", c.director.approval(id).Digest)
			if !errors.Is(err, store.ErrChanged) || store.CodeOf(err) != "approval_changed" {
				t.Errorf("decided on a changed document: %v", err)
			}
			again := c.nurse.submit(f.plan)
			if again == id {
				t.Error("the changed document was not submitted anew")
			}
			c.exchange()
			if got := c.coordinator.waiting(store.ApprovalFilter{}); !slices.Equal(got, []uuid.UUID{again}) {
				t.Errorf("the new round: got %v, want %v", got, again)
			}
			if got := c.nurse.waiting(store.ApprovalFilter{}); len(got) != 0 {
				t.Errorf("the old round still waits for its author: %v", got)
			}
		})
	}
}

func TestChangesOfADocument(t *testing.T) {
	c := newCenter(t)
	f := c.nurse.planFor("堀", "ほり")
	id := c.nurse.submit(f.plan)
	c.nurse.put(store.Write{Case: f.kase, Record: f.goal, Kind: store.KindPlanGoal, Set: map[string]any{"goal": "夜に三時間眠れる", "rank": nil}, Reason: "話し合い"})
	a := c.nurse.approval(id)
	want := []store.TextChange{
		{Record: f.goal, Kind: store.KindPlanGoal, Field: "goal", Before: "夜に二時間つづけて眠れる日を作る", After: "夜に三時間眠れる"},
		{Record: f.goal, Kind: store.KindPlanGoal, Field: "rank", Before: int64(1)},
	}
	if !slices.Equal(a.Changes, want) {
		t.Errorf("got %+v, want %+v", a.Changes, want)
	}
	// Put back as it was, it is what was submitted again.
	c.nurse.put(store.Write{Case: f.kase, Record: f.goal, Kind: store.KindPlanGoal, Set: map[string]any{"goal": want[0].Before, "rank": int64(1)}, Reason: "元のまま"})
	if a := c.nurse.approval(id); a.State.Stage != casework.ApprovalWaiting || len(a.Changes) != 0 {
		t.Errorf("put back: got %+v, %v", a.State, a.Changes)
	}
}

func TestWhoMayDecide(t *testing.T) {
	c := newCenter(t)
	f := c.nurse.planFor("藤代", "ふじしろ")
	id := c.nurse.submit(f.plan)
	c.exchange()
	digest := c.nurse.approval(id).Digest
	for _, tc := range []struct {
		name                    string
		s                       *station
		action, comment, digest string
		want                    error
	}{
		{"Author", c.nurse, store.ActionApprove, "", digest, store.ErrNotYours},
		{"BeforeTurn", c.director, store.ActionApprove, "", digest, store.ErrNotYours},
		{"ProxyByLower", c.nurse, store.ActionProxy, "", digest, store.ErrNotYours},
		{"ProxyOfOwnTurn", c.coordinator, store.ActionProxy, "", digest, store.ErrNotYours},
		{"ReturnWithoutReason", c.coordinator, store.ActionReturn, "", digest, store.ErrReasonNeeded},
		{"OtherText", c.coordinator, store.ActionApprove, "", "", store.ErrChanged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.s.Decide(t.Context(), id, tc.action, tc.comment, tc.digest); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if got := c.coordinator.approval(id); len(got.Steps) != 0 {
				t.Errorf("a refused step was written: %+v", got.Steps)
			}
		})
	}
	c.director.decide(id, store.ActionProxy, "統括が休みのため")
	c.exchange()
	a := c.coordinator.approval(id)
	if a.State.WaitsFor != casework.RoleDirector || !a.State.Steps[0].Proxy || a.Document.Text("checked_on") != "" {
		t.Errorf("by proxy: got %+v, checked %q", a.State, a.Document.Text("checked_on"))
	}
	c.director.decide(id, store.ActionReturn, "目標をもう一つ")
	c.exchange()
	if a := c.nurse.approval(id); a.State.Stage != casework.ApprovalReturned || !a.Mine {
		t.Errorf("returned: got %+v", a.State)
	}
	if err := c.coordinator.PullBack(t.Context(), id, "まちがい"); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("pulled back by another: %v", err)
	}
	if err := c.nurse.PullBack(t.Context(), id, "書き直す"); err != nil {
		t.Fatal(err)
	}
	c.exchange()
	for _, s := range c.all() {
		if a := s.approval(id); a.State.Stage != casework.ApprovalPulledBack || len(s.waiting(store.ApprovalFilter{Open: true})) != 0 {
			t.Errorf("%s: pulled back: got %+v", s.Me().Name, a.State)
		}
	}
}

// TestNobodyDecidesOnTheirOwn submits as the coordinator: the route leaves out
// their own place.
func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	c := newCenter(t)
	f := c.coordinator.planFor("井口", "いぐち")
	id := c.coordinator.submit(f.plan)
	c.exchange()
	if got := c.director.approval(id).Record.Texts("route"); !slices.Equal(got, []string{casework.RoleDirector}) {
		t.Errorf("route: got %v", got)
	}
	c.director.decide(id, store.ActionApprove, "")
	c.exchange()
	if a := c.coordinator.approval(id); a.State.Stage != casework.ApprovalApproved {
		t.Errorf("got %+v", a.State)
	}
}

func TestCommissionRunsOnceItIsApproved(t *testing.T) {
	c := newCenter(t)
	kase, _ := c.nurse.createFamily("早川", "はやかわ", "")
	child := c.nurse.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "早川", "given_name": "湊", "role": "child", "birth_date": "2018-05-02",
	}}).ID
	commission := c.nurse.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindCommission, Set: map[string]any{
		"office": "県中央児童相談所", "basis": "art27", "subject": child.String(), "asked_on": "2026-11-18", "content": "月に一度の家庭訪問。", "stage": "asked",
	}}).ID
	id := c.nurse.submit(commission)
	stage := func(s *station) string {
		r, err := s.FindRecord(t.Context(), commission)
		if err != nil {
			t.Fatal(err)
		}
		return r.Text("stage")
	}
	if got := stage(c.nurse); got != "accepting" {
		t.Errorf("submitted: got %s", got)
	}
	c.exchange()
	c.coordinator.decide(id, store.ActionApprove, "")
	c.exchange()
	if got := stage(c.director); got != "accepting" {
		t.Errorf("half way: got %s", got)
	}
	c.director.decide(id, store.ActionApprove, "")
	c.exchange()
	if got, a := stage(c.nurse), c.nurse.approval(id); got != "running" || a.State.Stage != casework.ApprovalApproved {
		t.Errorf("approved: got %s, %+v", got, a.State)
	}
}
