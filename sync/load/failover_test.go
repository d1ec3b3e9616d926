package load_test

import (
	"path/filepath"
	"testing"
	"time"

	"yorisoi/sync/center/pglog/pgtest"
	"yorisoi/sync/proof/prooftest"
)

// TestPrimaryIsKilled kills the database of a center under load and promotes
// its standby: people go on, and what any station has a receipt for is there.
func TestPrimaryIsKilled(t *testing.T) {
	stations := scale(4, 20)
	primary := pgtest.Start(t, pgtest.Options{})
	standby := primary.Standby(t)
	url := pgtest.URL("postgres", primary, standby)
	center := prooftest.NewCenter(t, filepath.Join(t.TempDir(), "center"), prooftest.FreeAddress(t), "--database", url)
	center.Serve()
	f := newFleet(t, center, stations)

	began := time.Now()
	w := f.begin(scale(30*time.Millisecond, 400*time.Millisecond))
	w.goOn(int64(10 * stations))
	primary.Kill(t)
	killed := time.Now()
	before := f.receipts()
	standby.Promote(t)
	w.goOn(0)
	t.Logf("everybody had a further receipt within %.1f s of the kill", time.Since(killed).Seconds())
	w.goOn(int64(scale(10, 50) * stations))
	saves := w.end()
	t.Logf("%d stations saved %d times in %.0f s", stations, saves, time.Since(began).Seconds())
	f.agree()
	f.shown(began)
	f.checkReceipts(standby.URL("postgres"))
	if len(before) == 0 {
		t.Error("nobody had a receipt when the primary was killed")
	}
}
