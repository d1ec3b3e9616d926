package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// officeAndPlainLaptop are two stations, the second of which is not sealed: its
// files can be read.
func officeAndPlainLaptop(t *testing.T) (office, laptop *station) {
	t.Helper()
	c := newCity(t)
	office = c.found("庁内PC-11")
	office.push()
	config := store.Unsealed(c.config(t.TempDir()))
	e := c.enrolment("L-02", ledger.StationLaptop)
	e.Founder = office.Me().ID
	s, err := store.Join(t.Context(), config, e, c.log, office.Me().ID, password)
	if err != nil {
		t.Fatal(err)
	}
	laptop = c.closeLater(s, config)
	laptop.reconcile()
	office.pull()
	return office, laptop
}

// TestLargeStoreGivesPagesBack removes cases from a store that is too large to
// be written anew: its free pages leave the file in steps, and what stood in
// them, with those that earlier edits left.
func TestLargeStoreGivesPagesBack(t *testing.T) {
	defer store.SetVacuumUpTo(0)()
	office, laptop := officeAndPlainLaptop(t)
	stays, _ := office.createFamily("のこる", "のこる", "")
	var gone []uuid.UUID
	for i := range 12 {
		kase, family := office.createFamily("蛇穴", "さらぎ", "")
		for j := range 8 {
			office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{
				"policy": fmt.Sprintf("ZQWXJV%d-%d ", i, j) + strings.Repeat("夜の様子をきく。", 400),
			}})
		}
		gone = append(gone, kase)
	}
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, office.city.now.Add(time.Hour), gone...)
	office.checkOut(laptop, office.city.now.Add(100*time.Hour), stays)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if !laptop.has(gone[0]) || !laptop.has(stays) {
		t.Fatal("the cases are not carried")
	}
	before := laptop.size()
	office.city.pass(2 * time.Hour)
	laptop.reconcile()
	if laptop.has(gone[0]) || !laptop.has(stays) {
		t.Fatalf("gone: %v, stays: %v", !laptop.has(gone[0]), laptop.has(stays))
	}
	free, inSteps, err := laptop.Free(t.Context())
	if err != nil || free != 0 || !inSteps {
		t.Errorf("%d free pages, in steps %v, %v", free, inSteps, err)
	}
	if after := laptop.size(); after > before/2 {
		t.Errorf("the file did not become shorter: %d, was %d", after, before)
	}
	for _, word := range []string{"蛇穴", "ZQWXJV", "zqwxjv"} {
		if laptop.onDisk(word) {
			t.Errorf("%q still stands in the file", word)
		}
	}
	if hits, err := laptop.Search(t.Context(), "のこる", 5); err != nil || len(hits) == 0 {
		t.Errorf("what stays is not found: %v, %v", hits, err)
	}
}
