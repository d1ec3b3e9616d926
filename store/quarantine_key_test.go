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

// TestNewKeyHidesNoConflict has a station that was set back write anew, with a
// new key, what had not seen a colleague's edit of the same field: that one
// still stands, and the other waits or stands beside it.
func TestNewKeyHidesNoConflict(t *testing.T) {
	office, laptop := twoStations(t)
	leaves, err := office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	set := func(s *station, name, value string) {
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{name: value}})
	}
	laptop.restored(func() {
		set(laptop, "address", "本町1")
		laptop.reconcile()
	})
	set(laptop, "phone", "042-000-2222")
	laptop.pushForked()
	set(office, "phone", "042-000-9999")
	office.remove(leaves)
	office.reconcile()
	laptop.pull()
	laptop.pull()
	laptop.pushForked()
	office.reconcile()
	if phone := office.phone(family); phone == "042-000-9999" {
		return
	}
	c, err := office.FindConflict(t.Context(), family)
	if err != nil || len(c.Fields) != 1 || len(c.Fields[0].Values) != 2 {
		t.Errorf("a colleague's phone number went unseen: got %s, conflict %+v, %v", office.phone(family), c, err)
	}
}
