package store_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestUnopenedIsNotSeen: what came under a key that has not come was shown to
// nobody here. An edit made meanwhile does not set it aside: both values stand
// until a person decides.
func TestUnopenedIsNotSeen(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	office.push()
	laptop.pull()
	if err := office.RenewGroups(t.Context()); err != nil {
		t.Fatal(err)
	}
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3311"}})
	office.push()
	var late []ledger.Logged // the directory, which brings the key, comes later than the case
	for _, l := range office.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == kase {
			late = append(late, l)
		}
	}
	if err := laptop.Receive(t.Context(), ledger.Cursor{}, late); err != nil {
		t.Fatal(err)
	}
	if r, err := laptop.FindRecord(t.Context(), family); err != nil || r.Text("phone") != "042-000-2200" {
		t.Fatalf("without the key: got %v, %v", r, err)
	}
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3317"}})
	laptop.push()
	laptop.pull()
	office.pull()
	for _, s := range []*station{office, laptop} {
		c, err := s.FindConflict(t.Context(), family)
		if err != nil || len(c.Fields) != 1 || len(c.Fields[0].Values) != 2 {
			t.Errorf("%s: got %+v, %v, want both numbers", s.StationName(s.Station()), c, err)
		}
	}
}
