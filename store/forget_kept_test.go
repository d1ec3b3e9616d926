package store_test

import (
	"testing"

	"yorisoi/store/ledger"
)

// TestCaseOfAnotherHistoryStays lets two cases leave a laptop. Of one the
// center has another history and will not take the laptop's: that one stays,
// people are told why, after a restart too, and the other goes.
func TestCaseOfAnotherHistoryStays(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "")
	other, _ := office.createFamily("堀", "ほり", "")
	office.reconcile()
	laptop.reconcile()
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.reconcile()
	laptop.pull()
	if waiting, err := laptop.Trim(t.Context(), kase); err != nil || waiting != 1 || !laptop.has(kase) || laptop.has(other) {
		t.Fatalf("got %d waiting, %v, there %v, the other %v", waiting, err, laptop.has(kase), laptop.has(other))
	}
	laptop.reopen()
	why, err := laptop.FindWaiting(t.Context())
	if err != nil || len(why) != 1 || why[0].Case != kase || !why[0].Other || why[0].Family != "森田" {
		t.Fatalf("why: got %+v, %v", why, err)
	}
	if waiting, err := laptop.Trim(t.Context()); err != nil || waiting != 0 || laptop.has(kase) {
		t.Fatalf("once the center takes it: got %d waiting, %v, there %v", waiting, err, laptop.has(kase))
	}
}
