package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// TestNobodyIsOverwrittenUnseen corrects two fields while a colleague's
// corrections of the same fields arrive.
func TestNobodyIsOverwrittenUnseen(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	other := d.second()
	w := store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3317", "address": "田無町4丁目1-2"}}
	if _, err := other.Put(ctx, w); err != nil {
		t.Fatal(err)
	}
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(tap("家庭の情報を直す"), field("電話"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed("042-000-3399"),
		field("住所"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed("ひばり町1丁目"))
	if err := d.store.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, other)); err != nil {
		t.Fatal(err)
	}
	d.do(tap("保存"), see("書いているあいだに、…"), see("042-000-3317"), see("042-000-3399"), see("田無町4丁目1-2"))
	if r, err := d.store.FindRecord(ctx, f.record); err != nil || r.Text("phone") != "042-000-3317" {
		t.Fatalf("before the decision: got %v, %v", r.Fields, err)
	}
	d.do(tap("相手のものにする"), tap("自分のものにする"))
	d.until("the record to be saved", func() bool { return len(d.said) > 0 })
	r, err := d.store.FindRecord(ctx, f.record)
	if err != nil {
		t.Fatal(err)
	}
	got := [2]string{r.Text("address"), r.Text("phone")}
	if want := [2]string{"田無町4丁目1-2", "042-000-3399"}; got != want {
		t.Errorf("address and phone: got %q, want %q", got, want)
	}
	if len(r.Conflicts) != 0 {
		t.Errorf("conflicts: got %v", r.Conflicts)
	}
}
