package page_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// putOne writes one record, as a page would.
func (d *desk) putOne(w store.Write) uuid.UUID {
	d.t.Helper()
	if w.Record == uuid.Nil {
		w.Record = store.NewRecordID()
	}
	if _, err := d.store.Put(d.t.Context(), w); err != nil {
		d.t.Fatal(err)
	}
	return w.Record
}

// colleagues joins a nurse and a welfare worker to the center.
func (d *desk) colleagues() (nurse, worker uuid.UUID) {
	d.t.Helper()
	add := func(name, job, role string) uuid.UUID {
		id, err := d.store.AddStaff(d.t.Context(), store.NewStaff{Name: name, Job: job, Roles: []string{role}, Password: password})
		if err != nil {
			d.t.Fatal(err)
		}
		return id
	}
	return add("中野", "phn", "health"), add("柏木", "child_welfare", "welfare")
}

// meets plans a meeting for today with sheets for some families.
func (d *desk) meets(kind string, cases ...uuid.UUID) (id uuid.UUID, sheets []uuid.UUID) {
	d.t.Helper()
	today := time.Now().Format(time.DateOnly)
	id = d.putOne(store.Write{Case: d.store.Office(), Kind: store.KindMeeting, Set: map[string]any{
		"kind": kind, "number": int64(15), "on": today, "start_time": "14:00", "end_time": "16:00", "place": "会議室2",
		"chair": d.store.Me().ID.String(), "stage": "planned",
	}})
	for i, kase := range cases {
		sheets = append(sheets, d.putOne(store.Write{Case: kase, Kind: store.KindSheet, Set: map[string]any{
			"meeting": id.String(), "meeting_kind": kind, "proposed_on": today, "reason": []string{"urgent", "new", "plan_review"}[i%3],
			"proposer": d.store.Me().ID.String(), "order": int64(i + 1), "stage": "proposed",
		}}))
	}
	return id, sheets
}

// recordIs waits until a record of the store is as it should be.
func (d *desk) recordIs(what string, id uuid.UUID, as func(r *store.Record) bool) {
	d.t.Helper()
	d.until(what, func() bool {
		r, err := d.store.FindRecord(d.t.Context(), id)
		return err == nil && as(r)
	})
}

// asOther writes a record as a colleague did on another machine.
func (d *desk) asOther(who uuid.UUID, w store.Write) {
	d.t.Helper()
	by, err := d.store.Staff(who).Locked.Unlock([]byte(password), d.store.CenterSecret())
	if err != nil {
		d.t.Fatal(err)
	}
	w.Record, w.By = store.NewRecordID(), by
	if err := d.store.PutAll(d.t.Context(), []store.Write{w}); err != nil {
		d.t.Fatal(err)
	}
}

// caseFile reads a case.
func (d *desk) caseFile(kase uuid.UUID) *store.Case {
	d.t.Helper()
	file, err := d.store.FindCase(d.t.Context(), kase)
	if err != nil {
		d.t.Fatal(err)
	}
	return file
}

func TestMeetingFromJudgementsToDecision(t *testing.T) {
	d := newDesk(t).found()
	_, worker := d.colleagues()
	kase, boy, girl := d.onodera()
	d.putOne(store.Write{Case: kase, Kind: store.KindNote, Set: map[string]any{
		"on": time.Now().Format(time.DateOnly), "time": "10:30", "department": "welfare", "method": "phone", "heard": "園より、夜間に子だけで過ごす日があると聞く。",
	}})
	id, sheets := d.meets("joint", kase, d.family().kase)
	m := page.NewMeeting(d.deps, id)
	d.show(m)
	d.do(see("合同ケース会議 第15回"), see("両方が入ってから選べます"), see("…夜間に子だけで…"))
	d.look("meeting-planned")
	d.do(tap("会議を始める"), see("会議を終える"))

	judge := func(side, level, grounds string) {
		d.do(tapIn(side, level), typed(grounds), tap("判断を記録"), see(grounds), tour.Deed{Do: "gone", Text: "判断を記録"})
	}
	judge("母子保健の判断", "見守り", "妊婦健診は順調。")
	d.do(see("もう一方の判断を入れた人は、こちらを入れられません"), see("両方が入ってから選べます"))
	d.asOther(worker, store.Write{Case: kase, Kind: store.KindJudgement, Set: map[string]any{
		"on": time.Now().Format(time.DateOnly), "side": "welfare", "level": "support", "grounds": "夜間の養育が不安定。",
		"meeting": id.String(), "sheet": sheets[0].String(),
	}})
	m.Changed(store.Event{Cases: []uuid.UUID{kase}})
	d.do(see("夜間の養育が不安定。"))
	d.look("meeting-judged")
	judge("合意", "要保護", "ふたりとも会えていない日が続く。")

	d.do(field("すること"), typed("長女に会う（訪問・2人）"), tour.Deed{Do: "key", Text: "Return"},
		tapIn("だれが", "えらぶ"), tap("中野"), tapIn("すること", "中野"), tap("柏木"),
		field("いつまで"), typed(time.Now().AddDate(0, 0, 2).Format("0102")), tour.Deed{Do: "key", Text: "Return"},
		see("中野・柏木"), see("済みにする"))
	d.do(field("支援の方針"), typed("ふたりで訪ね、夜の支えを探す。"), tapIn("要対協の登録", "要保護で登録"), see("だれの登録か"))
	d.look("meeting-deciding")
	d.do(tap("この議題を決定"))
	d.recordIs("the sheet to be decided", sheets[0], func(r *store.Record) bool {
		return r.Text("stage") == "discussed" && r.Text("policy") == "ふたりで訪ね、夜の支えを探す。" && r.Text("welfare_info") != ""
	})
	d.until("the registry to be sent for approval", func() bool {
		rows, err := d.store.FindApprovals(t.Context(), store.ApprovalFilter{Case: &kase, All: true})
		return err == nil && len(rows) == 2
	})
	file := d.caseFile(kase)
	got := map[string]bool{}
	for _, r := range file.Of(store.KindRegistry) {
		if r.Text("class") == "protection" && r.Text("meeting") == id.String() {
			got[r.Text("person")] = true
		}
	}
	if !got[boy.String()] || !got[girl.String()] {
		t.Errorf("registered %v", got)
	}
	if s := file.Standing; s.Agreed == nil || s.Agreed.Level != "protection" || s.Health.Level != "watch" || s.Welfare.Level != "support" {
		t.Errorf("standing %+v", s)
	}
	if tasks := file.Of(store.KindTask); len(tasks) != 1 || len(tasks[0].Texts("staff")) != 2 || tasks[0].Parent != sheets[0] {
		t.Errorf("tasks %v", tasks)
	}
	d.do(see("森田 家"), see("決定"))
	d.look("meeting-next")
	d.do(tap("小野寺 家"), see("決裁待ち"), see("…に決めました…"))
	d.look("meeting-back")
	d.do(tapIn("要対協の登録", "登録しない"), tap("決めなおす"), see("この会議で登録した人がいます。"))
	d.look("meeting-decided")
	d.do(tapIn("要対協の登録", "要保護で登録"))
	d.do(tap("記録を読む"), see("…ふたりで訪ね、夜の支えを探す。…"))
	d.look("meeting-minutes")
}

func TestServiceDecidedInAMeetingIsRecorded(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, _ := d.meets("joint", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), see("会議を終える"), tapIn("家庭支援事業", "利用勧奨"), tap("サービスを記録"), see("サービス（必須）"))
	d.do(tapIn("サービス（必須）", "えらぶ"), tap("子育て世帯訪問支援"), tap("保存"), see("子育て世帯訪問支援  利用勧奨"))
	services := d.caseFile(kase).Of(store.KindService)
	if len(services) != 1 || services[0].Text("meeting") != id.String() || services[0].Text("act") != "recommend" {
		t.Fatalf("services %v", services)
	}
	d.do(tapIn("児童相談所", "援助を求める"), tap("文書をつくる"), field("児童相談所"), typed("県中央児童相談所"), field("理由"), typed("夜間の見守り。"), tap("保存"), tour.Deed{Do: "gone", Text: "保存"})
	d.do(see("…県中央児童相談所"))
	papers := d.caseFile(kase).Of(store.KindReferral)
	if len(papers) != 1 || papers[0].Text("kind") != "help" || papers[0].Text("direction") != "to" || len(papers[0].Texts("subjects")) != 2 {
		t.Errorf("papers %v", papers)
	}
}
