package page_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

// TestCarryOutAndIn signs a family out to this machine until the evening, and
// in again.
func TestCarryOutAndIn(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	d.show(page.NewCarry(d.deps))
	d.do(see("持ち出し中のケースはありません"), tap("持ち出す"), see("持ち出す家庭が選ばれていません。"))
	d.do(field("家庭をさがす"), typed("森田"), tap("追加"), see("森田 家"), field("端末"), tap("庁内PC-11…"))
	d.do(tap("持ち出す"), see("戻す"))
	carries, err := d.store.FindCarries(t.Context(), store.CarryFilter{})
	if err != nil || len(carries) != 1 || carries[0].Case != f.kase || carries[0].Staff != d.store.Me().ID || !carries[0].Until.After(time.Now()) {
		t.Fatalf("carries: got %+v, %v", carries, err)
	}
	d.do(tap("戻す"), see("持ち出し中のケースはありません"))
	if carries, err = d.store.FindCarries(t.Context(), store.CarryFilter{}); err != nil || len(carries) != 0 {
		t.Errorf("after: got %+v, %v", carries, err)
	}
}

// TestScopeOfAStationIsSet narrows a machine to the cases of a person, in the
// settings.
func TestScopeOfAStationIsSet(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewSettings(d.deps))
	d.do(tap("端末"), see("すべてのケース"), tap("庁内PC-11"), see("庁内PC-11 に置くケース"), tap("担当のケース"), field("だれの担当か"), tap("大沢"))
	d.do(tap("保存"), see("担当のケース"))
	d.until("the scope to be set", func() bool {
		st := d.store.Directory().Stations[d.store.Station()]
		return st.Scope == ledger.ScopeOwn && len(st.Users) == 1 && st.Users[0] == d.store.Me().ID
	})
}

// TestOverdueAndWaiting shows what should have come back, and why a case is
// still here.
func TestOverdueAndWaiting(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	until := time.Now().Add(40 * time.Millisecond)
	if err := d.store.CheckOut(t.Context(), d.store.Station(), []uuid.UUID{f.kase}, d.store.Me().ID, until.Add(2*time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := d.store.SetStationScope(t.Context(), d.store.Station(), ledger.ScopeCarried, nil); err != nil {
		t.Fatal(err)
	}
	d.until("the time to pass", func() bool {
		rows, err := d.store.FindCarries(t.Context(), store.CarryFilter{})
		return err == nil && len(rows) == 1 && rows[0].Overdue
	})
	d.show(page.NewCarry(d.deps))
	d.do(see("期限切れ…"), see("この端末から出るのを待っている 1件"), see("未送信…"))
}
