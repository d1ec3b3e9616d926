package store_test

import (
	"testing"
	"time"

	"yorisoi/store"
)

// TestClockSetRight has a laptop two years ahead: what it wrote is marked, no
// other station follows it, and once it is set right it writes today's date.
func TestClockSetRight(t *testing.T) {
	office, laptop := twoStations(t)
	c := office.city
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	office.push()
	laptop.pull()
	set := func(s *station, phone string) time.Time {
		t.Helper()
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
		history, err := s.History(t.Context(), family)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range history {
			if v.Set["phone"] == phone {
				return v.At
			}
		}
		t.Fatalf("%s is not in the history", phone)
		return time.Time{}
	}
	right := c.now
	c.now = right.AddDate(2, 0, 0)
	wrong := set(laptop, "042-000-0001")
	c.now = right
	laptop.push()
	office.pull()
	if at := set(office, "042-000-0002"); at.After(c.now) {
		t.Errorf("the office followed a wrong clock: wrote at %v, now is %v", at, c.now)
	}
	laptop.reopen()
	if at := set(laptop, "042-000-0003"); at.After(c.now) {
		t.Errorf("the laptop still follows its wrong clock: wrote at %v, now is %v", at, c.now)
	}
	for _, s := range []*station{office, laptop} {
		s.push()
	}
	office.pull()
	history, err := office.History(t.Context(), family)
	if err != nil || len(history) != 4 {
		t.Fatalf("history: got %d versions, %v", len(history), err)
	}
	for _, v := range history {
		if v.Ahead != v.At.Equal(wrong) {
			t.Errorf("%v at %v: marked %v", v.Set, v.At, v.Ahead)
		}
	}
	conflict, err := office.FindConflict(t.Context(), family)
	if err != nil || len(conflict.Fields) != 1 || len(conflict.Fields[0].Values) != 2 {
		t.Fatalf("conflict: got %+v, %v", conflict, err)
	}
}
