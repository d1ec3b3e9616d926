package proof_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/proof/prooftest"
)

// convergeTime bounds TestStationsConverge.
const convergeTime = 20 * time.Second

func TestStationsConverge(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		must(t, flag.Set("rapid.checks", "50"))
		defer func() { must(t, flag.Set("rapid.checks", checks.DefValue)) }()
	}
	seed := newSeed(t)
	end := time.Now().Add(convergeTime)
	rapid.Check(t, func(rt *rapid.T) {
		if time.Now().After(end) {
			return
		}
		w := seed.grow(t, rt)
		defer w.close()
		rt.Repeat(map[string]func(*rapid.T){
			"put": w.put, "put again": w.put, "settle": w.settle, "withdraw": w.withdraw, "create": w.create,
			"push": w.push, "lose receipts": w.pushLost, "pull": w.pull, "repeat": w.repeat, "reorder": w.reorder, "restart": w.restart,
		})
		w.reconcile()
		w.checkEqual()
		w.checkNothingLost()
	})
}

// seed is folders of stations that know one directory, to copy for each check.
type seed struct {
	dirs  []string
	log   *memoryLog
	nurse uuid.UUID
}

// memoryLog is a center's log, without the center.
type memoryLog struct {
	key    *trust.Identity
	logged []ledger.Logged
	known  map[ledger.Hash]uint64
}

func (l *memoryLog) take(raws [][]byte) (receipts ledger.Receipts, err error) {
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			return receipts, err
		}
		hash := ledger.HashOf(raw)
		if l.known[hash] == 0 {
			l.logged = append(l.logged, ledger.Logged{Seq: uint64(len(l.logged) + 1), At: time.Now().UnixMilli(), Raw: raw})
			l.known[hash] = uint64(len(l.logged))
		}
		receipts.Items = append(receipts.Items, ledger.Receipt{Case: c.Case, Station: c.Station, N: c.N, Hash: hash,
			Seq: l.known[hash], At: l.logged[l.known[hash]-1].At})
	}
	receipts.Sign(l.key)
	return receipts, nil
}

func newSeed(t *testing.T) *seed {
	t.Helper()
	ctx := t.Context()
	key, err := trust.NewIdentity(rand.Reader, uuid.New())
	must(t, err)
	s := &seed{log: &memoryLog{key: key, known: map[ledger.Hash]uint64{}}}
	enrolment := func(typ string) store.Enrolment {
		return store.Enrolment{Center: key.ID(), Station: uuid.New(), StationName: "端末", StationType: typ, CenterPublic: key.Public()}
	}
	office := lockLater(t, newMachine(t.TempDir()))
	config, err := office.Config()
	must(t, err)
	office.Store, err = store.Found(ctx, config, enrolment(ledger.StationOffice), store.Founder{Name: "大沢", Job: "director", Password: password})
	must(t, err)
	s.nurse, err = office.Store.AddStaff(ctx, store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	must(t, err)
	push := func(m *machine) {
		raws, err := m.Store.Unsent(ctx, 1000)
		must(t, err)
		receipts, err := s.log.take(raws)
		must(t, err)
		must(t, m.Store.Receipted(ctx, receipts))
	}
	push(office)
	for range 4 {
		m := lockLater(t, newMachine(t.TempDir()))
		config, err := m.Config()
		must(t, err)
		e := enrolment(ledger.StationLaptop)
		e.Founder, e.CenterSecret = office.Store.Me().ID, office.Store.CenterSecret()
		m.Store, err = store.Join(ctx, config, e, s.log.logged, s.nurse, password)
		must(t, err)
		push(m)
		must(t, m.Lock())
		s.dirs = append(s.dirs, m.Dir)
	}
	return s
}

// world is some stations around a log.
type world struct {
	*rapid.T
	tb       *testing.T
	dir      string
	log      *memoryLog
	nurse    uuid.UUID
	machines []*machine
	files    []uuid.UUID // cases
	records  []uuid.UUID
	saved    []*saved
}

// saved is an acknowledged change: what it set, and what its writer knew of
// the record.
type saved struct {
	record uuid.UUID
	dot    ledger.Dot
	set    map[string]any
	knew   map[ledger.Dot]bool
}

func (s *seed) grow(tb *testing.T, rt *rapid.T) *world {
	dir, err := os.MkdirTemp(prooftest.Scratch(), "world-")
	must(tb, err)
	log := &memoryLog{key: s.log.key, logged: slices.Clone(s.log.logged), known: map[ledger.Hash]uint64{}}
	for _, l := range log.logged {
		log.known[ledger.HashOf(l.Raw)] = l.Seq
	}
	w := &world{T: rt, tb: tb, dir: dir, log: log, nurse: s.nurse}
	for i := range rapid.IntRange(3, len(s.dirs)).Draw(rt, "stations") {
		m := newMachine(filepath.Join(dir, fmt.Sprint(i)))
		must(tb, os.CopyFS(m.Dir, os.DirFS(s.dirs[i])))
		w.ok(m.Open(tb.Context(), s.nurse, password))
		w.machines = append(w.machines, m)
	}
	w.create(rt)
	return w
}

func (w *world) ok(err error) {
	w.Helper()
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		w.Fatalf("%v: %+v", err, invalid.Problems)
	}
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) close() {
	for _, m := range w.machines {
		if err := m.Lock(); err != nil {
			w.tb.Error(err)
		}
	}
	if err := os.RemoveAll(w.dir); err != nil {
		w.tb.Error(err)
	}
}

// pick draws one of all by its place, so that a failure reads well.
func pick[T any](t *rapid.T, what string, all []T) T {
	return all[rapid.IntRange(0, len(all)-1).Draw(t, what)]
}

// any is one of the stations.
func (w *world) any(t *rapid.T) *machine {
	return pick(t, "station", w.machines)
}

func (w *world) create(t *rapid.T) {
	if len(w.files) == 3 {
		t.Skip("enough cases")
	}
	m := w.any(t)
	kase, err := m.Store.CreateCase(w.tb.Context(), map[string]any{"name": "早乙女", "phone": "1"})
	w.ok(err)
	c, err := m.Store.FindCase(w.tb.Context(), kase)
	w.ok(err)
	w.files, w.records = append(w.files, kase), append(w.records, c.Family.ID)
	w.note(m, c.Family.ID, nil)
}

// note keeps the latest change of a record by a station as acknowledged.
func (w *world) note(m *machine, record uuid.UUID, knew map[ledger.Dot]bool) {
	var last *store.Version
	for _, v := range w.history(m, record) {
		if v.Station == m.Store.Station() && (last == nil || v.Dot.N > last.Dot.N) {
			last = &v
		}
	}
	if last == nil || knew[last.Dot] {
		return // nothing had to be changed
	}
	w.saved = append(w.saved, &saved{record: record, dot: last.Dot, set: last.Set, knew: knew})
}

func (w *world) history(m *machine, record uuid.UUID) []store.Version {
	all, err := m.Store.History(w.tb.Context(), record)
	if !errors.Is(err, store.ErrNotFound) {
		w.ok(err)
	}
	return all
}

func (w *world) knows(m *machine, record uuid.UUID) map[ledger.Dot]bool {
	knew := map[ledger.Dot]bool{}
	for _, v := range w.history(m, record) {
		knew[v.Dot] = true
	}
	return knew
}

// one is a station with a record that it knows.
func (w *world) one(t *rapid.T) (m *machine, r *store.Record) {
	m = w.any(t)
	r, err := m.Store.FindRecord(w.tb.Context(), pick(t, "record", w.records))
	if errors.Is(err, store.ErrNotFound) {
		t.Skip("not here yet")
	}
	w.ok(err)
	return m, r
}

func (w *world) put(t *rapid.T) {
	m, r := w.one(t)
	set := map[string]any{}
	for range rapid.IntRange(1, 3).Draw(t, "fields") {
		field := rapid.SampledFrom([]string{"phone", "address", "policy", "caution"}).Draw(t, "field")
		value := rapid.SampledFrom([]any{nil, "1", "2", "3"}).Draw(t, "value")
		if field == "caution" {
			value = rapid.SampledFrom([]any{nil, []string{"dv"}, []string{"dv", "contact_time"}}).Draw(t, "flags")
		}
		set[field] = value
	}
	knew := w.knows(m, r.ID)
	_, err := m.Store.Put(w.tb.Context(), store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: set})
	w.ok(err)
	w.note(m, r.ID, knew)
}

func (w *world) settle(t *rapid.T) {
	m := w.any(t)
	all, err := m.Store.FindConflicts(w.tb.Context())
	w.ok(err)
	if len(all) == 0 {
		t.Skip("no conflict")
	}
	c := pick(t, "conflict", all)
	f := pick(t, "field", c.Fields)
	value := pick(t, "value", f.Values).Value
	knew := w.knows(m, c.Record)
	w.ok(m.Store.Settle(w.tb.Context(), &c, map[string]any{f.Name: value}, "確かめた"))
	w.note(m, c.Record, knew)
}

func (w *world) withdraw(t *rapid.T) {
	m, r := w.one(t)
	if rapid.IntRange(0, 4).Draw(t, "seldom") > 0 {
		t.Skip("seldom")
	}
	knew := w.knows(m, r.ID)
	w.ok(m.Store.Withdraw(w.tb.Context(), r.ID, "まちがい"))
	w.note(m, r.ID, knew)
}

// show gives a case as a station shows it, without what is its own affair:
// how far the delivery has come.
func (w *world) show(m *machine, kase uuid.UUID) string {
	c, err := m.Store.FindCase(w.tb.Context(), kase)
	w.ok(err)
	var shown []any
	for _, r := range c.Records {
		shown = append(shown, []any{r.ID, r.Kind, r.Parent, r.State, r.Fields, r.Conflicts, r.Created, r.Changed, r.Author})
	}
	out, err := json.MarshalIndent(shown, "", " ")
	w.ok(err)
	return string(out)
}

func (w *world) checkEqual() {
	first, err := w.machines[0].Store.Digests(w.tb.Context())
	w.ok(err)
	for i, m := range w.machines {
		digests, err := m.Store.Digests(w.tb.Context())
		w.ok(err)
		if !reflect.DeepEqual(digests, first) {
			w.Errorf("heads of station %d differ from those of station 0", i)
		}
		held, err := m.Store.FindHeld(w.tb.Context())
		w.ok(err)
		counts, err := m.Store.Counts(w.tb.Context())
		w.ok(err)
		if len(held) != 0 || counts.Unsent != 0 || counts.Held != 0 {
			w.Errorf("station %d: held %v, counts %+v", i, held, counts)
		}
		for _, kase := range w.files {
			if got, want := w.show(m, kase), w.show(w.machines[0], kase); got != want {
				w.Errorf("station %d shows %s\nstation 0 shows %s", i, got, want)
			}
		}
	}
}
