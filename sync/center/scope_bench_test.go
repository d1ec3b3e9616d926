package center_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// BenchmarkDigestsInScope compares what a center with many cases is asked at
// every sign-in: the digests of a laptop that holds the cases of one person,
// and those of an office PC that holds all and had them a moment ago.
func BenchmarkDigestsInScope(b *testing.B) {
	const cases, own = 10_000, 60
	x := newLocal(b)
	desk := wiretest.NewOffice(b, x.center).Desk(x.station)
	raws := [][]byte{desk.Found()}
	for i := range cases {
		kase := uuid.New()
		raws = append(raws, desk.Write(kase, "家庭訪問"))
		if i < own {
			raws = append(raws, record(desk, desk.Founder, charge(kase, desk.Founder.ID())))
		}
	}
	for len(raws) > 0 {
		n := min(len(raws), wire.MaxPushChanges)
		x.mustPush(b, raws[:n])
		raws = raws[n:]
	}
	asked := func(scope string) time.Duration {
		x.mustPush(b, [][]byte{limit(desk, x.station, scope, desk.Founder.ID())})
		begun := time.Now()
		if w := x.ask(b.Context(), http.MethodGet, wire.PathDigests, nil); w.Code != http.StatusOK {
			b.Fatalf("digests: status %d", w.Code)
		}
		return time.Since(begun)
	}
	asked(ledger.ScopeAll)
	var all, limited time.Duration
	for b.Loop() {
		all += asked(ledger.ScopeAll)
		limited += asked(ledger.ScopeOwn)
	}
	b.ReportMetric(float64(limited.Microseconds())/float64(b.N)/1000, "ms/limited")
	b.ReportMetric(float64(limited)/float64(all), "limited/all")
}
