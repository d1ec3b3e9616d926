package page_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// TestTwoWriteOnOneSheet lets the words of a colleague arrive while the same
// field of a sheet is being typed: both are shown, and one person decides.
func TestTwoWriteOnOneSheet(t *testing.T) {
	d := newDesk(t).found()
	kase := d.family().kase
	id, sheets := d.meets("joint", kase)
	m := page.NewMeeting(d.deps, id)
	d.show(m)
	d.do(tap("会議を始める"), see("会議を終える"), field("支援の方針"), typed("ふたりで訪ねる。"))
	theirs := store.Write{Case: kase, Record: sheets[0], Kind: store.KindSheet, Set: map[string]any{"policy": "園と週1回連絡する。"}}
	if _, err := d.store.Put(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	m.Changed(store.Event{Cases: []uuid.UUID{kase}})
	m.Leave()
	d.do(see("書いているあいだに、…"), see("園と週1回連絡する。"), see("ふたりで訪ねる。"))
	if r, err := d.store.FindRecord(t.Context(), sheets[0]); err != nil || r.Text("policy") != "園と週1回連絡する。" {
		t.Fatalf("before the decision: got %v, %v", r.Fields, err)
	}
	d.look("meeting-moved")
	d.do(tap("両方を合わせる"))
	d.recordIs("both to be on the sheet", sheets[0], func(r *store.Record) bool {
		return r.Text("policy") == "園と週1回連絡する。ふたりで訪ねる。"
	})
}
