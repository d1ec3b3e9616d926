package bundle_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// What a laptop noted of who looked at what goes along in a file; the station
// that takes it in carries it to the center, and has no part of it itself.
func TestAuditGoesAlong(t *testing.T) {
	office, others := stations(t, 1)
	laptop := others[0]
	kase, _ := laptop.family("山田")
	if _, err := laptop.OpenCase(t.Context(), kase, "case"); err != nil {
		t.Fatal(err)
	}
	if got := office.take(laptop.export(store.BundleOrder{Take: store.TakeUnsent, Group: true})); !got.Whole || got.Refused != 0 {
		t.Fatalf("got %+v", got)
	}
	carried := func() (n int) {
		raws, err := office.Unsent(t.Context(), 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range raws {
			if c, err := ledger.Decode(raw); err == nil && c.Case == office.Audit() && c.Station == laptop.Station() {
				n++
			}
		}
		return n
	}
	if carried() == 0 {
		t.Fatal("nothing of the laptop's audit is carried")
	}
	office.push()
	if n := carried(); n != 0 {
		t.Errorf("after the center has it: %d are carried", n)
	}
}
