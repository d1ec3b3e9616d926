package store_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestRemovedTextIsGone reads the bytes of an unsealed twin's files: what was
// removed stands neither in a table, nor in an index, nor in the free room.
func TestRemovedTextIsGone(t *testing.T) {
	c := newCity(t)
	office := c.found("庁内PC-11")
	office.push()
	config := store.Unsealed(c.config(t.TempDir()))
	e := c.enrolment("L-02", ledger.StationLaptop)
	e.Founder = office.Me().ID
	s, err := store.Join(t.Context(), config, e, c.log, office.Me().ID, password)
	if err != nil {
		t.Fatal(err)
	}
	laptop := c.closeLater(s, config)
	laptop.reconcile()
	office.pull()

	var gone []uuid.UUID
	for i := range 15 {
		kase, family := office.createFamily(fmt.Sprintf("蛇穴ZQWXJV%02d", i), "さらぎ", "")
		gone = append(gone, kase)
		for k := range 5 {
			office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{
				"address": fmt.Sprintf("KKVJQXZ%02d%02d%s", i, k, strings.Repeat("番地", 60)),
			}})
		}
	}
	stays, _ := office.createFamily("のこる", "のこる", "")
	office.reconcile()
	laptop.reconcile()
	for _, word := range []string{"蛇穴", "KKVJQXZ"} {
		if !laptop.onDisk(word) {
			t.Fatalf("%q does not stand in the unsealed file before: the test sees nothing", word)
		}
	}
	if len(laptop.Traces(gone[0])) == 0 {
		t.Fatal("no trace of a case that is here: the test sees nothing")
	}
	before := laptop.size()
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, c.now.Add(time.Hour), stays)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if laptop.has(gone[0]) || !laptop.has(stays) {
		t.Fatalf("gone: %v, stays: %v", !laptop.has(gone[0]), laptop.has(stays))
	}
	for _, word := range []string{"蛇穴", "ZQWXJV", "KKVJQXZ", "zqwxjv", "kkvjqxz"} {
		if laptop.onDisk(word) {
			t.Errorf("%q still stands in the file", word)
		}
	}
	if left := laptop.Traces(gone...); len(left) > 0 {
		t.Errorf("traces in %v", left)
	}
	if after := laptop.size(); after >= before {
		t.Errorf("the file did not become shorter: %d, was %d", after, before)
	}
	if hits, err := laptop.Search(t.Context(), "のこる", 5); err != nil || len(hits) == 0 {
		t.Errorf("what stays is not found: %v, %v", hits, err)
	}
}

// TestLateChangeGoesWithItsCase sends a laptop one more change of a case that
// it let go already, for the center's clock is slower: nobody is told of a gap
// that nothing will ever fill, and the case comes back whole.
func TestLateChangeGoesWithItsCase(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, office.city.now.Add(time.Hour), kase)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if !laptop.has(kase) {
		t.Fatal("the case is not carried")
	}
	office.city.pass(2 * time.Hour)
	laptop.reconcile()
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-0001"}})
	office.push()
	laptop.pull()
	if held, err := laptop.FindHeld(t.Context()); err != nil || len(held) != 1 {
		t.Fatalf("a change without those before it: got %v, %v", held, err)
	}
	if waiting := laptop.reconcile(); waiting != 0 {
		t.Errorf("%d cases wait", waiting)
	}
	if held, err := laptop.FindHeld(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("held: got %v, %v", held, err)
	}
	office.checkOut(laptop, office.city.now.Add(time.Hour), kase)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if phone := laptop.phone(family); phone != "042-000-0001" {
		t.Errorf("came back with phone %s", phone)
	}
}

// onDisk reports whether a word stands in any file of an unsealed station.
func (s *station) onDisk(word string) bool {
	s.city.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.config.Dir, "station.db*"))
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			s.city.t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(word)) {
			return true
		}
	}
	return false
}

func (s *station) size() int64 {
	s.city.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.config.Dir, "station.db*"))
	if err != nil {
		s.city.t.Fatal(err)
	}
	var size int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			s.city.t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

// TestScopesLoseNothing plays a laptop whose scope changes at random while it
// writes, is cut off, and comes back: at the end the office has every value
// that was saved, or one that had seen it.
func TestScopesLoseNothing(t *testing.T) {
	for seed := range uint64(12) {
		draw := rand.New(rand.NewPCG(seed, 4)).IntN
		office, laptop := twoStations(t)
		var cases, families []uuid.UUID
		for i := range 3 {
			kase, family := office.createFamily(fmt.Sprintf("家%d", i), "いえ", "")
			cases, families = append(cases, kase), append(families, family)
		}
		office.reconcile()
		laptop.reconcile()
		last := map[uuid.UUID]string{} // by family, what the laptop saved last
		for step := range 25 {
			i := draw(len(cases))
			switch draw(7) {
			case 0:
				scope := []string{ledger.ScopeAll, ledger.ScopeOwn, ledger.ScopeCarried}[draw(3)]
				office.setScope(laptop.Station(), scope, laptop.Me().ID)
			case 1:
				office.checkOut(laptop, office.city.now.Add(time.Duration(60+draw(540))*time.Second), cases[i])
			case 2:
				staff := []*station{office, laptop}[draw(2)].Me().ID.String()
				office.put(store.Write{Case: cases[i], Record: families[i], Kind: store.KindFamily, Set: map[string]any{"mch_staff": staff}})
			case 3:
				office.reconcile()
			case 4:
				laptop.reconcile()
			case 5:
				if _, err := laptop.Trim(t.Context()); err != nil {
					t.Fatal(err)
				}
			case 6:
				if !laptop.has(cases[i]) {
					continue
				}
				note := fmt.Sprintf("%d", step)
				if _, err := laptop.Put(t.Context(), store.Write{Case: cases[i], Record: families[i], Kind: store.KindFamily, Set: map[string]any{"phone": note}}); err != nil {
					t.Fatal(err)
				}
				last[families[i]] = note
			}
		}
		office.city.pass(20 * time.Minute) // nothing is carried any more
		office.reconcile()
		for range 2 {
			laptop.reconcile()
			office.reconcile()
		}
		for family, want := range last {
			if r, err := office.FindRecord(t.Context(), family); err != nil || r.Text("phone") != want {
				t.Fatalf("seed %d: the office lacks %q: got %+v, %v", seed, want, r, err)
			}
		}
		scope := laptop.scope()
		for _, kase := range cases {
			if got := laptop.has(kase); got != scope.Has(kase) {
				t.Fatalf("seed %d: case %s: here %v, in scope %v", seed, kase, got, scope.Has(kase))
			}
		}
		for _, s := range []*station{office, laptop} {
			if held, err := s.FindHeld(t.Context()); err != nil || len(held) != 0 {
				t.Fatalf("seed %d: held: %v, %v", seed, held, err)
			}
		}
	}
}
