package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// archive is a city with an old case: a director, a coordinator on a machine
// whose file can be read, a nurse on a laptop.
type archive struct {
	*city
	head, desk, laptop *station
	kase, other        uuid.UUID
	list               uuid.UUID
}

const waitOfList = 14 * 24 * time.Hour

func newArchive(t *testing.T) *archive {
	t.Helper()
	c := newCity(t)
	a := &archive{city: c, head: c.found("庁内PC-01")}
	coordinator := a.hire("小松", ledger.RoleCoordinator)
	nurse := a.hire("中野", ledger.RoleHealth)
	a.head.push()
	config := store.Unsealed(c.config(t.TempDir()))
	e := c.enrolment("庁内PC-02", ledger.StationOffice)
	e.Founder = a.head.Me().ID
	s, err := store.Join(t.Context(), config, e, c.log, coordinator, password)
	if err != nil {
		t.Fatal(err)
	}
	a.desk = c.closeLater(s, config)
	a.desk.push()
	a.laptop = c.join("L-01", nurse, a.head.Me().ID)
	a.kase, _ = a.head.createFamily("蛇穴ZQWXJV", "さらぎ", "KKVJQXZ番地")
	a.other, _ = a.head.createFamily("森田", "もりた", "")
	a.head.putChild(a.kase, "蛇穴", "2012-05-05")
	a.head.putChild(a.other, "森田", "2026-05-05")
	a.settle()
	c.pass(7 * 365 * 24 * time.Hour)
	return a
}

func (s *station) putChild(kase uuid.UUID, family, birth string) {
	s.put(store.Write{Case: kase, Record: uuid.New(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": family, "given_name": "陽", "family_kana": "さらぎ", "given_kana": "はる", "role": "child", "birth_date": birth,
	}})
}

func (a *archive) hire(name, role string) uuid.UUID {
	a.t.Helper()
	id, err := a.head.AddStaff(a.t.Context(), store.NewStaff{Name: name, Job: "welfare_worker", Roles: []string{role}, Password: password})
	if err != nil {
		a.t.Fatal(err)
	}
	return id
}

// settle lets everybody reconcile and destroy what is to be destroyed.
func (a *archive) settle() {
	a.t.Helper()
	for range 3 {
		for _, s := range []*station{a.head, a.desk, a.laptop} {
			a.round(s)
		}
	}
}

// round is that of one station. It destroys before it pushes: the real center
// would refuse what it has of the case.
func (a *archive) round(s *station) (waiting int) {
	a.t.Helper()
	s.receive(ledger.Cursor{LogID: a.id, Seq: uint64(len(a.log))}, a.log, s.scope().Has)
	waiting, err := s.Destroy(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	s.push()
	return waiting
}

func (a *archive) draw(cases ...uuid.UUID) {
	a.t.Helper()
	list, err := a.desk.DrawList(a.t.Context(), cases)
	if err != nil {
		a.t.Fatal(err)
	}
	a.list = list
	a.settle()
}

func (a *archive) approve() {
	a.t.Helper()
	if err := a.head.ApproveList(a.t.Context(), a.list); err != nil {
		a.t.Fatal(err)
	}
	a.settle()
}

func (a *archive) listed(s *station) store.Disposal {
	a.t.Helper()
	all, err := s.FindDisposals(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == a.list {
			return d
		}
	}
	a.t.Fatal("the list is not there")
	return store.Disposal{}
}

// traceless finds nothing of the case but its id in lists of disposal.
func (a *archive) traceless(s *station) {
	a.t.Helper()
	if s.has(a.kase) {
		a.t.Errorf("%s still has the case", s.StationName(s.Station()))
	}
	allowed := []string{"change.raw", "record.fields"} // the lists themselves
	for _, trace := range s.Traces(a.kase) {
		if !slices.Contains(allowed, trace) {
			a.t.Errorf("%s: a trace in %s", s.StationName(s.Station()), trace)
		}
	}
	if s != a.desk {
		return
	}
	for _, word := range []string{"蛇穴", "ZQWXJV", "KKVJQXZ", "zqwxjv"} {
		if s.onDisk(word) {
			a.t.Errorf("%q still stands in the file: %v", word, s.Saying(word))
		}
	}
}

// TestDispose takes a case from the list to the certificate.
func TestDispose(t *testing.T) {
	a := newArchive(t)
	due, err := a.desk.FindDisposable(t.Context())
	if err != nil || len(due) != 1 || due[0].Case != a.kase || due[0].Due.Class != casework.KeepHealth {
		t.Fatalf("due: got %+v, %v", due, err)
	}
	if _, err := a.laptop.DrawList(t.Context(), []uuid.UUID{a.kase}); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse draws up a list: %v", err)
	}
	if _, err := a.desk.DrawList(t.Context(), []uuid.UUID{a.other}); !errors.Is(err, store.ErrNotDue) {
		t.Errorf("a list with a case that is not due: %v", err)
	}
	a.draw(a.kase)
	if err := a.desk.ApproveList(t.Context(), a.list); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a coordinator approves: %v", err)
	}
	d := a.listed(a.head)
	if d.Stage != store.DisposalDrawn || !d.Like || len(d.Rows) != 1 || d.Rows[0].Family != "蛇穴ZQWXJV" || d.By != "小松" {
		t.Errorf("drawn: got %+v", d)
	}
	a.approve()
	a.pass(waitOfList - time.Hour)
	a.settle()
	if d := a.listed(a.head); d.Stage != store.DisposalWaiting || !a.desk.has(a.kase) || !a.desk.onDisk("蛇穴ZQWXJV") {
		t.Fatalf("before its time: got %+v", d.Stage)
	}
	a.pass(time.Hour)
	a.settle()
	for _, s := range []*station{a.head, a.desk, a.laptop} {
		a.traceless(s)
		if !s.has(a.other) {
			t.Errorf("%s lost another case", s.StationName(s.Station()))
		}
	}
	d = a.listed(a.head)
	if d.Stage != store.DisposalDue || d.Answered() != 3 || d.Approver != "大沢" || d.Rows[0].Family != "" || d.Rows[0].Number == "" {
		t.Errorf("destroyed: got %+v", d)
	}
	said := ledger.Destructions{Items: []ledger.Destruction{{List: a.list, At: 1, Cases: 1, Changes: 3}}}
	said.Sign(a.key)
	forged := said
	forged.Items = []ledger.Destruction{{List: a.list, At: 1, Cases: 9}}
	if err := a.head.TakeDestructions(t.Context(), forged); err == nil {
		t.Error("a forged word of the center is taken")
	}
	if awaits, err := a.head.AwaitsDestruction(t.Context()); !awaits || err != nil {
		t.Errorf("the center's word is not missed: %v", err)
	}
	if err := a.head.TakeDestructions(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if d = a.listed(a.head); d.Stage != store.DisposalDone || d.Center == nil || d.Center.Changes != 3 {
		t.Errorf("done: got %+v", d)
	}
	a.head.receive(ledger.Cursor{LogID: a.id, Seq: uint64(len(a.log))}, a.log, func(uuid.UUID) bool { return true })
	a.traceless(a.head) // a center that was restored shows it again
}

// TestDisposalHold stops one case of a list, on a machine that heard of nothing.
func TestDisposalHold(t *testing.T) {
	a := newArchive(t)
	a.draw(a.kase)
	a.approve()
	if err := a.laptop.HoldCase(t.Context(), a.kase, "検証", ""); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse: %v", err)
	}
	if err := a.desk.HoldCase(t.Context(), a.kase, "", ""); !errors.Is(err, store.ErrReasonNeeded) {
		t.Errorf("without a reason: %v", err)
	}
	if err := a.desk.HoldCase(t.Context(), a.kase, "死亡事例の検証", "2034-03-31"); err != nil {
		t.Fatal(err)
	}
	a.settle()
	a.pass(waitOfList + time.Hour)
	a.settle()
	for _, s := range []*station{a.head, a.desk, a.laptop} {
		if !s.has(a.kase) {
			t.Errorf("%s destroyed it", s.StationName(s.Station()))
		}
	}
	if d := a.listed(a.head); !d.Rows[0].Kept {
		t.Errorf("the list does not say so: %+v", d.Rows)
	}
	holds, err := a.head.FindHolds(t.Context(), a.kase)
	if err != nil || len(holds) != 1 || holds[0].Reason != "死亡事例の検証" || holds[0].Until != "2034-03-31" {
		t.Errorf("holds: got %+v, %v", holds, err)
	}
	if due, err := a.desk.FindDisposable(t.Context()); err != nil || len(due) != 0 {
		t.Errorf("a case that is kept can be listed: %+v, %v", due, err)
	}
	if err := a.desk.ReleaseHold(t.Context(), a.kase, "検証が終わった"); err != nil {
		t.Fatal(err)
	}
	a.settle()
	if !a.desk.has(a.kase) {
		t.Error("an approval from before the hold destroyed it")
	}
	if kept, err := a.head.IsKept(t.Context(), a.kase); kept || err != nil {
		t.Errorf("kept: %v, %v", kept, err)
	}
}

// TestDisposalStopped stops a list, and what is not what was drawn up is not
// approved.
func TestDisposalStopped(t *testing.T) {
	a := newArchive(t)
	a.draw(a.kase)
	a.approve()
	if err := a.desk.StopList(t.Context(), a.list, "裁判の照会が来た"); err != nil {
		t.Fatal(err)
	}
	a.settle()
	a.pass(waitOfList * 2)
	a.settle()
	if d := a.listed(a.head); d.Stage != store.DisposalStopped || !a.head.has(a.kase) || d.StopReason != "裁判の照会が来た" {
		t.Errorf("got %+v", d)
	}
	a.draw(a.kase)
	rows := a.desk.mustFind(a.list).Fields["rows"].([]string)
	a.desk.put(store.Write{Case: a.desk.Office(), Record: a.list, Kind: store.KindDisposalList, Set: map[string]any{"rows": []string{strings.Replace(rows[0], "mch", "advice", 1)}}, Reason: "直した"})
	a.settle()
	if err := a.head.ApproveList(t.Context(), a.list); !errors.Is(err, store.ErrListUnlike) {
		t.Errorf("a list that was altered: got %v", err)
	}
}

// TestLateWork comes from a laptop that was away: it is put aside for the
// leaders, nobody else reads it, and the case does not come back.
func TestLateWork(t *testing.T) {
	a := newArchive(t)
	away := a.laptop
	a.draw(a.kase)
	away.put(store.Write{Case: a.kase, Record: uuid.New(), Kind: store.KindNote, Set: map[string]any{
		"on": "2033-11-10", "method": "phone", "facts": "むかしの相談について電話があった",
	}})
	a.approve2(away)
	a.pass(waitOfList + time.Hour)
	for range 3 {
		a.round(a.head)
		a.round(a.desk)
	}
	if a.head.has(a.kase) || !away.has(a.kase) {
		t.Fatal("the laptop is not the last one")
	}
	if waiting := a.round(away); waiting != 0 {
		t.Fatalf("%d cases wait on the laptop", waiting)
	}
	a.settle()
	a.traceless(away)
	a.traceless(a.head)
	late, err := a.desk.FindLateWork(t.Context())
	if err != nil || len(late) != 1 || late[0].Kind != store.KindNote || late[0].Author != away.Me().ID {
		t.Fatalf("late: got %+v, %v", late, err)
	}
	if text := strings.Join(late[0].Lines, "\n"); !strings.Contains(text, "むかしの相談について電話があった") {
		t.Errorf("its words are lost: %s", text)
	}
	if _, err := away.FindLateWork(t.Context()); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse reads it: %v", err)
	}
	d := a.listed(a.head)
	if i := slices.IndexFunc(d.Stations, func(w store.StationWord) bool { return w.Station == away.Station() }); i < 0 || d.Stations[i].Done == nil || d.Stations[i].Done.Late != 1 {
		t.Errorf("the certificate does not say so: %+v", d.Stations)
	}
	if err := a.desk.SettleLateWork(t.Context(), late[0].Record, "新しいケースに書いた"); err != nil {
		t.Fatal(err)
	}
	if late, err = a.desk.FindLateWork(t.Context()); err != nil || len(late) != 0 {
		t.Errorf("settled: got %+v, %v", late, err)
	}
}

// TestLateWorkThatCannotBePutAside keeps a case with a photograph that was
// never sent until a leader lets it go.
func TestLateWorkThatCannotBePutAside(t *testing.T) {
	a := newArchive(t)
	a.draw(a.kase)
	a.desk.attach(a.kase, uuid.Nil, "決定通知.pdf", document(5000, 1))
	a.approve2(a.desk)
	a.pass(waitOfList + time.Hour)
	for range 3 {
		a.round(a.head)
		a.round(a.laptop)
	}
	for range 2 {
		if waiting := a.round(a.desk); waiting != 1 || !a.desk.has(a.kase) {
			t.Fatalf("%d cases wait, it is there: %t", waiting, a.desk.has(a.kase))
		}
	}
	waiting, err := a.desk.FindLateWaiting(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Case != a.kase || waiting[0].Family == "" {
		t.Fatalf("what waits: got %+v, %v", waiting, err)
	}
	for name, tc := range map[string]struct {
		by           *station
		kase         uuid.UUID
		reason, code string
	}{
		"Nurse":   {a.laptop, a.kase, "もう要らない", store.CodeOf(store.ErrNotAllowed)},
		"Reason":  {a.desk, a.kase, "", store.CodeOf(store.ErrReasonNeeded)},
		"NotGone": {a.desk, a.other, "もう要らない", store.CodeOf(store.ErrNotFound)},
	} {
		if err := tc.by.LetLateGo(t.Context(), tc.kase, tc.reason); store.CodeOf(err) != tc.code {
			t.Errorf("%s: got %v, want %s", name, err, tc.code)
		}
	}
	if n := len(a.desk.audit(store.AuditFilter{Act: store.AuditDisposed, Case: a.other})); n != 0 {
		t.Errorf("what was refused is noted as done: %d entries", n)
	}
	if err := a.desk.LetLateGo(t.Context(), a.kase, "通知の写しは紙で残っている"); err != nil {
		t.Fatal(err)
	}
	if waiting := a.round(a.desk); waiting != 0 || a.desk.has(a.kase) {
		t.Errorf("after it was let go: %d wait, it is there: %t", waiting, a.desk.has(a.kase))
	}
	a.settle()
	a.traceless(a.desk)
}

// approve2 approves while a station is away.
func (a *archive) approve2(away *station) {
	a.t.Helper()
	if err := a.head.ApproveList(a.t.Context(), a.list); err != nil {
		a.t.Fatal(err)
	}
	for _, s := range []*station{a.head, a.desk, a.head} {
		if s != away {
			a.round(s)
		}
	}
}

// TestRetentionSettings are the center's own, and a case's own class.
func TestRetentionSettings(t *testing.T) {
	a := newArchive(t)
	if err := a.desk.SetRetentionRule(t.Context(), casework.Retention{Class: "mch", Years: 9}); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a coordinator: %v", err)
	}
	if err := a.head.SetRetentionRule(t.Context(), casework.Retention{Class: "mch", Years: 9}); err != nil {
		t.Fatal(err)
	}
	a.settle()
	if due, err := a.desk.FindDisposable(t.Context()); err != nil || len(due) != 0 {
		t.Errorf("nine years: got %+v, %v", due, err)
	}
	if err := a.desk.SetRetention(t.Context(), a.kase, "advice", "母子の支援はなかった"); err != nil {
		t.Fatal(err)
	}
	due, err := a.desk.RetentionOf(t.Context(), a.kase)
	if err != nil || due.Class != "advice" || !due.Set || due.On.String() != "2032-04-01" {
		t.Errorf("own class: got %+v, %v", due, err)
	}
	if due, err := a.desk.FindDisposable(t.Context()); err != nil || len(due) != 1 {
		t.Errorf("own class: got %+v, %v", due, err)
	}
}
