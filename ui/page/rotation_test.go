package page_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/page"
)

// rotation is a plan in which a nurse leaves who is in charge of two families.
func (d *desk) rotation() (plan, nurse uuid.UUID, cases []uuid.UUID) {
	d.t.Helper()
	nurse, _ = d.colleagues()
	for _, name := range [][2]string{{"桐谷", "きりたに"}, {"森田", "もりた"}} {
		kase, err := d.store.CreateCase(d.t.Context(), map[string]any{"name": name[0], "kana": name[1], "class": "support", "mch_staff": nurse.String()})
		if err != nil {
			d.t.Fatal(err)
		}
		cases = append(cases, kase)
	}
	if err := d.store.Synced(d.t.Context(), time.Now(), true); err != nil {
		d.t.Fatal(err)
	}
	plan, err := d.store.SaveRotation(d.t.Context(), uuid.Nil, store.NewRotation{
		On: casework.DateOf(time.Now()), Title: "令和9年4月の交代", Leaves: []uuid.UUID{nurse}, Comes: []string{"山口（保健師）"},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return plan, nurse, cases
}

// TestRotationFromPlanToDay walks the three steps as a director does.
func TestRotationFromPlanToDay(t *testing.T) {
	d := newDesk(t).found()
	plan, nurse, cases := d.rotation()
	me := d.store.Me().ID
	d.show(page.NewSettings(d.deps))
	d.do(see("年度の交代"), tap("年度の交代"), see("計画を保存する"))
	d.look("rotation_who")
	d.do(tap("2 どの家庭を"), see("2件　うち受け取る人が決まっていない 2件"), see("桐谷 家"))
	d.look("rotation_families")
	d.do(tap("3 確かめて実行する"), see("中野さんの 2件に、受け取る人がいません。"), see("庁内PC-11"))
	d.look("rotation_check_blocked")
	var hands []store.Hand
	for _, kase := range cases {
		hands = append(hands, store.Hand{Case: kase, Side: store.SideHealth, From: nurse, To: me})
	}
	if err := d.store.SetSuccessors(t.Context(), plan, hands); err != nil {
		t.Fatal(err)
	}
	if err := d.store.SetHandoverNote(t.Context(), plan, hands[0], "祖母が話しやすい。"); err != nil {
		t.Fatal(err)
	}
	d.do(tap("2 どの家庭を"), see("祖母が話しやすい。"), tap("3 確かめて実行する"), tap("この内容で承認する"), see("交代を実行する"))
	d.look("rotation_check")
	d.do(tap("交代を実行する"), see("やめる"))
	d.look("rotation_ask")
	d.do(tapIn("やめる", "実行する"), see("中野さんは職員から外れました。"))
	d.look("rotation_done")
	if !d.store.Staff(nurse).Removed {
		t.Error("who leaves is still there")
	}
	c, err := d.store.FindCase(t.Context(), cases[0])
	if err != nil || c.Family.Text("mch_staff") != me.String() {
		t.Errorf("in charge: got %v, %v", c, err)
	}

	signed, err := d.store.FindApprovals(t.Context(), store.ApprovalFilter{Document: &plan, All: true})
	if err != nil || len(signed) != 1 {
		t.Fatalf("signed: got %+v, %v", signed, err)
	}
	d.show(page.NewApproval(d.deps, signed[0].Record))
	d.do(see("離れる人"), see("2件　桐谷 家、森田 家"))
	d.look("rotation_approval")

	d.show(page.NewToday(d.deps))
	d.do(see("中野さんから 2件を引き継ぎました"), tap("中野さんから 2件を引き継ぎました"), see("祖母が話しやすい。"))
	d.look("rotation_today")
	d.do(tap("読みました"))
	d.until("it is read", func() bool {
		handed, err := d.store.FindHandedOver(t.Context())
		return err == nil && len(handed) == 0
	})
}

// TestRotationFamilyIsOpened has somebody choose a successor and write a note.
func TestRotationFamilyIsOpened(t *testing.T) {
	d := newDesk(t).found()
	plan, nurse, cases := d.rotation()
	d.show(page.NewSettings(d.deps))
	d.do(tap("年度の交代"), tap("2 どの家庭を"), tap("桐谷 家"), see("母子保健　いまの担当 中野"))
	d.look("rotation_hand")
	d.do(field("引き継ぎメモ"), typed("水曜の午後に在宅。"), tap("保存"))
	d.until("the note is kept", func() bool {
		p, err := d.store.FindRotation(t.Context(), plan)
		return err == nil && p.Families[0].Note == "水曜の午後に在宅。"
	})
	d.do(tap("まとめて渡す"), see("渡す人"))
	d.look("rotation_together")
	d.do(tapIn("やめる", "やめる"))
	p, err := d.store.FindRotation(t.Context(), plan)
	if err != nil || p.Families[0].Case != cases[0] || p.Families[0].From != nurse {
		t.Errorf("got %+v, %v", p, err)
	}
}

// TestRotationNotesAreWrittenByWhoLeaves has the nurse find her families, and
// nothing else of the plan.
func TestRotationNotesAreWrittenByWhoLeaves(t *testing.T) {
	d := newDesk(t).found()
	plan, nurse, _ := d.rotation()
	if err := d.store.AddSignIn(t.Context(), nurse, password); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	theirs, err := store.Open(t.Context(), d.config, nurse, password)
	if err != nil {
		t.Fatal(err)
	}
	d.use(theirs)
	d.show(page.NewSettings(d.deps))
	d.do(tap("年度の交代"), tap("森田 家"), field("引き継ぎメモ"), typed("父の帰りは遅い。"), tap("保存"))
	d.until("the note is kept", func() bool {
		p, err := theirs.FindRotation(t.Context(), plan)
		return err == nil && p.Families[1].Note == "父の帰りは遅い。"
	})
	d.look("rotation_notes")
}
