package page_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// oldFamily is one that nobody has written in for many years.
func (d *desk) oldFamily() uuid.UUID {
	d.t.Helper()
	kase, at := uuid.New(), time.Date(2012, 5, 10, 9, 0, 0, 0, time.UTC)
	err := d.store.PutAll(d.t.Context(), []store.Write{
		{Case: kase, Record: uuid.New(), Kind: store.KindFamily, At: at, Set: map[string]any{"name": "蛇穴", "kana": "さらぎ", "class": "mch"}},
		{Case: kase, Record: uuid.New(), Kind: store.KindPerson, At: at, Set: map[string]any{
			"family_name": "蛇穴", "given_name": "朔太郎", "family_kana": "さらぎ", "given_kana": "さくたろう", "role": "child", "birth_date": "2011-11-30",
		}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return kase
}

// TestDisposalInTheSettings draws up a list, which its author cannot approve,
// and stops it.
func TestDisposalInTheSettings(t *testing.T) {
	d := newDesk(t).found()
	kase := d.oldFamily()
	d.show(page.NewSettings(d.deps))
	d.do(tap("廃棄"), see("保存期間がすぎたケース"), see("蛇穴 家"), see("保存期間"), see("…市の文書分類で決めてください。"))
	d.look("disposal_due")
	d.do(tap("この1件で一覧を作る"), see("廃棄予定一覧を作りますか"), tap("一覧を作る"), see("…承認を待っています。"))
	d.look("disposal_drawn")
	lists, err := d.store.FindDisposals(t.Context())
	if err != nil || len(lists) != 1 || lists[0].Rows[0].Case != kase || !lists[0].Like {
		t.Fatalf("got %+v, %v", lists, err)
	}
	if err := d.store.ApproveList(t.Context(), lists[0].ID); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("approved by its author: %v", err)
	}
	if err := d.store.StopList(t.Context(), lists[0].ID, "裁判所の照会"); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("廃棄"), see("…止めました（裁判所の照会）。"), see("この1件で一覧を作る"))
	d.look("disposal_stopped")
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// TestHoldOnTheCase stops the disposal of a case and releases it.
func TestHoldOnTheCase(t *testing.T) {
	d := newDesk(t).found()
	kase := d.oldFamily()
	d.show(page.NewCase(d.deps, kase))
	d.do(see("保存：…"), tap("廃棄を止める"), see("…検証や訴訟のために…"))
	d.look("disposal_hold_ask")
	d.do(field("見直す日…"), typed("2099-03-31"), field("理由"), typed("死亡事例の検証"), tap("この内容で決める"))
	d.do(see("廃棄を止めています…"), see("…死亡事例の検証・令和81年3月31日(火)に見直す"))
	d.look("disposal_held")
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}
