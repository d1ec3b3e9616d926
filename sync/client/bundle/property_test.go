package bundle_test

import (
	"flag"
	"fmt"
	"maps"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store"
)

// Files written and taken in at any time, in any order, again and again, come
// to the same as the network.
func TestAnyOrderConverges(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		must(t, flag.Set("rapid.checks", "12"))
		defer func() { must(t, flag.Set("rapid.checks", checks.DefValue)) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		office, others := stations(t, 2)
		w := &files{all: append(others, office)}
		w.create(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"create": w.create, "edit": w.edit, "edit again": w.edit, "note": w.note,
			"export": w.export, "import": w.take, "import again": w.take,
		})
		w.meet(t)
		first := office.shown()
		for _, s := range w.all {
			if got := s.shown(); !maps.Equal(got, first) {
				rt.Fatalf("by files: got %v, want %v", got, first)
			}
		}
		for _, s := range w.all {
			s.push()
		}
		for _, s := range w.all {
			s.pull()
			if got := s.shown(); !maps.Equal(got, first) {
				rt.Fatalf("by the network: got %v, want %v", got, first)
			}
		}
	})
}

type files struct {
	all      []*station
	families [][2]uuid.UUID
	paths    []string
	n        int
}

func (w *files) any(rt *rapid.T) *station {
	return w.all[rapid.IntRange(0, len(w.all)-1).Draw(rt, "station")]
}

func (w *files) create(rt *rapid.T) {
	w.n++
	kase, family := w.any(rt).family(fmt.Sprintf("家%d", w.n))
	w.families = append(w.families, [2]uuid.UUID{kase, family})
}

// known draws a family that a station has, or none.
func (w *files) known(rt *rapid.T, s *station) (kase, family uuid.UUID, ok bool) {
	f := rapid.SampledFrom(w.families).Draw(rt, "family")
	_, err := s.FindCase(s.city.t.Context(), f[0])
	return f[0], f[1], err == nil
}

func (w *files) edit(rt *rapid.T) {
	s := w.any(rt)
	kase, family, ok := w.known(rt, s)
	if !ok {
		rt.Skip()
	}
	w.n++
	_, err := s.Put(s.city.t.Context(), store.Write{
		Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": fmt.Sprint(w.n)},
	})
	if err != nil { // a field in conflict is settled, not edited
		rt.Skip()
	}
}

func (w *files) note(rt *rapid.T) {
	s := w.any(rt)
	kase, _, ok := w.known(rt, s)
	if !ok {
		rt.Skip()
	}
	w.n++
	s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{"on": "2026-12-04", "text": fmt.Sprint(w.n)}})
}

func (w *files) export(rt *rapid.T) {
	s := w.any(rt)
	take := rapid.SampledFrom([]store.BundleTake{store.TakeUnsent, store.TakeLast, store.TakeSince}).Draw(rt, "take")
	w.paths = append(w.paths, s.export(store.BundleOrder{Take: take, Group: true}))
}

func (w *files) take(rt *rapid.T) {
	if len(w.paths) == 0 {
		rt.Skip()
	}
	w.any(rt).take(rapid.SampledFrom(w.paths).Draw(rt, "file"))
}

// meet lets everybody hand everything to everybody.
func (w *files) meet(t *testing.T) {
	t.Helper()
	for range 2 {
		for _, from := range w.all {
			path := from.export(toAll)
			for _, to := range w.all {
				to.take(path)
			}
		}
	}
}
