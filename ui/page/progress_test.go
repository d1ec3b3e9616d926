package page_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// reported makes a report of abuse of some hours ago about a family's child.
func (d *desk) reported(f family, hoursAgo int) uuid.UUID {
	d.t.Helper()
	intake, me := store.NewRecordID(), d.store.Me().ID.String()
	err := d.store.PutTogether(d.t.Context(), []store.Write{
		{Case: f.kase, Record: intake, Kind: store.KindIntake, Set: map[string]any{
			"received_at": time.Now().Add(-time.Duration(hoursAgo) * time.Hour).Format(time.RFC3339), "receiver": me,
			"consultation": "abuse", "method": "phone", "route": "RT12", "heard": "ほおにあざがある。", "abuse_main": "AB1",
		}},
		{Case: f.kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": f.child.String()}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return intake
}

// decided makes a meeting with a task that is late by some days.
func (d *desk) decided(kase uuid.UUID, what string, late int) uuid.UUID {
	d.t.Helper()
	meeting, sheet := store.NewRecordID(), store.NewRecordID()
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format(time.DateOnly) }
	for _, w := range []store.Write{
		{Case: d.store.Office(), Record: meeting, Kind: store.KindMeeting, Set: map[string]any{"kind": "joint", "number": int64(4), "on": day(20), "stage": "held"}},
		{Case: kase, Record: sheet, Kind: store.KindSheet, Set: map[string]any{
			"meeting": meeting.String(), "meeting_kind": "joint", "proposed_on": day(25), "reason": "new", "stage": "discussed", "discussed_on": day(20),
			"plan_need": "needed", "plan_due": day(3),
		}},
		{Case: kase, Record: store.NewRecordID(), Kind: store.KindTask, Parent: sheet, Set: map[string]any{
			"what": what, "staff": []string{d.store.Me().ID.String()}, "due": day(late),
		}},
	} {
		if _, err := d.store.Put(d.t.Context(), w); err != nil {
			d.t.Fatal(err)
		}
	}
	return meeting
}

func TestProgressShowsWhatTheCenterIsRunBy(t *testing.T) {
	d := newDesk(t).found()
	now := time.Now()
	clock := d.childOf("小野寺", "protection", now.AddDate(-3, 0, 0))
	intake := d.reported(clock, 20)
	unseen := d.childOf("早川", "support", now.AddDate(-1, -2, 0))
	meeting := d.decided(unseen.kase, "保育所に出席を確かめる", 2)
	d.register(registryPeople[3:5])
	p := page.NewProgress(d.deps)
	d.show(p)
	d.do(see("48時間の安全確認"), see("端末にだけ"), see("小野寺 家　そら（3歳）"), see("誰も会えていないこども"), see("早川 家　そら（…"),
		see("要対協 進行管理の点検"), see("合同ケース会議…"), see("残り 1件（超過 1）"), see("庁内PC-11（この端末）"))
	d.look("progress")
	d.do(tap("未作成"), see("早川 家"))
	d.look("progress-plans")
	for _, step := range []struct{ press, opens string }{
		{"小野寺 家　そら（3歳）", "report " + intake.String()},
		{"合同ケース会議…", "meeting " + meeting.String()},
	} {
		d.do(tap(step.press))
		d.until(step.opens, func() bool { return slices.Contains(d.opened, step.opens) })
	}
	d.do(tour.Deed{Do: "tap", Text: "台帳"})
	d.until("the registry to open", func() bool { return slices.Contains(d.opened, "registry") })
}

func TestProgressOfAQuietCenterSaysSo(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewProgress(d.deps))
	d.do(see("走っている時計はありません。…"), see("期限を過ぎたものはありません。"), see("会議で決めて、まだ終わっていないことはありません。"), see("決裁を待つ文書はありません。"))
	d.look("progress-quiet")
}
