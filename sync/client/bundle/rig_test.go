package bundle_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client/bundle"
)

const password = "ひみつのことばです"

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

// city is a center's log in memory and the stations around it, on one clock.
type city struct {
	t      testing.TB
	center *trust.Identity
	secret []byte
	log    []ledger.Logged
	seen   map[ledger.Hash]uint64
	clock  sync.Mutex
	now    time.Time
}

func newCity(t testing.TB) *city {
	t.Helper()
	center, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	return &city{t: t, center: center, seen: map[ledger.Hash]uint64{}, now: time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC)}
}

func (c *city) second() time.Time {
	c.clock.Lock()
	defer c.clock.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

func (c *city) config(dir string) store.Config {
	c.t.Helper()
	lib, err := library()
	if err != nil {
		c.t.Fatal(err)
	}
	return store.Config{Dir: dir, Library: lib, KDF: trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}, Now: c.second}
}

func (c *city) enrolment(name, typ string) store.Enrolment {
	return store.Enrolment{
		Center: c.center.ID(), Station: uuid.New(), StationName: name, StationType: typ,
		CenterPublic: c.center.Public(), CenterSecret: c.secret,
	}
}

// station is an opened store that its test closes.
type station struct {
	*store.Store
	city   *city
	config store.Config
}

func (c *city) keep(s *store.Store, config store.Config) *station {
	c.t.Cleanup(func() { _ = s.Close() })
	return &station{Store: s, city: c, config: config}
}

func (c *city) found(name string) *station {
	c.t.Helper()
	config := c.config(c.t.TempDir())
	s, err := store.Found(c.t.Context(), config, c.enrolment(name, ledger.StationOffice),
		store.Founder{Name: "大沢", Job: "director", Password: password})
	if err != nil {
		c.t.Fatal(err)
	}
	c.secret = s.CenterSecret()
	return c.keep(s, config)
}

func (c *city) join(name string, staff, founder uuid.UUID) *station {
	c.t.Helper()
	config := c.config(c.t.TempDir())
	e := c.enrolment(name, ledger.StationLaptop)
	e.Founder = founder
	var directory []ledger.Logged
	for _, l := range c.log {
		if change, err := ledger.Decode(l.Raw); err == nil && change.Case == c.center.ID() {
			directory = append(directory, l)
		}
	}
	s, err := store.Join(c.t.Context(), config, e, directory, staff, password)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.keep(s, config)
}

// push hands everything unsent to the log and brings the receipts.
func (s *station) push() {
	s.city.t.Helper()
	raws, err := s.Unsent(s.city.t.Context(), 100_000)
	if err != nil {
		s.city.t.Fatal(err)
	}
	var receipts ledger.Receipts
	for _, raw := range raws {
		change, err := ledger.Decode(raw)
		if err != nil {
			s.city.t.Fatal(err)
		}
		hash := ledger.HashOf(raw)
		seq, ok := s.city.seen[hash]
		if !ok {
			seq = uint64(len(s.city.log) + 1)
			s.city.seen[hash] = seq
			s.city.log = append(s.city.log, ledger.Logged{Seq: seq, At: s.city.now.UnixMilli(), Raw: raw})
		}
		receipts.Items = append(receipts.Items, ledger.Receipt{
			Case: change.Case, Station: change.Station, N: change.N, Hash: hash, Seq: seq, At: s.city.now.UnixMilli(),
		})
	}
	receipts.Sign(s.city.center)
	if err := s.Receipted(s.city.t.Context(), receipts); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) pull() {
	s.city.t.Helper()
	cursor, err := s.Cursor(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	next := ledger.Cursor{LogID: s.city.center.ID(), Seq: uint64(len(s.city.log))}
	if err := s.Receive(s.city.t.Context(), next, s.city.log[cursor.Seq:]); err != nil {
		s.city.t.Fatal(err)
	}
}

// stations are a director's PC and the laptops of nurses, who all know each
// other and the policy that allows bundles, and who meet no center any more.
func stations(t testing.TB, laptops int) (office *station, others []*station) {
	t.Helper()
	c := newCity(t)
	office = c.found("庁内PC-11")
	if err := office.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	var nurses []uuid.UUID
	for i := range laptops {
		nurse, err := office.AddStaff(t.Context(), store.NewStaff{
			Name: fmt.Sprintf("中野%d", i+1), Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password,
		})
		if err != nil {
			t.Fatal(err)
		}
		nurses = append(nurses, nurse)
	}
	office.push()
	for i, nurse := range nurses {
		laptop := c.join(fmt.Sprintf("L-%02d", i+1), nurse, office.Me().ID)
		laptop.push()
		others = append(others, laptop)
	}
	for _, s := range append(others, office) {
		s.pull()
	}
	return office, others
}

func (s *station) family(name string) (kase, family uuid.UUID) {
	s.city.t.Helper()
	kase, err := s.CreateCase(s.city.t.Context(), map[string]any{"name": name, "kana": "なまえ", "class": "mch"})
	if err != nil {
		s.city.t.Fatal(err)
	}
	c, err := s.FindCase(s.city.t.Context(), kase)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return kase, c.Family.ID
}

func (s *station) put(w store.Write) {
	s.city.t.Helper()
	if _, err := s.Put(s.city.t.Context(), w); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) export(o store.BundleOrder) string {
	s.city.t.Helper()
	path := filepath.Join(s.city.t.TempDir(), "a"+bundle.Extension)
	if _, err := bundle.Export(s.city.t.Context(), s.Store, bundle.Order{BundleOrder: o, Path: path}); err != nil {
		s.city.t.Fatal(err)
	}
	return path
}

func (s *station) take(path string) bundle.Imported {
	s.city.t.Helper()
	got, err := bundle.Import(s.city.t.Context(), s.Store, path, nil)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return got
}

// toAll is everything for the whole staff.
var toAll = store.BundleOrder{Take: store.TakeSince, Group: true, Attachments: true}

// shown is what a person sees of all cases, without the traces that bundles
// themselves leave.
func (s *station) shown() map[string]string {
	s.city.t.Helper()
	out := map[string]string{}
	rows, _, err := s.FindCases(s.city.t.Context(), store.CaseFilter{Limit: 1000})
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, row := range rows {
		c, err := s.FindCase(s.city.t.Context(), row.ID)
		if err != nil {
			s.city.t.Fatal(err)
		}
		for _, r := range append(slices.Clone(c.Records), c.Family) {
			out[r.ID.String()] = fmt.Sprint(r.Kind, r.State, r.Fields, r.Conflicts)
		}
	}
	return out
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func write(t testing.TB, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b"+bundle.Extension)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// copyOf is a station from a copy of another's folder: one that was set back.
func (c *city) copyOf(s *station) *station {
	c.t.Helper()
	config := s.config
	config.Dir = c.t.TempDir()
	me := s.Me().ID
	if err := s.Close(); err != nil {
		c.t.Fatal(err)
	}
	if err := os.CopyFS(config.Dir, os.DirFS(s.config.Dir)); err != nil {
		c.t.Fatal(err)
	}
	again, err := store.Open(c.t.Context(), s.config, me, password)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = again.Close() })
	s.Store = again
	other, err := store.Open(c.t.Context(), config, me, password)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.keep(other, config)
}
