package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/demo"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// The benchmarks measure a sealed station beside an unsealed twin. Both hold
// the same made-up city, which is made once for each size and kept until the
// process ends.

// benchDay is the day on which the made-up city is looked at.
var benchDay = time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("JST", 9*3600))

// benchDir holds the stations of a run. TestMain removes it.
var benchDir = benchFolder{}

type benchFolder struct {
	path string
	made int
}

// next makes a folder for one more station.
func (f *benchFolder) next(b *testing.B) string {
	b.Helper()
	if f.path == "" {
		path, err := os.MkdirTemp("", "yorisoi-bench-")
		if err != nil {
			b.Fatal(err)
		}
		f.path = path
	}
	f.made++
	return filepath.Join(f.path, strconv.Itoa(f.made))
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, t := range benchTwins {
		if t.sealed != nil {
			t.close()
		}
	}
	if benchDir.path != "" {
		os.RemoveAll(benchDir.path)
	}
	os.Exit(code)
}

// twins are two stations with the same city in them.
type twins struct {
	sealed, plain *store.Store
	dir           string // of the sealed one
	log           []ledger.Logged
	directory     []ledger.Logged
	enrolment     store.Enrolment
	reader        uuid.UUID // who is signed in
	cases         []uuid.UUID
	queries       map[string][]string
	notes         []store.Write // one of each case
}

var benchTwins = map[int]*twins{}

// benchCity returns the log of a city of some size.
func benchCity(b *testing.B, families int) *twins {
	b.Helper()
	if t := benchTwins[families]; t != nil {
		return t
	}
	if families > 1000 && testing.Short() {
		b.Skip("the large city takes minutes to make")
	}
	ctx := context.Background()
	key, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		b.Fatal(err)
	}
	t := &twins{queries: map[string][]string{}}
	t.enrolment = store.Enrolment{
		Center: key.ID(), Station: uuid.New(), StationName: "庁内PC-1", StationType: ledger.StationOffice, CenterPublic: key.Public(),
	}
	s, center, err := demo.Found(ctx, benchConfig(b, benchDir.next(b)), t.enrolment)
	if err != nil {
		b.Fatal(err)
	}
	t.reader = center.Staff[0].ID
	t.enrolment.Founder, t.enrolment.CenterSecret = s.Me().ID, s.CenterSecret()
	if t.directory, err = directoryLog(s); err != nil {
		b.Fatal(err)
	}
	plan := demo.Config{Seed: 1, Families: families, Today: benchDay, Staff: center.Staff}
	if t.log, err = cityLog(s, center, plan, t.directory); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	t.sample(plan)
	benchTwins[families] = t
	return t
}

// join makes an empty further station.
func (t *twins) join(b *testing.B, plain bool) (*store.Store, string) {
	b.Helper()
	c := benchConfig(b, benchDir.next(b))
	dir := c.Dir
	if plain {
		c = store.Unsealed(c)
	}
	e := t.enrolment
	e.Station, e.StationName = uuid.New(), fmt.Sprintf("端末-%d", benchDir.made)
	s, err := store.Join(context.Background(), c, e, t.directory, t.reader, demo.Password)
	if err != nil {
		b.Fatal(err)
	}
	return s, dir
}

// receive is a first sync of the part of the log from one place to another,
// in the portions in which the sync engine pulls.
func (t *twins) receive(b *testing.B, s *store.Store, from, to int) time.Duration {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background()) // as the engine's can be
	defer cancel()
	began := time.Now()
	for part := range slices.Chunk(t.log[from:to], 1000) {
		next := ledger.Cursor{LogID: t.enrolment.Center, Seq: part[len(part)-1].Seq}
		if err := s.Receive(ctx, next, part); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// benchStations returns both stations of a size, filled by a first sync.
func benchStations(b *testing.B, families int) *twins {
	b.Helper()
	t := benchCity(b, families)
	if t.sealed == nil {
		t.sealed, t.dir = t.join(b, false)
		t.plain, _ = t.join(b, true)
		t.receive(b, t.sealed, 0, len(t.log))
		t.receive(b, t.plain, 0, len(t.log))
	}
	return t
}

func (t *twins) close() {
	t.sealed.Close()
	t.plain.Close()
}

// benchConfig is a station whose clock stands at the day of the city, and
// whose passwords cost nothing.
func benchConfig(b *testing.B, dir string) store.Config {
	b.Helper()
	lib, err := library()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	return store.Config{
		Dir: dir, Library: lib, KDF: trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1},
		Now: func() time.Time { return benchDay.Add(time.Since(began)) },
	}
}

// sample keeps ids, texts and search terms of the city.
func (t *twins) sample(plan demo.Config) {
	i := 0
	for f := range demo.City(plan) {
		t.cases = append(t.cases, f.Case)
		noted := false
		for _, w := range f.Writes {
			if w.Kind == store.KindNote && !noted {
				noted = true
				t.notes = append(t.notes, store.Write{Case: w.Case, Kind: w.Kind, Set: w.Set})
			}
			if w.Kind == store.KindPerson && i%max(1, plan.Families/400) == 0 {
				t.ask(w.Set)
			}
		}
		i++
	}
}
