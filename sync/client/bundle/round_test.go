package bundle_test

import (
	"maps"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client/bundle"
)

func TestRoundTrip(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, family := laptop.family("山田")
	laptop.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
		"on": "2026-12-04", "text": "母の声が明るくなった。",
	}})
	for _, take := range []store.BundleTake{store.TakeUnsent, store.TakeCases, store.TakeSince, store.TakeLast} {
		t.Run(string(take), func(t *testing.T) {
			order := store.BundleOrder{Take: take, Staff: []uuid.UUID{office.Me().ID}}
			if take == store.TakeCases {
				order.Cases = []uuid.UUID{kase}
			}
			path := laptop.export(order)
			label, err := bundle.Look(office.Store, path)
			if err != nil {
				t.Fatal(err)
			}
			if label.Maker != laptop.Me().ID || !label.Known || label.Station != laptop.Station() || label.Take != take {
				t.Errorf("got label %+v", label)
			}
			if got := office.take(path); !got.Whole || got.Refused != 0 || got.Changes == 0 {
				t.Errorf("got %+v", got)
			}
			if got, want := office.shown(), laptop.shown(); !maps.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	if r, err := office.FindRecord(t.Context(), family); err != nil || r.Text("name") != "山田" {
		t.Errorf("got %v, %v", r, err)
	}
	if _, err := bundle.Import(t.Context(), laptop.Store, laptop.export(store.BundleOrder{Take: store.TakeUnsent, Staff: []uuid.UUID{office.Me().ID}}), nil); store.CodeOf(err) != "bundle_not_reader" {
		t.Errorf("by another reader: got %v", err)
	}
}

// The laptop never meets the center; the office does so for it, and tells it
// by the next bundle.
func TestReceiptsComeBack(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	_, family := laptop.family("佐藤")
	office.take(laptop.export(store.BundleOrder{Take: store.TakeUnsent, Group: true}))
	office.push()
	if r, err := laptop.FindRecord(t.Context(), family); err != nil || r.Delivery.Stage != store.StageHere {
		t.Fatalf("before: got %+v, %v", r, err)
	}
	got := laptop.take(office.export(store.BundleOrder{Take: store.TakeLast, Group: true}))
	if got.Receipts == 0 {
		t.Errorf("got %+v", got)
	}
	r, err := laptop.FindRecord(t.Context(), family)
	if err != nil || r.Delivery.Stage != store.StageReceipted {
		t.Errorf("after: got %+v, %v", r, err)
	}
	unsent, err := laptop.Unsent(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range unsent {
		if c, err := ledger.Decode(raw); err != nil || c.Case == r.Case {
			t.Errorf("change %v of the case is still to be sent", c.Dot())
		}
	}
}

// Only what came since the last bundle for a reader is in the next one, and a
// reader who was not among those of the last gets everything.
func TestSinceLast(t *testing.T) {
	office, laptops := stations(t, 2)
	a, b := laptops[0], laptops[1]
	office.family("一")
	first := store.BundleOrder{Take: store.TakeLast, Staff: []uuid.UUID{a.Me().ID}}
	a.take(office.export(first))
	office.family("二")
	got := a.take(office.export(first))
	if got.Refused != 0 || !maps.Equal(a.shown(), office.shown()) {
		t.Errorf("second: got %+v", got)
	}
	size, err := office.SizeBundle(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	both := store.BundleOrder{Take: store.TakeLast, Staff: []uuid.UUID{a.Me().ID, b.Me().ID}}
	whole, err := office.SizeBundle(t.Context(), both)
	if err != nil {
		t.Fatal(err)
	}
	if size.Changes >= whole.Changes {
		t.Errorf("got %d changes since the last, %d with a new reader", size.Changes, whole.Changes)
	}
	if b.take(office.export(both)); !maps.Equal(b.shown(), office.shown()) {
		t.Error("the new reader lacks something")
	}
}

// Two stations that know each other by files alone, and then one of them
// meets the center: both ends are equal.
func TestOneMeetsTheCenter(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, family := laptop.family("鈴木")
	office.take(laptop.export(toAll))
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "本町1"}})
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "中町2"}})
	laptop.take(office.export(toAll))
	office.take(laptop.export(toAll))
	for _, s := range []*station{office, laptop} {
		c, err := s.FindConflict(t.Context(), family)
		if err != nil || len(c.Fields) != 1 || len(c.Fields[0].Values) != 2 {
			t.Fatalf("got %+v, %v, want both addresses", c, err)
		}
	}
	office.push()
	fresh := office.city.join("新しいPC", office.Me().ID, office.Me().ID)
	fresh.pull()
	laptop.push()
	laptop.pull()
	office.pull()
	for name, s := range map[string]*station{"laptop": laptop, "fresh": fresh} {
		if got, want := s.shown(), office.shown(); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	a, err := office.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := laptop.Digests(t.Context())
	for _, digests := range []*[ledger.Buckets]ledger.Hash{&a, &b} {
		digests[ledger.BucketOf(office.Audit())] = ledger.Hash{} // of the audit each has its own
	}
	if err != nil || a != b {
		t.Errorf("the ends of the chains differ, %v", err)
	}
}

// The laptop's nurse is hired on a station that knows the center, and the
// office hears of her for the first time by her own file.
func TestMakerComesWithTheFile(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	nurse, err := office.AddStaff(t.Context(), store.NewStaff{Name: "新人", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	office.push()
	second := office.city.join("L-09", nurse, office.Me().ID)
	second.pull()
	kase, _ := second.family("高橋")
	path := second.export(store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{kase}, Group: true})
	if label, err := bundle.Look(laptop.Store, path); err != nil || label.Known {
		t.Fatalf("got %+v, %v, want a maker who is not known yet", label, err)
	}
	if got := laptop.take(path); !got.Known || got.Refused != 0 {
		t.Errorf("got %+v", got)
	}
	if _, err := laptop.FindCase(t.Context(), kase); err != nil {
		t.Error(err)
	}
}
