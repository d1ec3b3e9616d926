package bundle_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client/bundle"
)

func contextWithStop(t testing.TB) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	return ctx, stop
}

func TestPolicy(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	path := office.export(toAll)
	for _, tc := range []struct {
		policy           store.BundlePolicy
		director, others error
	}{
		{store.BundlesForbidden, store.ErrBundlesForbidden, store.ErrBundlesForbidden},
		{store.BundlesLeads, nil, store.ErrBundlesLeads},
		{store.BundlesAll, nil, nil},
	} {
		t.Run(string(tc.policy), func(t *testing.T) {
			must(t, office.SetBundlePolicy(t.Context(), tc.policy))
			office.push()
			laptop.pull()
			for s, want := range map[*station]error{office: tc.director, laptop: tc.others} {
				to := filepath.Join(t.TempDir(), "c"+bundle.Extension)
				if _, err := bundle.Export(t.Context(), s.Store, bundle.Order{BundleOrder: toAll, Path: to}); !errors.Is(err, want) {
					t.Errorf("export: got %v, want %v", err, want)
				}
				if _, err := bundle.Import(t.Context(), s.Store, path, nil); !errors.Is(err, want) {
					t.Errorf("import: got %v, want %v", err, want)
				}
				if _, err := bundle.Look(s.Store, path); !errors.Is(err, want) {
					t.Errorf("look: got %v, want %v", err, want)
				}
			}
		})
	}
	if err := laptop.SetBundlePolicy(t.Context(), store.BundlesAll); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("set by a nurse: got %v", err)
	}
}

// What somebody without the role writes into the settings counts for nothing,
// and of two settings that did not know of each other the narrower holds.
func TestPolicyIsWhoseItIs(t *testing.T) {
	office, laptops := stations(t, 2)
	nurse, other := laptops[0], laptops[1]
	set := func(s *station, p store.BundlePolicy) error {
		_, err := s.Put(t.Context(), store.Write{
			Case: s.Office(), Record: s.SettingsID(), Kind: store.KindSettings, Set: map[string]any{"bundles": string(p)},
		})
		return err
	}
	must(t, office.SetBundlePolicy(t.Context(), store.BundlesLeads))
	office.push()
	nurse.pull()
	must(t, set(nurse, store.BundlesAll))
	nurse.push()
	for _, s := range []*station{office, other} {
		s.pull()
		if got := s.BundlePolicy(); got != store.BundlesLeads {
			t.Errorf("got %s, want what the director set", got)
		}
	}
	coordinator, err := office.AddStaff(t.Context(), store.NewStaff{Name: "統括", Job: "nurse", Roles: []string{ledger.RoleCoordinator}, Password: password})
	must(t, err)
	office.push()
	second := office.city.join("庁内PC-12", coordinator, office.Me().ID)
	second.pull()
	must(t, set(second, store.BundlesAll))
	must(t, set(office, store.BundlesForbidden))
	for _, s := range []*station{second, office} {
		s.push()
	}
	for _, s := range []*station{second, office} {
		s.pull()
		if got := s.BundlePolicy(); got != store.BundlesForbidden {
			t.Errorf("%s: got %s, want the narrower", s.StationName(s.Station()), got)
		}
	}
}

// Every file leaves a trace that the director sees, on both sides.
func TestTrace(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, _ := laptop.family("山田")
	laptop.take(laptop.export(store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{kase}, Group: true, Staff: []uuid.UUID{office.Me().ID}}))
	office.take(laptop.export(toAll))
	traces, err := office.FindBundles(t.Context())
	must(t, err)
	if len(traces) != 4 {
		t.Fatalf("got %d traces, want 4: %+v", len(traces), traces)
	}
	in, out := traces[0], traces[3]
	if in.Export || in.Author != office.Me().ID || in.Maker != laptop.Me().ID || in.Outcome != store.BundleDone || in.Tally.Changes == 0 {
		t.Errorf("got %+v", in)
	}
	if !out.Export || out.Author != laptop.Me().ID || out.Cases != 1 || !out.Group || len(out.Readers) != 1 || out.Outcome != store.BundleDone {
		t.Errorf("got %+v", out)
	}
	// The last export's own trace was still open when it was written.
	if got := traces[1]; !got.Export || got.Outcome != store.BundleBegun {
		t.Errorf("got %+v", got)
	}
}
