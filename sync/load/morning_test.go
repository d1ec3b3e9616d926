package load_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"yorisoi/sync/proof/prooftest"
)

// TestHalfPastEight has the stations of a city come at the same moment after a
// night, each with unsent work and each lacking what the others wrote: all
// agree, and nobody is shown an error.
func TestHalfPastEight(t *testing.T) {
	stations := scale(6, 100)
	center := prooftest.NewCenter(t, filepath.Join(t.TempDir(), "center"), prooftest.FreeAddress(t))
	center.Serve()
	began := time.Now()
	f := newFleet(t, center, stations)
	t.Logf("%d stations were enrolled and agreed for the first time in %.0f s", stations, time.Since(began).Seconds())

	for _, s := range f.stations {
		must(t, s.Stop())
	}
	for i, s := range f.stations {
		beside := f.stations[i/5*5] // five know the same family
		must(t, s.write(t.Context(), s, "phone", fmt.Sprintf("042-555-%04d", i)))
		must(t, s.write(t.Context(), s, "address", fmt.Sprintf("ひばり市本町%d丁目", i)))
		must(t, s.write(t.Context(), beside, "policy", s.name+"が夜のうちに書いた方針"))
	}
	f.troubles()

	began = time.Now()
	f.each(func(_ int, s *station) error { s.online(); return nil })
	for _, s := range f.stations {
		s.settled()
	}
	all := f.agree().Sub(began)
	var took []time.Duration
	for _, s := range f.stations {
		s.mu.Lock()
		took = append(took, s.synced.Sub(began))
		s.mu.Unlock()
	}
	for _, trouble := range f.troubles() {
		t.Errorf("somebody was shown: %s", trouble)
	}
	memory := mostMemory(t, center.PID())
	t.Logf("%d stations: all agree after %.1f s; one had caught up after p50 %.1f s, p99 %.1f s; the center had %.0f MB at most",
		stations, all.Seconds(), share(took, 50).Seconds(), share(took, 99).Seconds(), mega(memory))
	if memory > centerMemory {
		t.Errorf("the center took %.0f MB, the budget is %.0f MB", mega(memory), mega(centerMemory))
	}
	for i, s := range f.stations {
		last := f.stations[len(f.stations)-1-i]
		r, err := last.Store.FindRecord(t.Context(), s.family)
		must(t, err)
		if got, want := r.Text("phone"), fmt.Sprintf("042-555-%04d", i); got != want {
			t.Errorf("the telephone of %s's family at %s: got %q, want %q", s.name, last.name, got, want)
		}
	}
}
