package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) changes(kase uuid.UUID, limit int) []store.CaseChange {
	s.city.t.Helper()
	out, err := s.FindChanges(s.city.t.Context(), kase, limit)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return out
}

func TestChangesOfACase(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-2200")
	office.createFamily("堀", "ほり", "")
	office.push()
	laptop.pull()
	note := laptop.add(kase, store.KindNote, uuid.Nil, map[string]any{"on": "2026-11-20", "method": "phone", "department": "mch", "facts": "母から電話。"})
	laptop.put(store.Write{Case: kase, Record: note, Kind: store.KindNote, Set: map[string]any{"facts": "祖母から電話。"}, Reason: "相手の書きまちがい"})
	laptop.push()
	office.pull()
	if err := office.Withdraw(t.Context(), note, "別の家庭のもの"); err != nil {
		t.Fatal(err)
	}

	got := office.changes(kase, 0)
	if len(got) != 4 {
		t.Fatalf("got %d changes: %+v", len(got), got)
	}
	withdrawn, corrected, written, opened := got[0], got[1], got[2], got[3]
	if withdrawn.State != store.StateWithdrawn || withdrawn.Reason != "別の家庭のもの" || len(withdrawn.Fields) != 0 || withdrawn.Stage != store.StageHere || withdrawn.Station != office.Station() {
		t.Errorf("withdrawn: got %+v", withdrawn)
	}
	if corrected.First || corrected.Reason != "相手の書きまちがい" || !slices.Equal(corrected.Fields, []string{"facts"}) || corrected.Author != laptop.Me().ID || corrected.Stage != store.StageReceipted {
		t.Errorf("corrected: got %+v", corrected)
	}
	if !written.First || written.State != store.StateConfirmed || written.Record != note || written.Kind != store.KindNote || written.Station != laptop.Station() {
		t.Errorf("written: got %+v", written)
	}
	if !opened.First || opened.Record != family || !slices.Contains(opened.Fields, "phone") {
		t.Errorf("opened: got %+v", opened)
	}
	if got := office.changes(kase, 2); len(got) != 2 || got[0].Record != note || got[1].Record != note {
		t.Errorf("the last two: got %+v", got)
	}
}

// TestChangesOfMergedCases tells what happened in both, in one order.
func TestChangesOfMergedCases(t *testing.T) {
	office, _ := twoStations(t)
	into, _ := office.createFamily("渡邉", "わたなべ", "")
	other, family := office.createFamily("渡辺", "わたなべ", "")
	if err := office.MergeCases(t.Context(), into, other, nil, "同じ家庭"); err != nil {
		t.Fatal(err)
	}
	got := office.changes(into, 0)
	if len(got) != 3 || got[0].Kind != store.KindMerge || got[1].Record != family {
		t.Errorf("got %+v", got)
	}
}
