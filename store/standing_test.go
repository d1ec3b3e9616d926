package store_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) row(kase uuid.UUID) store.CaseRow {
	s.city.t.Helper()
	rows, _, err := s.FindCases(s.city.t.Context(), store.CaseFilter{})
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == kase {
			return r
		}
	}
	s.city.t.Fatalf("no case %s in the list", kase)
	return store.CaseRow{}
}

// Lists and the case agree on the class and the severity, and both follow the
// judgements, wherever they were made.
func TestClassFollowsTheJudgements(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("三浦", "みうら", "")
	exchange(office, laptop)
	var agreed *store.Record
	judge := func(s *station, set map[string]any) *store.Record {
		set["level"], set["grounds"] = "support", "夜に一人で過ごす。"
		return s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: set})
	}
	for name, tc := range []struct {
		step            func()
		class, severity string
	}{
		{func() {}, "mch", ""},
		{func() { judge(office, map[string]any{"side": "welfare", "on": "2026-11-18", "severity": "SV2"}) }, "mch", "SV2"},
		{func() {
			judge(laptop, map[string]any{"side": "mch", "on": "2026-11-19", "severity": "SV1", "class": "support"})
		}, "mch", "SV1"},
		{func() {
			agreed = judge(office, map[string]any{"side": "agreed", "on": "2026-11-20", "severity": "SV3", "class": "protection"})
		}, "protection", "SV3"},
		{func() {
			office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"class": "expectant", "phone": "042-000-1"}})
		}, "protection", "SV3"},
		{func() {
			if err := laptop.Withdraw(t.Context(), agreed.ID, "会議はまだだった"); err != nil {
				t.Fatal(err)
			}
		}, "expectant", "SV1"},
	} {
		tc.step()
		exchange(office, laptop)
		for where, s := range map[string]*station{"office": office, "laptop": laptop} {
			row, c := s.row(kase), s.theCase(kase)
			if row.Class != tc.class || row.Severity != tc.severity {
				t.Errorf("step %d, list at the %s: got %s %s, want %s %s", name, where, row.Class, row.Severity, tc.class, tc.severity)
			}
			if string(c.Standing.Class) != tc.class || c.Standing.Severity != tc.severity {
				t.Errorf("step %d, case at the %s: got %s %s", name, where, c.Standing.Class, c.Standing.Severity)
			}
		}
	}
	class := "expectant"
	if rows, n, err := office.FindCases(t.Context(), store.CaseFilter{Class: &class}); err != nil || n != 1 || rows[0].ID != kase {
		t.Errorf("by class: got %v of %d, %v", rows, n, err)
	}
}
