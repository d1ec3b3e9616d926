package store_test

import (
	"slices"
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestQuarantineEmptiesWhenAllHasCome brings changes out of order and then
// the whole chain at once: nothing stays held that is here, and what was held
// for a while keeps the time at which the center took it.
func TestQuarantineEmptiesWhenAllHasCome(t *testing.T) {
	for _, tc := range []struct {
		name  string
		early []int // which of the chain's changes come first, held
		then  func([]ledger.Logged) []ledger.Logged
	}{
		{"Whole", []int{2, 3}, func(all []ledger.Logged) []ledger.Logged { return all }},
		{"OnlyTheGap", []int{2, 3}, func(all []ledger.Logged) []ledger.Logged { return all[:2] }},
		{"Backwards", []int{3, 2, 1}, func(all []ledger.Logged) []ledger.Logged { return all[:1] }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			office, laptop := twoStations(t)
			before := len(office.city.log)
			kase, family := office.createFamily("小野寺", "おのでら", "")
			for _, phone := range []string{"042-000-0001", "042-000-0002"} {
				office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
			}
			office.push()
			news := slices.Clone(office.city.log[before:])
			for _, i := range tc.early {
				if err := laptop.Receive(t.Context(), ledger.Cursor{}, news[i:i+1]); err != nil {
					t.Fatal(err)
				}
			}
			if held, err := laptop.FindHeld(t.Context()); err != nil || len(held) != len(tc.early) {
				t.Fatalf("held: got %v, %v, want %d", held, err, len(tc.early))
			}
			if err := laptop.Receive(t.Context(), ledger.Cursor{}, tc.then(news)); err != nil {
				t.Fatal(err)
			}
			if held, err := laptop.FindHeld(t.Context()); err != nil || len(held) != 0 {
				t.Errorf("still held: got %v, %v", held, err)
			}
			r, err := laptop.FindRecord(t.Context(), family)
			if err != nil || r.Text("phone") != "042-000-0002" {
				t.Fatalf("record: got %+v, %v", r, err)
			}
			last := news[len(news)-1]
			if r.Delivery.Seq != last.Seq || r.Delivery.At.UnixMilli() != last.At {
				t.Errorf("delivery: got %+v, want number %d of %d", r.Delivery, last.Seq, last.At)
			}
		})
	}
}

// TestGapIsSentAgain lets a change that was refused for the one before it be
// sent again once that one is receipted.
func TestGapIsSentAgain(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "")
	office.push()
	laptop.pull()
	for _, phone := range []string{"042-000-0001", "042-000-0002", "042-000-0003"} {
		laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
	}
	refuse := func(n uint64, code uint64) ledger.Refusal {
		return ledger.Refusal{Case: kase, Station: laptop.Station(), N: n, Code: code, Text: "for the test"}
	}
	if err := laptop.Refused(t.Context(), []ledger.Refusal{refuse(2, 21), refuse(3, 21)}); err != nil {
		t.Fatal(err)
	}
	if raws, err := laptop.Unsent(t.Context(), 10); err != nil || len(raws) != 1 {
		t.Fatalf("before: got %d, %v", len(raws), err)
	}
	laptop.push()
	if raws, err := laptop.Unsent(t.Context(), 10); err != nil || len(raws) != 2 {
		t.Fatalf("after the receipt: got %d, %v", len(raws), err)
	}
	// Somebody whom the center does not know yet: the directory brings them.
	if err := laptop.Refused(t.Context(), []ledger.Refusal{refuse(2, 25), refuse(3, 21)}); err != nil {
		t.Fatal(err)
	}
	if _, err := office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password}); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	if raws, err := laptop.Unsent(t.Context(), 10); err != nil || len(raws) != 2 {
		t.Errorf("after the directory: got %d, %v", len(raws), err)
	}
}
