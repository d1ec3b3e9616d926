package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// backTo sets the center's log back to its first n changes.
func (c *city) backTo(n int) {
	for _, l := range c.log[n:] {
		delete(c.seen, ledger.HashOf(l.Raw))
	}
	c.log = slices.Clone(c.log[:n])
}

// refill gives a center that was restored what it had of a station's own work.
func (s *station) refill(kase uuid.UUID) {
	s.city.t.Helper()
	raws, err := s.Raw(s.city.t.Context(), kase, s.Station(), 0, 1000)
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, raw := range raws {
		s.city.log = append(s.city.log, ledger.Logged{Seq: uint64(len(s.city.log) + 1), At: s.city.stamp(), Raw: raw})
	}
}

// pullAll takes the whole log once more, as after a restore of the center.
func (s *station) pullAll() {
	s.city.t.Helper()
	if err := s.Receive(s.city.t.Context(), ledger.Cursor{LogID: uuid.New(), Seq: uint64(len(s.city.log))}, s.city.log); err != nil {
		s.city.t.Fatal(err)
	}
}

// TestKeysOfALostHistoryAreGrantedAgain sets the center back, and a machine
// that had given keys since: what a colleague has sealed by them must open
// there all the same, though the center never has the grants again.
func TestKeysOfALostHistoryAreGrantedAgain(t *testing.T) {
	for _, tc := range []struct {
		name string
		lost func(office *station, kase uuid.UUID) // what gives the key
		anew func(office *station, kase, family uuid.UUID)
	}{
		{"of the staff group", func(office *station, _ uuid.UUID) {
			if err := office.RenewGroups(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, func(office *station, _, _ uuid.UUID) {
			if err := office.RenewGroups(t.Context()); err != nil {
				t.Fatal(err)
			}
		}},
		{"of the case", func(office *station, kase uuid.UUID) {
			if _, err := office.GrantAnew(t.Context(), kase, 7); err != nil {
				t.Fatal(err)
			}
		}, func(office *station, kase, family uuid.UUID) {
			office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3344"}})
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			office, laptop := twoStations(t)
			kase, family := office.createFamily("堀", "ほり", "042-000-2200")
			office.push()
			laptop.pull()
			before, visit := len(office.city.log), store.NewRecordID()
			office.restored(func() {
				tc.lost(office, kase)
				office.push()
				laptop.pull()
				laptop.put(store.Write{Case: kase, Record: visit, Kind: store.KindNote, Set: note("会えた")})
				laptop.push()
			})
			office.city.backTo(before)
			tc.anew(office, kase, family)
			office.push()

			laptop.pullAll()
			laptop.put(store.Write{Case: kase, Record: visit, Kind: store.KindNote, Set: map[string]any{"facts": "二人に会えた"}, Reason: "書き足し"})
			laptop.refill(kase)
			laptop.push()
			office.pullAll()
			if r, err := office.FindRecord(t.Context(), visit); err != nil || r.Text("facts") != "二人に会えた" || r.Text("on") == "" {
				t.Errorf("the colleague's note: got %v, %v", r, err)
			}

			written := len(laptop.city.log)
			laptop.pullAll()
			laptop.push()
			if got := len(laptop.city.log); got != written {
				t.Errorf("once was enough: %d more changes", got-written)
			}
		})
	}
}
