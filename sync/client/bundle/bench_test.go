package bundle_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client/bundle"
)

const benchCases, benchNotes = 100, 49

// BenchmarkImport takes 5,000 changes from a file, beside the same changes
// from the network: the ratio is what the file itself costs.
func BenchmarkImport(b *testing.B) {
	office, laptops := stations(b, 1)
	var writes []store.Write
	for i := range benchCases {
		kase := store.NewRecordID()
		writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindFamily, Set: map[string]any{"name": fmt.Sprint("家", i)}})
		for range benchNotes {
			writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
				"on": "2026-12-04", "text": "会って話した。つぎは来月に。子どもは眠っていた。",
			}})
		}
	}
	must(b, office.PutAll(b.Context(), writes))
	start := time.Now()
	path := office.export(toAll)
	export := time.Since(start)
	info, err := os.Stat(path)
	must(b, err)
	office.push()
	var file, network time.Duration
	for b.Loop() {
		one := office.city.copyOf(laptops[0])
		start := time.Now()
		got, err := bundle.Import(b.Context(), one.Store, path, nil)
		must(b, err)
		file += time.Since(start)
		if got.Fresh < len(writes) {
			b.Fatalf("got %+v", got)
		}
		other := office.city.copyOf(laptops[0])
		start = time.Now()
		must(b, other.Receive(b.Context(), ledger.Cursor{LogID: office.Center(), Seq: 1}, office.city.log))
		network += time.Since(start)
	}
	n := float64(len(writes))
	b.ReportMetric(n/export.Seconds(), "exported/s")
	b.ReportMetric(n*float64(b.N)/file.Seconds(), "imported/s")
	b.ReportMetric(network.Seconds()/file.Seconds(), "of-network")
	b.ReportMetric(float64(info.Size())/n, "B/change")
}
