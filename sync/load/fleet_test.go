package load_test

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

const nurse = "中野"

// fleet is the stations of one center; the first has founded it.
type fleet struct {
	testing.TB
	stations []*station
}

// station is a machine with what its center and its people were told.
type station struct {
	*prooftest.Machine
	fleet *fleet
	name  string
	tap   *tap

	mu       sync.Mutex
	troubles []string  // what the person was shown of a connection
	synced   time.Time // when it said first that nothing is missing
	line     net.Addr  // this end of its line to the center
	kase     uuid.UUID // its own family …
	family   uuid.UUID // … and that family's record
}

// newFleet founds a center's directory, enrols stations, and has them come online
// when all are.
func newFleet(tb testing.TB, center *prooftest.Center, stations int) *fleet {
	tb.Helper()
	f := &fleet{TB: tb}
	dir, ctx := tb.TempDir(), tb.Context()
	for i := range stations {
		s := &station{Machine: prooftest.New(filepath.Join(dir, fmt.Sprint(i))), fleet: f, name: fmt.Sprintf("端末-%03d", i)}
		s.Dial = s.dial
		s.Through = func(opened *store.Store) client.Store {
			if s.tap == nil {
				s.tap = newTap()
			}
			return tapped{opened, s.tap}
		}
		tb.Cleanup(func() {
			if err := s.Lock(); err != nil {
				tb.Errorf("lock %s: %v", s.name, err)
			}
		})
		f.stations = append(f.stations, s)
		if i > 0 {
			code, err := f.stations[0].Invite(ctx)
			must(tb, err)
			must(tb, s.Join(ctx, code, s.name, nurse))
			continue
		}
		must(tb, s.Found(ctx, center.Invite(), s.name, "大沢"))
		_, err := s.Store.AddStaff(ctx, store.NewStaff{Name: nurse, Job: "public_health_nurse", Roles: []string{ledger.RoleHealth}, Password: prooftest.Password})
		must(tb, err)
		s.online()
		s.settled()
		must(tb, s.Stop())
	}
	f.each(func(_ int, s *station) error { return s.open(ctx) })
	for _, s := range f.stations {
		s.online()
	}
	f.agree()
	return f
}

// online starts the engine and keeps what it says from now on.
func (s *station) online() {
	s.fleet.Helper()
	s.mu.Lock()
	s.synced = time.Time{}
	s.mu.Unlock()
	must(s.fleet, s.Online(s.fleet.Context(), s.hear))
}

func (s *station) hear(said client.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if said.Err != nil {
		s.troubles = append(s.troubles, fmt.Sprintf("%s: %s: %v", s.name, said.Phase, said.Err))
	}
	if said.HeldBack > 0 {
		s.troubles = append(s.troubles, fmt.Sprintf("%s: %d changes in quarantine", s.name, said.HeldBack))
	}
	if said.Phase == client.PhaseSynced && s.synced.IsZero() {
		s.synced = time.Now()
	}
}

// settled waits until the engine says that nothing is missing.
func (s *station) settled() {
	s.fleet.Helper()
	eventually(s.fleet, s.name+" is synced", s.isSynced)
}

func (s *station) isSynced() bool { return s.Engine.Status().Phase == client.PhaseSynced }

// troubles are what people saw of connections since the last call.
func (f *fleet) troubles() (all []string) {
	for _, s := range f.stations {
		s.mu.Lock()
		all = append(all, s.troubles...)
		s.troubles = nil
		s.mu.Unlock()
	}
	return all
}

// open makes a station's own family, at which it will write.
func (s *station) open(ctx context.Context) error {
	kase, err := s.Store.CreateCase(ctx, map[string]any{"name": "早乙女" + s.name, "kana": "さおとめ", "phone": "042-000-0000", "class": "mch"})
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	c, err := s.Store.FindCase(ctx, kase)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	s.kase, s.family = kase, c.Family.ID
	return nil
}

// write changes one field of the family of station of, which is here too.
func (s *station) write(ctx context.Context, of *station, field, value string) error {
	_, err := s.Store.Put(ctx, store.Write{Case: of.kase, Record: of.family, Kind: store.KindFamily, Set: map[string]any{field: value}})
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

// each does something on all stations at the same moment and waits for all.
func (f *fleet) each(do func(i int, s *station) error) {
	f.Helper()
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i, s := range f.stations {
		all.Go(func() {
			<-begin
			if err := do(i, s); err != nil {
				f.Error(err)
			}
		})
	}
	close(begin)
	all.Wait()
	if f.Failed() {
		f.FailNow()
	}
}
