package page_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/tour"
)

func key(name string) tour.Deed { return tour.Deed{Do: "key", Text: name} }

// propose puts a family forward for a kind of meeting.
func (d *desk) propose(kase uuid.UUID, kind string) uuid.UUID {
	d.t.Helper()
	return d.putOne(store.Write{Case: kase, Kind: store.KindSheet, Set: map[string]any{
		"meeting_kind": kind, "proposed_on": time.Now().Format(time.DateOnly), "reason": "new",
		"proposer": d.store.Me().ID.String(), "department": "mch", "stage": "proposed",
	}})
}

func TestWaitingFamilyGoesOnTheNextAgenda(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	sheet := d.propose(kase, "joint")
	other := d.family()
	id, sheets := d.meets("joint", other.kase)
	d.putOne(store.Write{Case: other.kase, Kind: store.KindTask, Parent: sheets[0], Set: map[string]any{
		"what": "園に電話", "staff": []string{d.store.Me().ID.String()}, "due": time.Now().AddDate(0, 0, -3).Format(time.DateOnly),
	}})
	d.show(page.NewMeetings(d.deps))
	d.do(see("合同ケース会議 第15回"), see("小野寺 家"), see("…残り 1件・期限切れ 1件"), see("園に電話"), see("期限切れ 3日…"))
	d.look("meetings")
	d.do(tap("議題にする"), see("待っている家庭はありません"))
	d.recordIs("the proposal to be on the agenda", sheet, func(r *store.Record) bool {
		n, _ := r.Int("order")
		return r.Text("meeting") == id.String() && n == 2
	})
	d.do(tap("個別ケース検討会議"), see("会議はまだありません"), tap("すべて"), tap("合同ケース会議 第15回"))
	if got := d.opened; len(got) != 1 || got[0] != "meeting "+id.String() {
		t.Errorf("led to %v", got)
	}
}

func TestNewMeetingIsCountedByKindAndYear(t *testing.T) {
	d := newDesk(t).found()
	d.meets("joint")
	d.show(page.NewMeetings(d.deps))
	d.do(see("合同ケース会議 第15回"), tap("会議をひらく"), see("日付（必須）"), tap("保存"))
	d.do(see("入力してください"), field("日付"), typed(time.Now().Format("20060102")), field("場所"), typed("会議室1"), tap("保存"))
	d.until("the meeting to be opened", func() bool { return len(d.opened) == 1 })
	id, err := uuid.Parse(strings.TrimPrefix(d.opened[0], "meeting "))
	if err != nil {
		t.Fatalf("led to %v", d.opened)
	}
	d.recordIs("its number to follow", id, func(r *store.Record) bool {
		n, _ := r.Int("number")
		return n == 16 && r.Text("stage") == "planned" && r.Text("kind") == "joint" && r.Text("place") == "会議室1"
	})
}

func TestFinishingATaskKeepsWhatCameOfIt(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	_, sheets := d.meets("joint", kase)
	task := d.putOne(store.Write{Case: kase, Kind: store.KindTask, Parent: sheets[0], Set: map[string]any{
		"what": "園に電話", "due": time.Now().AddDate(0, 0, 2).Format(time.DateOnly),
	}})
	d.show(page.NewMeetings(d.deps))
	d.do(see("園に電話"), tap("済みにする"), field("結果"), typed("出席は週3日"), key("Escape"))
	page.CloseTop(d.win)
	d.do(tap("済みにする"), see("出席は週3日"))
	d.look("task-finish")
	d.do(tour.Deed{Do: "tap", Text: "済みにする", In: "結果"}, see("残っていることはありません"))
	d.recordIs("the task to be done", task, func(r *store.Record) bool {
		return r.Text("done_on") == time.Now().Format(time.DateOnly) && r.Text("result") == "出席は週3日"
	})
}

func TestAgendaIsMadeAndOrdered(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	f := d.family()
	id, sheets := d.meets("joint", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(see("小野寺 家"), tap("議題を足す"), field("家庭をさがす"), typed("もりた"), see("森田 家"))
	d.look("meeting-add")
	d.do(tapIn("森田 家", "のせる"), see("のっています"), tap("閉じる"), see("議題 2件"))
	d.do(tap("森田 家"), key("Alt+Up"))
	d.recordIs("the first family to come second", sheets[0], func(r *store.Record) bool {
		n, _ := r.Int("order")
		return n == 2
	})
	d.do(key("Down"), see("湊（3歳）・凪（1歳4か月）"), tap("上へ"))
	d.recordIs("the first family to be first again", sheets[0], func(r *store.Record) bool {
		n, _ := r.Int("order")
		return n == 1
	})
	if got := d.caseFile(f.kase).Of(store.KindSheet); len(got) != 1 || got[0].Text("meeting") != id.String() || got[0].Text("reason") != "continue" {
		t.Errorf("sheets %v", got)
	}
}

func TestSwitchingSheetsLosesNothing(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("joint", kase, d.family().kase)
	m := page.NewMeeting(d.deps, id)
	d.show(m)
	d.do(tap("会議を始める"), see("会議を終える"))
	d.do(field("支援の方針"), typed("夜の支えを探す。"), tap("森田 家"), see("ひより（生後21日）"), field("支援の方針"), typed("訪問を続ける。"), tap("小野寺 家"), see("夜の支えを探す。"))
	for i, want := range []string{"夜の支えを探す。", "訪問を続ける。"} {
		d.recordIs("the policy to be in the record", sheets[i], func(r *store.Record) bool { return r.Text("policy") == want })
	}
	d.do(field("支援の方針"), typed("週末も。"))
	if err := m.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := d.store.FindRecord(t.Context(), sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Text("policy"); !strings.Contains(got, "週末も。") {
		t.Errorf("kept %q", got)
	}
	d.do(see("決めたこと"), field("すること"), typed("園に電話"))
	if err := m.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewMeeting(d.deps, id))
	d.do(see("園に電話"))
}

func TestWithdrawnFamilyTakesNoDecision(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, _ := d.meets("joint", kase)
	if err := d.store.Withdraw(t.Context(), d.caseFile(kase).Family.ID, "二重に登録した"); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), see("会議を終える"), see("決定できません…"), tour.Deed{Do: "gone", Text: "次回へまわす"})
	d.look("meeting-withdrawn")
}

func TestDecisionWithoutWhomIsRefused(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("joint", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), see("会議を終える"), tapIn("要対協の登録", "登録を終える"), see("この家庭には、登録中の人がいません。"))
	d.do(tap("この議題を決定"), see("この家庭には、登録を終える人がいません。"))
	d.do(tapIn("要対協の登録", "登録しない"), tapIn("サポートプラン", "つくる"), tap("この議題を決定"), see("プランをつくる人か期限が決まっていません。"))
	r, err := d.store.FindRecord(t.Context(), sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	if r.Text("stage") == "discussed" {
		t.Error("decided all the same")
	}
}

func TestIntakeMeetingSharesOutTheSafetyCheck(t *testing.T) {
	d := newDesk(t).found()
	d.colleagues()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("intake", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(see("緊急度"), see("安全確認の分担"), tap("会議を始める"), see("会議を終える"))
	d.do(field("会う方法"), typed("園で会う"), tapIn("会う人", "中野"), field("いつまでに"), typed(time.Now().AddDate(0, 0, 1).Format("0102")+" 1200"))
	d.look("meeting-intake")
	d.do(tap("この議題を決定"), see("決定"))
	d.recordIs("the sheet to be decided", sheets[0], func(r *store.Record) bool {
		return r.Text("stage") == "discussed" && r.Text("safety_method") == "園で会う"
	})
	tasks := d.caseFile(kase).Of(store.KindTask)
	if len(tasks) != 1 || tasks[0].Text("what") != "安全確認" || len(tasks[0].Texts("staff")) != 1 {
		t.Errorf("tasks %v", tasks)
	}
}

func TestMergedFamilyTakesNoDecision(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, _ := d.meets("joint", kase)
	if err := d.store.MergeCases(t.Context(), d.family().kase, kase, nil, "同じ家庭だった"); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), see("会議を終える"), see("…ほかのケースに統合されています…"), tour.Deed{Do: "gone", Text: "次回へまわす"})
}

func TestPostponedFamilyIsProposedAgain(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("joint", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("次回へまわす"), see("次回へ"))
	d.recordIs("the sheet to be put off", sheets[0], func(r *store.Record) bool { return r.Text("stage") == "postponed" })
	rows, err := d.store.FindAgenda(t.Context(), "joint", casework.DateOf(time.Now()))
	if err != nil || len(rows) != 1 || rows[0].Case != kase || rows[0].Sheet != sheets[0] {
		t.Errorf("proposed again: %v %v", rows, err)
	}
}

func TestClosingNamesWhatIsUndecidedAndLocksTheSheets(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, _ := d.meets("joint", kase)
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), tap("会議を終える"), see("まだ決めていない議題が 1件あります"), tap("会議に戻る"), see("会議を終える"))
	d.do(tap("会議を終える"), tap("このまま終える"), see("会議は終わりました。記録は閉じています。"), tour.Deed{Do: "gone", Text: "議題を足す"})
	d.recordIs("the meeting to be closed", id, func(r *store.Record) bool { return r.Text("stage") == "closed" })
}

func TestMeetingPlannedAheadBeginsOnTheDayItBegins(t *testing.T) {
	d := newDesk(t).found()
	id, _ := d.meets("joint")
	d.putOne(store.Write{Case: d.store.Office(), Record: id, Kind: store.KindMeeting, Set: map[string]any{"on": time.Now().AddDate(0, 0, 4).Format(time.DateOnly)}})
	d.show(page.NewMeeting(d.deps, id))
	d.do(tap("会議を始める"), see("いま始めると、会議の日付は今日になります。"), tap("今日の会議として始める"), see("会議を終える"))
	d.recordIs("the meeting to be of today", id, func(r *store.Record) bool {
		return r.Text("stage") == "held" && r.Text("on") == time.Now().Format(time.DateOnly)
	})
}

func TestMeetingsAreInWords(t *testing.T) {
	keys := translations(t)
	for _, l := range present.Languages {
		t.Run(string(l), func(t *testing.T) {
			d := newDesk(t).found()
			f := d.family()
			d.propose(f.kase, "individual")
			id, _ := d.meets("joint", f.kase)
			early, _ := d.meets("intake", f.kase)
			d.putOne(store.Write{Case: d.store.Office(), Record: id, Kind: store.KindMeeting, Set: map[string]any{"place": "はるか"}})
			d.putOne(store.Write{Case: d.store.Office(), Record: early, Kind: store.KindMeeting, Set: map[string]any{"place": "はるか"}})
			present.SetLanguage(l)
			t.Cleanup(func() { present.SetLanguage(present.Japanese) })
			c := page.NewCase(d.deps, f.kase)
			for name, p := range map[string]page.Page{
				"meetings": page.NewMeetings(d.deps), "meeting": page.NewMeeting(d.deps, id), "intake meeting": page.NewMeeting(d.deps, early), "case": c,
			} {
				d.show(p)
				d.settle(p.Content())
				c.ShowPart(page.PartMeetings)
				d.settle(p.Content())
				d.look("words-" + string(l) + "-" + name)
				checkWords(t, name, p.Content(), l, keys)
			}
			if len(d.failed) > 0 {
				t.Errorf("failed: %v", d.failed)
			}
		})
	}
}

func TestMeetingGivesWayInLargeText(t *testing.T) {
	d := newDesk(t).found()
	d.colleagues()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("joint", kase, d.family().kase)
	d.putOne(store.Write{Case: kase, Kind: store.KindTask, Parent: sheets[0], Set: map[string]any{
		"what": "長女に会う（訪問・2人）", "staff": []string{d.store.Me().ID.String()}, "due": time.Now().AddDate(0, 0, 2).Format(time.DateOnly),
	}})
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.Light, Scale: 1.5}))
	for name, p := range map[string]page.Page{"meetings": page.NewMeetings(d.deps), "meeting": page.NewMeeting(d.deps, id)} {
		d.show(p)
		d.settle(p.Content())
		d.look("large-" + name)
		if got := p.Content().MinSize().Width; got > 1274 {
			t.Errorf("%s is %.0f wide", name, got)
		}
	}
}
