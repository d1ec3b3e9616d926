package store_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) intakes(closed bool) []store.IntakeRow {
	s.city.t.Helper()
	rows, err := s.FindIntakes(s.city.t.Context(), closed)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return rows
}

// The clock that ends first stands first; what was closed is in a list of its
// own; how the family is told of and whether the center knows follows along.
func TestFindIntakesByTheirClocks(t *testing.T) {
	office, laptop := twoStations(t)
	late := newReport(office, "2026-11-20T15:10:00+09:00")
	early := newReport(office, "2026-11-19T08:10:00+09:00")
	advice := office.intake(early.kase, "2026-11-20T09:00:00+09:00", "upbringing")
	rows := office.intakes(false)
	if len(rows) != 3 || rows[0].Record != early.intake || rows[1].Record != late.intake || rows[2].Record != advice.ID {
		t.Fatalf("order: got %+v", rows)
	}
	r := rows[0]
	if r.Case != early.kase || r.Family != "三浦" || r.Number == "" || r.Stage != "received" || r.Consultation != "abuse" || r.Receiver != office.Me().ID || !r.Unsent {
		t.Errorf("row: got %+v", r)
	}
	if len(r.Children) != 1 || r.Children[0].ID != early.child || len(r.Clocks) != 1 || r.Clocks[0].Intake != early.intake {
		t.Errorf("children %+v, clocks %+v", r.Children, r.Clocks)
	}
	if len(rows[2].Clocks) != 0 {
		t.Errorf("a consultation has clocks %+v", rows[2].Clocks)
	}
	exchange(office, laptop)
	if rows = laptop.intakes(false); len(rows) != 3 || rows[0].Unsent {
		t.Errorf("at the laptop: got %+v", rows)
	}
	office.put(early.checkOf(early.child, "2026-11-19T12:00:00+09:00", "home", "safe"))
	if rows = office.intakes(false); len(rows) != 3 || rows[0].Record != late.intake {
		t.Errorf("after a sighting: got %+v", rows)
	}
	for _, set := range []map[string]any{
		{"stage": "checking"}, {"stage": "decided", "outcome": "support", "outcome_on": "2026-11-20"}, {"stage": "closed"},
	} {
		office.put(store.Write{Case: early.kase, Record: early.intake, Kind: store.KindIntake, Set: set})
	}
	if rows = office.intakes(true); len(rows) != 1 || rows[0].Record != early.intake || rows[0].Outcome != "support" || len(office.intakes(false)) != 2 {
		t.Errorf("closed: got %+v", rows)
	}
}

// An intake of a merged case stands under the case that shows it, its child
// under the name that it has there.
func TestFindIntakesOfAMergedCase(t *testing.T) {
	office, _ := twoStations(t)
	r := newReport(office, "2026-11-20T15:10:00+09:00")
	other, _ := office.createFamily("三浦", "みうら", "")
	twin := office.kid(other, "三浦", "そら", "そら", "2023-04-03")
	if err := office.MergeCases(t.Context(), other, r.kase, map[uuid.UUID]uuid.UUID{r.child: twin}, "母に確かめた"); err != nil {
		t.Fatal(err)
	}
	rows := office.intakes(false)
	if len(rows) != 1 || rows[0].Case != other || len(rows[0].Children) != 1 || rows[0].Children[0].ID != twin {
		t.Errorf("got %+v", rows)
	}
}

// Who reported is found by no search: only few may read it.
func TestSearchDoesNotTellWhoReported(t *testing.T) {
	office, _ := twoStations(t)
	r := newReport(office, "2026-11-20T15:10:00+09:00")
	office.put(store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindReporter, Parent: r.intake, Set: map[string]any{
		"name": "小笠原 律子", "relation": "となりの部屋の住人", "may_tell": "毎晩の泣き声のこと",
	}})
	for _, words := range []string{"小笠原", "となりの部屋", "毎晩の泣き声"} {
		hits, err := office.Search(t.Context(), words, 10)
		if err != nil || len(hits) != 0 {
			t.Errorf("%s: got %+v, %v", words, hits, err)
		}
	}
}
