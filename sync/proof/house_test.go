package proof_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// japan is where the house stands.
var japan = time.FixedZone("JST", 9*3600)

// clock is one that a test sets, for the center and all machines.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// house is a family center: a real center on loopback and its people, each at
// a machine of their own, on one clock.
type house struct {
	*testing.T
	clock    *clock
	center   *centertest.Served
	director *desk
	desks    []*desk
}

// desk is a machine with somebody signed in.
type desk struct {
	*machine
	house *house
	id    uuid.UUID // of who sits there
	name  string
}

// The people of the house beside its director, and what they do.
var people = map[string][]string{
	"三浦": {casework.RoleCoordinator}, "石川": {casework.RoleWelfare}, "中野": {casework.RoleHealth}, "早見": {casework.RoleSectionHead},
}

// newHouse founds a center on a day, with a machine for each of the staff.
func newHouse(t *testing.T, at string, staff ...string) *house {
	t.Helper()
	h := &house{T: t, clock: &clock{}}
	h.at(at)
	h.center = centertest.StartWith(t, center.Config{Now: h.clock.now})
	m := h.machine()
	must(t, m.Found(t.Context(), code(t, h.center, time.Hour), "庁内PC-1", "大沢"))
	h.director = h.seat(m, "大沢")
	for _, name := range staff {
		_, err := m.Store.AddStaff(t.Context(), store.NewStaff{Name: name, Job: "nurse", Roles: people[name], Password: password})
		must(t, err)
	}
	h.director.online()
	h.director.waitPhase(t, client.PhaseSynced)
	return h
}

func (h *house) machine() *machine {
	m := lockLater(h, newMachine(h.TempDir()))
	m.clock = h.clock
	return m
}

func (h *house) seat(m *machine, name string) *desk {
	d := &desk{machine: m, house: h, id: m.Store.Me().ID, name: name}
	h.desks = append(h.desks, d)
	return d
}

// join gives one of the staff a machine, online.
func (h *house) join(name string) *desk {
	h.Helper()
	text, err := h.director.Invite(h.Context())
	must(h, err)
	m := h.machine()
	must(h, m.Join(h.Context(), text, "端末-"+name, name))
	d := h.seat(m, name)
	d.online()
	h.agree()
	return d
}

// at sets the clock: "2026-11-20 17:40", in Japan.
func (h *house) at(when string) time.Time {
	h.Helper()
	at := moment(h, when)
	h.clock.set(at)
	return at
}

func moment(tb testing.TB, when string) time.Time {
	tb.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", when, japan)
	must(tb, err)
	return at
}

// stamp is the clock as fields have it.
func (h *house) stamp() string { return h.clock.now().Format(time.RFC3339) }

// agree waits until the machines that are online have the same, with nothing
// unsent and nothing held. All are asked whether anything is unsent before any
// is asked for its digests: those leave out what is unsent.
func (h *house) agree() {
	h.Helper()
	eventually(h, "the machines agree", func() bool {
		online := slices.DeleteFunc(slices.Clone(h.desks), func(d *desk) bool { return d.Stop == nil })
		for _, d := range online {
			counts, err := d.Store.Counts(h.Context())
			if err != nil || counts.Unsent != 0 || counts.Held != 0 || d.Engine.Status().Phase != client.PhaseSynced {
				return false
			}
		}
		var first [ledger.Buckets]ledger.Hash
		for i, d := range online {
			digests, err := d.Store.Digests(h.Context())
			digests[ledger.BucketOf(d.Store.Audit())] = ledger.Hash{} // of the audit each has its own
			if err != nil || i > 0 && digests != first {
				return false
			}
			first = digests
		}
		return true
	})
}

func (d *desk) online() {
	d.house.Helper()
	must(d.house, d.machine.online(d.house.Context()))
}

// offline takes the network away.
func (d *desk) offline() {
	d.house.Helper()
	must(d.house, d.Stop())
}

// fields is what a page sends of a record.
type fields = map[string]any

// put writes a record as a page does, a second after the one before.
func (d *desk) put(w store.Write) uuid.UUID {
	d.house.Helper()
	r, err := d.try(w)
	if err != nil {
		d.house.Fatalf("%s writes %s: %s", d.name, w.Kind, explain(err))
	}
	return r
}

func (d *desk) try(w store.Write) (uuid.UUID, error) {
	d.house.clock.set(d.house.clock.now().Add(time.Second))
	if w.Record == uuid.Nil {
		w.Record = store.NewRecordID()
	}
	_, err := d.Store.Put(d.house.Context(), w)
	return w.Record, err
}

// explain names the fields that were refused, and why.
func explain(err error) string {
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		return fmt.Sprintf("%v: %+v", err, invalid.Problems)
	}
	return err.Error()
}

// set changes fields of a record.
func (d *desk) set(kase, record uuid.UUID, kind string, set fields) {
	d.house.Helper()
	d.put(store.Write{Case: kase, Record: record, Kind: kind, Set: set})
}

// add writes a new record in a case.
func (d *desk) add(kase uuid.UUID, kind string, set fields) uuid.UUID {
	d.house.Helper()
	return d.put(store.Write{Case: kase, Kind: kind, Set: set})
}

// below writes a new record in the list of another.
func (d *desk) below(kase, parent uuid.UUID, kind string, set fields) uuid.UUID {
	d.house.Helper()
	return d.put(store.Write{Case: kase, Parent: parent, Kind: kind, Set: set})
}

// family opens a case.
func (d *desk) family(set fields) uuid.UUID {
	d.house.Helper()
	kase, err := d.Store.CreateCase(d.house.Context(), set)
	if err != nil {
		d.house.Fatalf("open case: %s", explain(err))
	}
	return kase
}

// child writes down a child of a family.
func (d *desk) child(kase uuid.UUID, family, given, kana, birth string) uuid.UUID {
	d.house.Helper()
	return d.add(kase, store.KindPerson, fields{
		"family_name": family, "given_name": given, "given_kana": kana, "role": "child", "sex": "F", "birth_date": birth,
	})
}

func (d *desk) caseOf(id uuid.UUID) *store.Case {
	d.house.Helper()
	c, err := d.Store.FindCase(d.house.Context(), id)
	must(d.house, err)
	return c
}

func (d *desk) record(id uuid.UUID) *store.Record {
	d.house.Helper()
	r, err := d.Store.FindRecord(d.house.Context(), id)
	must(d.house, err)
	return r
}

func (d *desk) today() *store.Today {
	d.house.Helper()
	t, err := d.Store.Today(d.house.Context(), false)
	must(d.house, err)
	return t
}

// registry is the lines of the registry of a case.
func (d *desk) registry(kase uuid.UUID, ended bool) []store.RegistryRow {
	d.house.Helper()
	rows, err := d.Store.FindRegistry(d.house.Context(), store.RegistryFilter{Case: &kase, Ended: ended})
	must(d.house, err)
	return rows
}

// due is the open deadlines of a case by a rule.
func (d *desk) due(kase uuid.UUID, id casework.DeadlineID) []store.DueRow {
	d.house.Helper()
	rows, err := d.Store.FindDue(d.house.Context(), store.DueFilter{Case: &kase, IDs: []casework.DeadlineID{id}})
	must(d.house, err)
	return rows
}

// concerning picks the rows of a list that are of a case.
func concerning(rows []store.DueRow, kase uuid.UUID) []store.DueRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r store.DueRow) bool { return r.Case != kase })
}

// rules lists which rules rows are of, and of whom.
func rules(rows []store.DueRow) []string {
	var out []string
	for _, r := range rows {
		text := string(r.ID)
		if r.Part != "" {
			text += " " + r.Part
		}
		if r.Child != nil {
			text += " " + r.Child.Name
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// same compares a field of what a page shows.
func same[V comparable](tb testing.TB, what string, got, want V) {
	tb.Helper()
	if got != want {
		tb.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// sameList compares a list of what a page shows.
func sameList[V comparable](tb testing.TB, what string, got, want []V) {
	tb.Helper()
	if !slices.Equal(got, want) {
		tb.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// refused demands that a write was refused for one field, "field:code".
func refused(tb testing.TB, what string, err error, want string) {
	tb.Helper()
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		tb.Errorf("%s: got %v, want it refused by %s", what, err, want)
		return
	}
	var got []string
	for _, p := range invalid.Problems {
		got = append(got, p.LinkID+":"+string(p.Code))
	}
	if !slices.Equal(got, []string{want}) {
		tb.Errorf("%s: refused by %v, want %s", what, got, want)
	}
	if code := store.CodeOf(err); code != "form_invalid" {
		tb.Errorf("%s: told as %s", what, code)
	}
}
