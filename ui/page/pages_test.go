package page_test

import (
	"strings"
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

func TestTodayListsTheDraftAndTheVisitDue(t *testing.T) {
	d := newDesk(t).found()
	d.visit(d.family())
	d.show(page.NewToday(d.deps))
	d.do(see("書きかけ"), see("新生児訪問　森田 家"), tap("続きを書く"))
	d.until("the draft to open", func() bool { return len(d.opened) > 0 && strings.HasPrefix(d.opened[0], "visit ") })
}

func TestCaseShowsTheHousehold(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(see("森田 家"), see("ひより（生後21日）"), see("まだ会えていません"), tap("経過"), see("まだ記録がありません"))
}

func TestVisitBeginsWithWhatIsKnown(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	d.show(page.NewCase(d.deps, f.kase))
	d.do(tap("訪問を記録"))
	d.until("the visit to open", func() bool { return len(d.opened) > 0 })
	drafts, err := d.store.FindDrafts(t.Context())
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	got := drafts[0].Draft.Fields
	want := map[string]any{
		"visit_type": "newborn", "child": f.child.String(), "mother": f.mother.String(),
		"base_weight_g": int64(3020), "base_kind": "birth",
	}
	for name, v := range want {
		if got[name] != v {
			t.Errorf("%s is %v, want %v", name, got[name], v)
		}
	}
}

func TestNoteOfAnUnseenChildCountsTheDaysAnew(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	n := page.NewNote(d.deps, store.Draft{
		Record: store.NewRecordID(), Case: f.kase, Kind: store.KindNote,
		Fields: map[string]any{"on": "2026-01-10", "department": "mch"},
	})
	d.show(n)
	d.do(field("事実（見たこと・起きたこと）"), typed("保育所で会った。"), tapIn("目で見て確かめたこども", "ひより…"), tap("確定する"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	rows, _, err := d.store.FindCases(t.Context(), store.CaseFilter{})
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if got := rows[0].LastSeen; got != "2026-01-10" {
		t.Errorf("last seen %q", got)
	}
}

func TestNothingIsShownWithoutWords(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	for _, p := range []page.Page{
		page.NewToday(d.deps), page.NewCases(d.deps), page.NewVisits(d.deps), page.NewCase(d.deps, f.kase),
		page.NewNewFamily(d.deps), page.NewRecord(d.deps, f.child),
	} {
		d.show(p)
		d.do(see("…"))
	}
	for _, key := range present.Missing() {
		if strings.Contains(key, ".") {
			t.Errorf("no words for %s", key)
		}
	}
}
