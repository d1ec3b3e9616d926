package load_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// BenchmarkFirstSync fills a new station from a center that is a process of its
// own, over TLS into a sealed and indexed store, beside plain INSERTs of as many
// rows with the same bytes into a sealed SQLite file on the same disk. Budget:
// 10,000 changes a second.
func BenchmarkFirstSync(b *testing.B) {
	c := newCity(b, 1000)
	must(b, c.office.Stop())
	var syncing, inserting time.Duration
	rows := 0
	for b.Loop() {
		m := prooftest.New(filepath.Join(b.TempDir(), "laptop"))
		e := c.errand(b)
		m.Password = e.Password
		must(b, m.Join(b.Context(), e.Code, "訪問L-01", e.Person))
		synced := make(chan struct{}, 1)
		began := time.Now()
		must(b, m.Online(b.Context(), func(s client.Status) {
			if s.Phase == client.PhaseSynced {
				select {
				case synced <- struct{}{}:
				default:
				}
			}
		}))
		select {
		case <-synced:
		case <-time.After(10 * time.Minute):
			b.Fatalf("never synced: %+v", m.Engine.Status())
		}
		syncing += time.Since(began)
		must(b, m.Stop())
		raws := rawsOf(b, m)
		must(b, m.Lock())
		rows += len(raws)
		inserting += insert(b, raws)
	}
	rate := float64(rows) / syncing.Seconds()
	b.ReportMetric(rate, "changes/s")
	b.ReportMetric(10_000/rate, "of-budget")
	b.ReportMetric(syncing.Seconds()/inserting.Seconds(), "x-insert")
	b.ReportMetric(0, "ns/op") // of a whole round: says nothing
}

// rawsOf is the bytes of every change that a station has from the center.
func rawsOf(b *testing.B, m *prooftest.Machine) (raws [][]byte) {
	b.Helper()
	for bucket := range ledger.Buckets {
		heads, err := m.Store.Heads(b.Context(), bucket)
		must(b, err)
		for _, h := range heads {
			for n := uint64(0); n < h.N; {
				some, err := m.Store.Raw(b.Context(), h.Case, h.Station, n, 1000)
				must(b, err)
				if len(some) == 0 {
					b.Fatalf("%d of %d changes of %s are here", n, h.N, h.Case)
				}
				raws, n = append(raws, some...), n+uint64(len(some))
			}
		}
	}
	return raws
}

// insert times plain INSERTs into a new sealed file, a thousand rows in one
// transaction.
func insert(b *testing.B, raws [][]byte) time.Duration {
	b.Helper()
	key, err := sealed.NewMasterKey(rand.Reader)
	must(b, err)
	db, err := sealed.Create(b.Context(), filepath.Join(b.TempDir(), "plain.db"), key, sealed.Options{})
	must(b, err)
	defer func() { must(b, db.Close()) }()
	_, err = db.SQL().Exec(`CREATE TABLE change (id INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT`)
	must(b, err)
	began := time.Now()
	for first := 0; first < len(raws); first += 1000 {
		tx, err := db.SQL().BeginTx(b.Context(), nil)
		must(b, err)
		one, err := tx.Prepare(`INSERT INTO change (raw) VALUES (?)`)
		must(b, err)
		for _, raw := range raws[first:min(first+1000, len(raws))] {
			_, err := one.Exec(raw)
			must(b, err)
		}
		must(b, tx.Commit())
	}
	return time.Since(began)
}
