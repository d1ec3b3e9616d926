package store_test

import (
	"slices"
	"testing"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// A file that an earlier program wrote is brought up to the tables of today
// when it is opened, once, with all that the records say.
func TestOldStoreIsBroughtUpToDate(t *testing.T) {
	office, _ := twoStations(t)
	r := newReport(office, "2026-11-20T08:10:00+09:00")
	other := newReport(office, "2026-11-19T08:10:00+09:00")
	office.put(r.checkOf(r.child, "2026-11-20T09:30:00+09:00", "home", "watch"))
	office.put(store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: map[string]any{
		"side": "welfare", "on": "2026-11-20", "severity": "SV3", "level": "protection", "grounds": "けががある。",
	}})
	office.put(store.Write{Case: office.Office(), Record: store.NewRecordID(), Kind: store.KindTask, Set: map[string]any{"what": "会場を取る", "due": "2026-11-25"}})
	office.resource("ひばり子ども食堂", "ひばりこどもしょくどう")
	office.push()
	type view struct {
		due   []string
		row   store.CaseRow
		tasks int
		hits  int
		seen  string
	}
	look := func() view {
		tasks, err := office.FindTasks(t.Context(), nil, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := office.Search(t.Context(), "子ども食堂", 5)
		if err != nil {
			t.Fatal(err)
		}
		row := office.row(r.kase)
		return view{due: rowsOf(office.due(store.DueFilter{Met: true})), row: row, tasks: len(tasks), hits: len(hits), seen: row.Children[0].LastSeen}
	}
	before := look()
	if len(before.due) < 3 || before.tasks != 1 || before.hits != 1 || before.row.Severity != "SV3" || before.seen != "2026-11-20" {
		t.Fatalf("before: got %+v", before)
	}
	if err := office.Rewind(t.Context()); err != nil {
		t.Fatal(err)
	}
	office.reopen()
	after := look()
	if !slices.Equal(after.due, before.due) || after.tasks != before.tasks || after.hits != before.hits || after.seen != before.seen ||
		after.row.Class != before.row.Class || after.row.Severity != before.row.Severity {
		t.Errorf("after: got %+v\nwant %+v", after, before)
	}
	// From here on it goes on like any other.
	office.put(other.checkOf(other.child, "2026-11-20T10:00:00+09:00", "home", "safe"))
	if rows := office.dueOf(casework.DL01SafetyCheck); slices.ContainsFunc(rows, func(d store.DueRow) bool { return d.Case == other.kase }) {
		t.Errorf("after a visit: got %+v", rows)
	}
	office.reopen()
	if got := rowsOf(office.due(store.DueFilter{Case: &r.kase, Met: true})); !slices.Equal(got, wanted(office.theCase(r.kase))) {
		t.Errorf("after reopening: got %v", got)
	}
}
