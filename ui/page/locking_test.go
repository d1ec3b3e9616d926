package page_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// lock closes the page and the store, and signs the same person in again.
func (d *desk) lock(p page.Page) {
	d.t.Helper()
	p.Close()
	me := d.store.Me().ID
	if err := d.store.Close(); err != nil {
		d.t.Fatal(err)
	}
	again, err := store.Open(d.t.Context(), d.config, me, password)
	if err != nil {
		d.t.Fatal(err)
	}
	d.use(again)
}

// stored waits for a field of a draft without letting the screen do anything:
// no pause can end meanwhile.
func (d *desk) stored(record uuid.UUID, name string, want any) {
	d.t.Helper()
	var got any
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if draft, err := d.store.FindDraft(d.t.Context(), record); err == nil {
			if got = draft.Fields[name]; got == want {
				return
			}
		}
	}
	d.t.Fatalf("%s of the draft: got %v, want %v", name, got, want)
}

func TestLeavingAVisitSavesBeforeThePause(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), field("訪問の記録"), typed("なみだ"))
	v.Leave()
	d.stored(draft.Record, "note", "なみだ")
}

func TestLeavingANoteSavesBeforeThePause(t *testing.T) {
	d := newDesk(t).found()
	draft := store.Draft{
		Record: store.NewRecordID(), Case: d.family().kase, Kind: store.KindNote,
		Fields: map[string]any{"on": "2026-01-10", "department": "mch"},
	}
	n := page.NewNote(d.deps, draft)
	d.show(n)
	d.do(field("事実（見たこと・起きたこと）"), typed("電話あり"))
	n.Leave()
	d.stored(draft.Record, "facts", "電話あり")
}

func TestDraftSurvivesLocking(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), field("体重"), typed("3410"), field("訪問の記録"), typed(sentence),
		tapIn("EPDS（産後のこころ）", "ひらく"), tapIn("10 自傷", "0（なし）"))
	if err := v.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.lock(v)
	saved, err := d.store.FindDraft(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	if saved.Fields["weight_g"] != int64(3410) || saved.Fields["note"] != sentence || saved.Case != draft.Case {
		t.Errorf("after locking: got %v", saved.Fields)
	}
	parts, err := d.store.FindDraftsOf(t.Context(), draft.Record)
	if err != nil || len(parts) != 1 || parts[0].Fields["item10"] != "0" {
		t.Fatalf("questionnaire after locking: got %v, %v", parts, err)
	}
	again := page.NewVisit(d.deps, *saved)
	d.show(again)
	d.do(see(sentence), see("3,410"))
	if !shows(again.Content(), "+32.5 g/日") {
		t.Error("the gain is not counted from what was kept")
	}
}
