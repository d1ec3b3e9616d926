package store_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestWaitingAsideMakesNoKeys lets a change wait aside for a person's word
// while its case needs a new key, for somebody has left: looking at it again
// with everything that comes writes nothing.
func TestWaitingAsideMakesNoKeys(t *testing.T) {
	office, laptop := twoStations(t)
	leaves, err := office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	phone := func(number string) {
		laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": number}})
	}
	laptop.restored(func() {
		phone("042-000-1111")
		laptop.reconcile()
	})
	phone("042-000-2222")
	laptop.pushForked()
	laptop.pull()
	office.remove(leaves)
	office.reconcile()
	for range 3 {
		laptop.pull()
	}
	if left := laptop.asides(); len(left) != 1 {
		t.Fatalf("set aside: got %+v", left)
	}
	raws, err := laptop.Unsent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range raws {
		if c, err := ledger.Decode(raw); err != nil || c.Case == kase {
			t.Errorf("written while nobody wrote: change %d, %v", c.N, err)
		}
	}
}
