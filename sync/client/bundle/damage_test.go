package bundle_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client/bundle"
)

// known are the errors that a file can give, whatever is in it.
var known = []error{
	bundle.ErrNotBundle, bundle.ErrNewer, bundle.ErrTooOld, bundle.ErrOtherCenter,
	bundle.ErrCut, bundle.ErrDamaged, bundle.ErrMaker, store.ErrNotReader,
}

func isKnown(err error) bool {
	return slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) })
}

// small is a file with one case, the office that wrote it, and a laptop.
func small(t testing.TB) (office, laptop *station, raw []byte) {
	office, laptops := stations(t, 1)
	kase, _ := office.family("山田")
	raw = read(t, office.export(store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{kase}, Group: true}))
	return office, laptops[0], raw
}

func TestCutAtEveryByte(t *testing.T) {
	_, laptop, raw := small(t)
	whole, err := bundle.ReadThrough(laptop.Store, raw)
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for n := range len(raw) {
		items, err := bundle.ReadThrough(laptop.Store, raw[:n])
		if !isKnown(err) || items > whole || items < last {
			t.Fatalf("cut at %d of %d: got %d items, %v", n, len(raw), items, err)
		}
		last = items
	}
	if _, err := bundle.ReadThrough(laptop.Store, append(slices.Clone(raw), 0)); !isKnown(err) {
		t.Errorf("a byte more: got %v", err)
	}
}

func TestFlippedAtEveryByte(t *testing.T) {
	_, laptop, raw := small(t)
	for n := range len(raw) {
		raw[n] ^= 1 << (n % 8)
		if items, err := bundle.ReadThrough(laptop.Store, raw); !isKnown(err) {
			t.Fatalf("flipped at %d of %d: got %d items, %v", n, len(raw), items, err)
		}
		raw[n] ^= 1 << (n % 8)
	}
	if _, err := bundle.ReadThrough(laptop.Store, raw); err != nil {
		t.Fatal(err)
	}
}

// A long file that was cut or changed in the middle gives what came before,
// and its good copy the rest, from there on.
func TestDamageKeepsWhatWasBefore(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	for range 60 {
		kase, _ := office.family("家")
		for range 12 {
			office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
				"on": "2026-12-04", "text": "会って話した。つぎは来月に。子どもは眠っていた。",
			}})
		}
	}
	raw := read(t, office.export(toAll))
	cut := write(t, raw[:len(raw)/2])
	first, err := bundle.Import(t.Context(), laptop.Store, cut, nil)
	if !errors.Is(err, bundle.ErrCut) || first.Fresh == 0 || first.Whole {
		t.Fatalf("cut: got %+v, %v", first, err)
	}
	want := office.shown()
	for id, r := range laptop.shown() {
		if want[id] != r {
			t.Errorf("record %s: got %s, want %s", id, r, want[id])
		}
	}
	flipped := slices.Clone(raw)
	flipped[len(raw)*3/4] ^= 1
	second, err := bundle.Import(t.Context(), laptop.Store, write(t, flipped), nil)
	if !errors.Is(err, bundle.ErrDamaged) || !second.Resumed || second.Fresh == 0 {
		t.Fatalf("changed: got %+v, %v", second, err)
	}
	third := laptop.take(write(t, raw))
	if !third.Whole || !third.Resumed || third.Changes+second.Changes+first.Changes > 60*14+200 {
		t.Errorf("whole: got %+v", third)
	}
	if !maps.Equal(laptop.shown(), want) {
		t.Error("the laptop has not everything")
	}
	if again := laptop.take(write(t, raw)); again.Fresh != 0 || !again.Whole || again.Resumed {
		t.Errorf("again: got %+v", again)
	}
}

// An import that is stopped goes on where it was, and not behind a file that
// only says that it is the same.
func TestStoppedImportGoesOn(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	for range 700 {
		office.family("家")
	}
	path := office.export(toAll)
	ctx, stop := context.WithCancel(t.Context())
	got, err := bundle.Import(ctx, laptop.Store, path, func(p bundle.Progress) {
		if p.Changes > 0 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || got.Changes == 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got := laptop.take(path); !got.Resumed || !got.Whole {
		t.Errorf("got %+v", got)
	}
	if !maps.Equal(laptop.shown(), office.shown()) {
		t.Error("the laptop has not everything")
	}
	traces, err := laptop.FindBundles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(traces) < 2 || traces[0].Outcome != store.BundleDone || traces[1].Outcome != store.BundleStopped {
		t.Errorf("got traces %+v", traces)
	}
}

func TestRefusedFiles(t *testing.T) {
	_, laptop, raw := small(t)
	newer, older := slices.Clone(raw), slices.Clone(raw)
	newer[9], older[9] = 2, 0
	other := newCity(t).found("よその市")
	if err := other.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	foreign := read(t, other.export(toAll))
	for _, tc := range []struct {
		name string
		raw  []byte
		want error
	}{
		{"Empty", nil, bundle.ErrNotBundle},
		{"Another", []byte("PK\x03\x04 an archive"), bundle.ErrNotBundle},
		{"Newer", newer, bundle.ErrNewer},
		{"TooOld", older, bundle.ErrTooOld},
		{"OtherCenter", foreign, bundle.ErrOtherCenter},
		{"CutInHeader", raw[:20], bundle.ErrCut},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := write(t, tc.raw)
			if _, err := bundle.Look(laptop.Store, path); !errors.Is(err, tc.want) {
				t.Errorf("look: got %v, want %v", err, tc.want)
			}
			if _, err := bundle.Import(t.Context(), laptop.Store, path, nil); !errors.Is(err, tc.want) {
				t.Errorf("import: got %v, want %v", err, tc.want)
			}
		})
	}
	if traces, err := laptop.FindBundles(t.Context()); err != nil || len(traces) != 0 {
		t.Errorf("got traces %+v, %v: nothing was taken in", traces, err)
	}

}
