package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// walledCity is a director on a machine of her own, a nurse on one of hers, and
// a machine that others share, which is unsealed so that its bytes can be read.
type walledCity struct {
	*city
	head, nurse, shared *station
	nurseID             uuid.UUID
	kase, family        uuid.UUID
}

func newWalledCity(t *testing.T) *walledCity {
	t.Helper()
	c := newCity(t)
	w := &walledCity{city: c, head: c.found("庁内PC-01")}
	other := w.hire("戸田")
	w.nurseID = w.hire("中野")
	w.head.push()
	w.nurse = c.join("L-01", w.nurseID, w.head.Me().ID)
	config := store.Unsealed(c.config(t.TempDir()))
	e := c.enrolment("庁内PC-02", ledger.StationOffice)
	e.Founder = w.head.Me().ID
	s, err := store.Join(t.Context(), config, e, c.log, other, password)
	if err != nil {
		t.Fatal(err)
	}
	w.shared = c.closeLater(s, config)
	w.kase, w.family = w.head.createFamily("蛇穴ZQWXJV", "さらぎ", "KKVJQXZ番地")
	w.settle()
	return w
}

func (w *walledCity) hire(name string) uuid.UUID {
	w.t.Helper()
	id, err := w.head.AddStaff(w.t.Context(), store.NewStaff{Name: name, Job: "welfare_worker", Roles: []string{ledger.RoleWelfare}, Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// settle lets everybody reconcile, with a center that shows to each station
// what its wall leaves, and closes the rest to it.
func (w *walledCity) settle() {
	w.t.Helper()
	for range 3 {
		for _, s := range []*station{w.head, w.nurse, w.shared} {
			s.push()
			w.show(s)
			if _, err := s.Trim(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

func (w *walledCity) show(s *station) {
	w.t.Helper()
	shut, err := w.head.WallOf(w.t.Context(), w.kase)
	if err != nil {
		w.t.Fatal(err)
	}
	at := s.Directory().Stations[s.Station()]
	hidden := shut.Up && (at == nil || at.Only == uuid.Nil || !shut.Allows(at.Only))
	s.receive(ledger.Cursor{LogID: w.id, Seq: uint64(len(w.log))}, w.log, func(kase uuid.UUID) bool { return kase != w.kase || !hidden })
	if hidden && len(s.Traces(w.kase)) > 0 {
		if _, err := s.KeepClosed(w.t.Context(), w.kase, w.restrictions()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// restrictions are the changes of the log that say who may read the case.
func (w *walledCity) restrictions() (out [][]byte) {
	for _, l := range w.log {
		c, err := ledger.Decode(l.Raw)
		if err != nil || c.Case != w.kase || c.Sealed() {
			continue
		}
		if edit, err := c.OpenBody(trust.Key{}); err == nil && edit.Kind == ledger.KindRestrict {
			out = append(out, l.Raw)
		}
	}
	return out
}

func (s *station) restrict(kase uuid.UUID, readers ...uuid.UUID) {
	s.city.t.Helper()
	r := store.Restriction{Readers: readers, Kind: "dv", Opposite: "蛇穴ZQWXJV 剛", Hide: []string{"address"}}
	if err := s.Restrict(s.city.t.Context(), kase, r); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) claim() {
	s.city.t.Helper()
	if alone, err := s.Claim(s.city.t.Context()); !alone || err != nil {
		s.city.t.Fatalf("claim: got %v, %v", alone, err)
	}
}

// TestRestrict keeps a family to the director, then to her and the nurse, and
// lifts that: it is whole with its readers and leaves no trace elsewhere.
func TestRestrict(t *testing.T) {
	w := newWalledCity(t)
	head := w.head.Me().ID
	if err := w.head.Restrict(t.Context(), w.kase, store.Restriction{Readers: []uuid.UUID{head}, Kind: "dv"}); !errors.Is(err, store.ErrNoPlace) {
		t.Fatalf("without a place for it: got %v", err)
	}
	w.head.claim()
	w.nurse.claim()
	w.settle()
	if err := w.shared.Restrict(t.Context(), w.kase, store.Restriction{Readers: []uuid.UUID{head}, Kind: "dv"}); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("by a welfare worker: got %v", err)
	}
	if !w.shared.onDisk("蛇穴ZQWXJV") || len(w.shared.Traces(w.kase)) == 0 {
		t.Fatal("it is not there before: the test sees nothing")
	}
	// Somebody writes without knowing, and the edit arrives.
	w.shared.put(store.Write{Case: w.kase, Record: w.family, Kind: store.KindFamily, Set: map[string]any{"phone": "090-1111-2222"}})
	w.head.restrict(w.kase, head)
	w.settle()
	w.gone(w.shared)
	w.gone(w.nurse)
	if r := w.head.mustFind(w.family); r.Text("phone") != "090-1111-2222" {
		t.Errorf("what somebody wrote who did not know: got %q", r.Text("phone"))
	}
	w.head.put(store.Write{Case: w.kase, Record: w.family, Kind: store.KindFamily, Set: map[string]any{"address": "ひみつの町"}})
	w.settle()

	w.head.restrict(w.kase, head, w.nurseID)
	w.settle()
	if r := w.nurse.mustFind(w.family); r.Text("address") != "ひみつの町" {
		t.Errorf("a reader who came later: got %q", r.Text("address"))
	}
	w.gone(w.shared)
	rows, err := w.nurse.FindRestricted(t.Context())
	if err != nil || len(rows) != 1 || rows[0].Kind != "dv" || rows[0].Leaves || !slices.Contains(rows[0].Readers, w.nurseID) {
		t.Errorf("list: got %+v, %v", rows, err)
	}

	w.head.restrict(w.kase, head)
	w.head.put(store.Write{Case: w.kase, Record: w.family, Kind: store.KindFamily, Set: map[string]any{"address": "もっとひみつの町"}})
	w.settle()
	w.gone(w.nurse)

	if err := w.head.Lift(t.Context(), w.kase, "支援措置が終わった"); err != nil {
		t.Fatal(err)
	}
	w.settle()
	for _, s := range []*station{w.nurse, w.shared} {
		if r := s.mustFind(w.family); r.Text("address") != "もっとひみつの町" {
			t.Errorf("lifted: %s has %q", s.StationName(s.Station()), r.Text("address"))
		}
		s.put(store.Write{Case: w.kase, Record: w.family, Kind: store.KindFamily, Set: map[string]any{"policy": "みんなで"}})
	}
}

// gone finds nothing of the restricted case on a station.
func (w *walledCity) gone(s *station) {
	w.t.Helper()
	name := s.StationName(s.Station())
	if s.has(w.kase) {
		w.t.Errorf("%s still has the case", name)
	}
	if left := s.Traces(w.kase); len(left) > 0 {
		w.t.Errorf("%s: traces in %v", name, left)
	}
	if s != w.shared {
		return
	}
	for _, word := range []string{"蛇穴", "ZQWXJV", "KKVJQXZ", "zqwxjv", string(w.kase[:]), w.kase.String()} {
		if s.onDisk(word) {
			w.t.Errorf("%s: %q still stands in the file", name, word)
		}
	}
}

// TestKeepClosedLooksForItself gives a station what a center could make up.
func TestKeepClosedLooksForItself(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	w.settle()
	w.head.restrict(w.kase, w.head.Me().ID)
	w.head.push()
	real := w.restrictions()
	if len(real) != 1 {
		t.Fatalf("got %d restrictions", len(real))
	}
	c, err := ledger.Decode(real[0])
	if err != nil {
		t.Fatal(err)
	}
	forged := *c
	forged.Author = w.nurseID
	other := *c
	other.N++
	for name, raws := range map[string][][]byte{"Nothing": nil, "Forged": {forged.Encode()}, "Altered": {other.Encode()}, "Garbage": {[]byte("x")}} {
		if closed, err := w.shared.KeepClosed(t.Context(), w.kase, raws); closed || err != nil {
			t.Errorf("%s: got %v, %v", name, closed, err)
		}
	}
	if closed, err := w.shared.KeepClosed(t.Context(), uuid.New(), real); closed || err != nil {
		t.Errorf("of another case: got %v, %v", closed, err)
	}
	if !w.shared.has(w.kase) {
		t.Fatal("the case went")
	}
	if closed, err := w.shared.KeepClosed(t.Context(), w.kase, real); !closed || err != nil {
		t.Errorf("real: got %v, %v", closed, err)
	}
	if closed, err := w.head.KeepClosed(t.Context(), w.kase, real); closed || err != nil {
		t.Errorf("to a reader: got %v, %v", closed, err)
	}
}

// TestCreateRestricted makes a case of which nobody else is ever given a key.
func TestCreateRestricted(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	head := w.head.Me().ID
	kase, err := w.head.CreateRestricted(t.Context(), map[string]any{"name": "白鳥", "kana": "しらとり", "class": "mch"}, store.Restriction{Readers: []uuid.UUID{head}, Kind: "staff_family"})
	if err != nil {
		t.Fatal(err)
	}
	w.head.push()
	for _, l := range w.log {
		c, err := ledger.Decode(l.Raw)
		if err != nil || c.Case != kase {
			continue
		}
		if c.Sealed() {
			continue
		}
		edit, err := c.OpenBody(trust.Key{})
		if err != nil {
			t.Fatal(err)
		}
		if g := edit.Grant; g != nil && (g.By != uuid.Nil || g.Reader != head) {
			t.Errorf("granted to %s by %s", g.Reader, g.By)
		}
	}
	if r, err := w.head.FindRestriction(t.Context(), kase); err != nil || r == nil || r.Kind != "staff_family" {
		t.Errorf("restriction: got %+v, %v", r, err)
	}
}

// TestSecondSignInIsRefused where restricted cases lie.
func TestSecondSignInIsRefused(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	w.head.restrict(w.kase, w.head.Me().ID)
	if err := w.head.AddSignIn(t.Context(), w.nurseID, password); !errors.Is(err, store.ErrRestricted) {
		t.Fatalf("got %v", err)
	}
	w.nurse.claim()
	if err := w.nurse.AddSignIn(t.Context(), w.head.Me().ID, password); err != nil {
		t.Fatal(err)
	}
	if w.nurse.Alone() {
		t.Error("two people sign in, and it is one's alone")
	}
	if alone, err := w.nurse.Claim(t.Context()); alone || err != nil {
		t.Errorf("claim with two people: got %v, %v", alone, err)
	}
}

// mustFind returns a record that has to be there.
func (s *station) mustFind(record uuid.UUID) *store.Record {
	s.city.t.Helper()
	r, err := s.FindRecord(s.city.t.Context(), record)
	if err != nil {
		s.city.t.Fatalf("%s: %v", s.StationName(s.Station()), err)
	}
	return r
}

// TestBundleLeavesOutWhatIsRestricted to others than those it is for.
func TestBundleLeavesOutWhatIsRestricted(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	head := w.head.Me().ID
	w.head.restrict(w.kase, head)
	w.head.put(store.Write{Case: w.head.Office(), Record: w.head.SettingsID(), Kind: store.KindSettings, Set: map[string]any{"bundles": "all"}})
	for name, tc := range map[string]struct {
		order store.BundleOrder
		some  bool
	}{
		"ForAll":     {store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{w.kase}, Group: true}, false},
		"ForAnother": {store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{w.kase}, Staff: []uuid.UUID{head, w.nurseID}}, false},
		"ForReader":  {store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{w.kase}, Staff: []uuid.UUID{head}}, true},
		"Since":      {store.BundleOrder{Take: store.TakeSince, Group: true}, false},
		"Unsent":     {store.BundleOrder{Take: store.TakeUnsent, Group: true}, false},
	} {
		out, err := w.head.ExportBundle(t.Context(), tc.order)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		some := false
		for raw, err := range out.Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			c, err := ledger.Decode(raw)
			some = some || err == nil && c.Case == w.kase
		}
		if some != tc.some {
			t.Errorf("%s: holds the case: %v, want %v", name, some, tc.some)
		}
	}
}

// TestProtectedAddressIsInNoList asks the lists for the address of a family
// that somebody looks for, before and after that was said.
func TestProtectedAddressIsInNoList(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	listed := func() string {
		rows, _, err := w.head.FindCases(t.Context(), store.CaseFilter{})
		if err != nil || len(rows) != 1 {
			t.Fatalf("got %d rows, %v", len(rows), err)
		}
		return rows[0].Address
	}
	guarded := func(want bool) {
		t.Helper()
		if got, err := w.head.Guarded(t.Context(), w.kase); got != want || err != nil {
			t.Errorf("guarded: got %v, %v; want %v", got, err, want)
		}
		if got := listed() == ""; got != want {
			t.Errorf("address in the list: %q", listed())
		}
	}
	set := func(fields map[string]any) {
		w.head.put(store.Write{Case: w.kase, Record: w.family, Kind: store.KindFamily, Set: fields})
	}
	set(map[string]any{"address": "くぬぎ台4-3"})
	guarded(false)
	set(map[string]any{"caution": []string{"address_secret"}})
	guarded(true)
	set(map[string]any{"caution": nil})
	guarded(false)
	w.head.restrict(w.kase, w.head.Me().ID)
	guarded(true)
	set(map[string]any{"address": "もみじ台1-1"})
	guarded(true)
	if err := w.head.Lift(t.Context(), w.kase, "終わった"); err != nil {
		t.Fatal(err)
	}
	guarded(false)
}
