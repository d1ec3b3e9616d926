package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

// disagree gives a family two telephone numbers that were written without
// knowledge of each other.
func (d *desk) disagree(f family, here, there string) {
	d.t.Helper()
	other := d.second()
	for s, phone := range map[*store.Store]string{d.store: here, other: there} {
		if _, err := s.Put(d.t.Context(), store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"phone": phone}}); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := d.store.Receive(d.t.Context(), ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, other)); err != nil {
		d.t.Fatal(err)
	}
}

func TestReasonOfADecisionStaysInTheHistory(t *testing.T) {
	const reason = "父に電話で確かめた"
	d := newDesk(t).found()
	f := d.family()
	d.disagree(f, "042-000-3320", "042-000-3317")
	d.show(page.NewConflict(d.deps, f.record))
	d.do(see("042-000-3320"), see("042-000-3317"), see("どちらでもない"),
		tapIn("042-000-3320", "これにする"), field("理由"), typed(reason), tap("決める"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })

	list, err := d.store.FindConflicts(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("still in conflict: %v, %v", list, err)
	}
	history, err := d.store.History(t.Context(), f.record)
	if err != nil || len(history) == 0 {
		t.Fatalf("history: %v, %v", history, err)
	}
	if history[0].Reason != reason || history[0].Set["phone"] != "042-000-3320" {
		t.Errorf("last change: %v because %q", history[0].Set, history[0].Reason)
	}
	r := page.NewRecord(d.deps, f.record)
	d.show(r)
	d.do(see("…"+reason+"…"), see("…042-000-3320…"))

	c := page.NewConflict(d.deps, f.record)
	d.show(c)
	d.do(see("食いちがいはありません"))
}
