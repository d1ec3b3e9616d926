package bundle_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// The center holds what somebody wrote after they were removed; a station that
// had it by a file, and knew nothing of the removal, lets go of it too.
func TestHeldByTheCenter(t *testing.T) {
	_, laptops := stations(t, 2)
	laptop, other := laptops[0], laptops[1]
	before := other.shown()
	kase, _ := laptop.family("山田")
	path := laptop.export(store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{kase}, Group: true})
	other.take(path)
	if _, err := other.FindCase(t.Context(), kase); err != nil {
		t.Fatal(err)
	}
	must(t, other.Refused(t.Context(), refusals(t, other, kase, 30)))
	if _, err := other.FindCase(t.Context(), kase); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the case is still shown: %v", err)
	}
	if got := other.shown(); !maps.Equal(got, before) {
		t.Errorf("got %v, want %v", got, before)
	}
	if got := other.take(path); got.Fresh != 0 || !maps.Equal(other.shown(), before) {
		t.Errorf("the same file again: got %+v", got)
	}
	box, err := other.FindHoldBox(t.Context())
	if err != nil || len(box) != 1 || box[0].Case != kase {
		t.Errorf("got hold box %+v, %v", box, err)
	}
}

// refusals are the center's of all changes of a case that are to be sent.
func refusals(t *testing.T, s *station, kase uuid.UUID, code uint64) (out []ledger.Refusal) {
	t.Helper()
	unsent, err := s.Unsent(t.Context(), 1000)
	must(t, err)
	for _, raw := range unsent {
		if c, err := ledger.Decode(raw); err == nil && c.Case == kase {
			out = append(out, ledger.Refusal{Case: c.Case, Station: c.Station, N: c.N, Code: code, Text: "no"})
		}
	}
	if len(out) == 0 {
		t.Fatal("nothing is to be sent")
	}
	return out
}

// A laptop that was set back gave two changes one number. The center has one,
// a station had the other by a file: it takes the center's, and the other one
// stays where people see it.
func TestForkedAtTheCenter(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, family := laptop.family("山田")
	laptop.push()
	office.pull()
	older := office.city.copyOf(laptop)
	set := func(s *station, address string) {
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": address}})
	}
	set(laptop, "本町1")
	office.take(laptop.export(store.BundleOrder{Take: store.TakeUnsent, Group: true}))
	set(older, "中町2")
	older.push()
	must(t, office.Refused(t.Context(), refusals(t, office, kase, 23)))
	office.pull()
	r, err := office.FindRecord(t.Context(), family)
	if err != nil || r.Text("address") != "中町2" {
		t.Errorf("got %+v, %v, want what the center has", r, err)
	}
	held, err := office.FindHeld(t.Context())
	if err != nil || len(held) != 1 || held[0].Code != "forked" {
		t.Errorf("got %+v, %v in quarantine", held, err)
	}
}
