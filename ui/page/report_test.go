package page_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	fynetest "fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// report is an accepted report of two children that came in some hours ago.
func (d *desk) report(hours int, more map[string]any) (kase, intake uuid.UUID, children [2]uuid.UUID) {
	d.t.Helper()
	kase, boy, girl := d.onodera()
	intake = store.NewRecordID()
	set := map[string]any{
		"received_at": time.Now().Add(-time.Duration(hours) * time.Hour).Truncate(time.Minute).Format(time.RFC3339),
		"receiver":    d.store.Me().ID.String(), "consultation": "abuse", "method": "phone", "route": "RT12", "abuse_main": "AB3",
		"witnessed": "direct", "heard": "3日続けて同じ服。昼食をかき込み、午睡後に「ママねてる」と話す。迎えは連絡がつかず19時を過ぎる日が続く。",
	}
	for name, v := range more {
		set[name] = v
	}
	writes := []store.Write{{Case: kase, Record: intake, Kind: store.KindIntake, Set: set}}
	for _, child := range []uuid.UUID{boy, girl} {
		writes = append(writes, store.Write{
			Case: kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": child.String()},
		})
	}
	writes = append(writes,
		store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindReporter, Parent: intake, Set: map[string]any{"name": "みなみ保育園 園長", "phone": "042-000-5511"}},
		store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindLookup, Parent: intake, Set: map[string]any{"what": "residents", "asked_on": time.Now().Format(time.DateOnly)}})
	if err := d.store.PutTogether(d.t.Context(), writes); err != nil {
		d.t.Fatal(err)
	}
	return kase, intake, [2]uuid.UUID{boy, girl}
}

func TestReportCountsEachChildDown(t *testing.T) {
	d := newDesk(t).found()
	_, intake, _ := d.report(30, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("湊…"), see("凪…"), see("残り 1…"), see("あと 2人"), see("みなみ保育園 園長"), see("…だけが読めます。"))
	d.look("report-new")
}

func TestReportCheckStopsOneClock(t *testing.T) {
	d := newDesk(t).found()
	kase, intake, children := d.report(30, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("残り 1…"), tapIn("湊…", "安全確認を記録"), see("確かめた日時（必須）"))
	d.look("report-check")
	d.do(tapIn("方法（必須）", "家庭訪問"), tapIn("結果（必須）", "要観察"), field("こどもの様子・ことば"), typed("玄関に出てきた。"), tap("保存"))
	d.do(see("会えました…"), see("あと 1人"), see("時計が止まった確認"))
	d.look("report-one-seen")
	checks := d.below(kase, intake, store.KindSafetyCheck)
	if len(checks) != 1 || checks[0].Text("child") != children[0].String() || !slices.Equal(checks[0].Texts("checkers"), []string{d.store.Me().ID.String()}) {
		t.Errorf("checks %+v", checks)
	}
	rows, err := d.store.FindIntakes(t.Context(), false)
	if err != nil || len(rows) != 1 || len(rows[0].Clocks) != 1 || rows[0].Clocks[0].Subject != children[1].String() {
		t.Errorf("intakes %+v: %v", rows, err)
	}
}

func TestReportRefusesACheckBeforeItsReport(t *testing.T) {
	d := newDesk(t).found()
	kase, intake, _ := d.report(2, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("残り 4…"), tapIn("湊…", "安全確認を記録"), see("確かめた日時（必須）"))
	d.do(field("確かめた日時"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed(time.Now().Add(-5*time.Hour).Format("2006/1/2 15:04")))
	d.do(tapIn("方法（必須）", "家庭訪問"), tapIn("結果（必須）", "安全"), tap("保存"), see("まだ直すところがあり、確定できませんでした。"))
	d.look("report-before")
	if checks := d.below(kase, intake, store.KindSafetyCheck); len(checks) != 0 {
		t.Errorf("saved %+v", checks)
	}
}

func TestReportAsksWhyACheckWasLate(t *testing.T) {
	d := newDesk(t).found()
	kase, intake, _ := d.report(60, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("期限切れ…"))
	d.look("report-late")
	d.do(tapIn("湊…", "安全確認を記録"), see("48時間を過ぎた理由"))
	d.do(tapIn("方法（必須）", "家庭訪問"), tapIn("結果（必須）", "安全"), tap("保存"))
	d.do(see("あとで書く"))
	d.look("report-why")
	d.do(field("48時間を過ぎた理由"), typed("二度訪ねて不在だった。"), tap("保存"))
	d.until("the reason to be saved", func() bool {
		checks := d.below(kase, intake, store.KindSafetyCheck)
		return len(checks) == 1 && checks[0].Text("late_reason") == "二度訪ねて不在だった。"
	})
}

func TestReportGoesFromMeetingToItsEnd(t *testing.T) {
	d := newDesk(t).found()
	kase, intake, children := d.report(30, nil)
	p := page.NewReport(d.deps, intake)
	d.show(p)
	d.do(tap("緊急受理会議をひらく"))
	d.until("the meeting to open", func() bool { return len(d.opened) > 0 })
	d.stage(intake, "meeting")
	d.do(see("会議のページへ"), tap("調査・安全確認に進める"))
	d.until("the inquiry to begin", func() bool { return d.stageOf(intake) == "checking" })
	d.check(kase, intake, children[:]...)
	p.Show()
	d.do(see("緊急度をみる"))
	d.look("report-checked")
	d.do(tap("方針"), see("決まった方針"), tap("えらぶ"), tap("登録せずに支援"))
	d.do(field("決めた理由"), typed("家庭への支援で足りる。"), tap("保存"))
	d.until("the outcome to be saved", func() bool { return d.stageOf(intake) == "decided" })
	d.do(tap("受付を終結する"), see("…元に戻せません…"), tour.Deed{Do: "tap", Text: "受付を終結する", Nth: 1})
	d.until("the intake to be closed", func() bool { return d.stageOf(intake) == "closed" })
	d.look("report-closed")
	d.opened = nil
	d.do(tap("新しい受付として受け直す"))
	if len(d.opened) != 1 {
		t.Errorf("led to %v", d.opened)
	}
}

func TestReportHidesWhoCalled(t *testing.T) {
	d := newDesk(t).found()
	_, intake, _ := d.report(3, nil)
	worker, err := d.store.AddStaff(t.Context(), store.NewStaff{Name: "柏木", Job: "child_welfare", Roles: []string{"welfare"}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.AddSignIn(t.Context(), worker, password); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), d.config, worker, password)
	if err != nil {
		t.Fatal(err)
	}
	d.use(s)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("通告した人"), see("通告者の情報は…"))
	if m := fynetest.RenderToMarkup(d.win.Canvas()); strings.Contains(m, "みなみ保育園") || strings.Contains(m, "042-000-5511") {
		t.Error("a colleague can read who called")
	}
	kase, err := d.store.FindRecord(t.Context(), intake)
	if err != nil {
		t.Fatal(err)
	}
	if below := d.below(kase.Case, intake, store.KindReporter); len(below) > 0 {
		t.Errorf("a colleague has the record of who called: %+v", below[0])
	}
	d.look("reporter-hidden")
}

func TestReportSaysWhenNobodyWasHeardOf(t *testing.T) {
	d := newDesk(t).found()
	worker, err := d.store.AddStaff(t.Context(), store.NewStaff{Name: "柏木", Job: "child_welfare", Roles: []string{"welfare"}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	kase, intake, _ := d.report(30, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("残り 1…"), tour.Deed{Do: "gone", Text: "担当の端末からは…"})
	file, err := d.store.FindCase(t.Context(), kase)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Put(t.Context(), store.Write{
		Case: kase, Record: file.Family.ID, Kind: store.KindFamily, Set: map[string]any{"welfare_staff": worker.String()},
	}); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewReport(d.deps, intake))
	d.do(see("担当の端末からは、まだ何も届いていません…"))
	d.look("report-silent")
}

func (d *desk) stageOf(intake uuid.UUID) string {
	d.t.Helper()
	r, err := d.store.FindRecord(d.t.Context(), intake)
	if err != nil {
		d.t.Fatal(err)
	}
	return r.Text("stage")
}

func (d *desk) stage(intake uuid.UUID, want string) {
	d.t.Helper()
	if got := d.stageOf(intake); got != want {
		d.t.Errorf("stage %q, want %q", got, want)
	}
}

// check writes a sighting of children, an hour ago.
func (d *desk) check(kase, intake uuid.UUID, children ...uuid.UUID) {
	d.t.Helper()
	for _, child := range children {
		_, err := d.store.Put(context.Background(), store.Write{
			Case: kase, Record: store.NewRecordID(), Kind: store.KindSafetyCheck, Parent: intake, Set: map[string]any{
				"child": child.String(), "at": time.Now().Add(-time.Hour).Truncate(time.Minute).Format(time.RFC3339), "method": "home", "result": "safe",
				"checkers": []string{d.store.Me().ID.String()},
			},
		})
		if err != nil {
			d.t.Fatal(err)
		}
	}
}
