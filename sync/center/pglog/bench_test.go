package pglog_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/pglog/pgtest"
)

// BenchmarkAppend reports how long an append takes compared with inserting
// the same bytes into a table without any index and committing that, in turns
// in one run on one server that waits for the disk: "x-bare" is the ratio.
func BenchmarkAppend(b *testing.B) {
	url := pgtest.Start(b, pgtest.Options{}).URL("postgres")
	execute(b, url, `CREATE TABLE bare (raw bytea)`)
	bare, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close(context.WithoutCancel(b.Context()))
	for _, n := range []int{1, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			log := open(b, url, create(b, url))
			var ours, theirs time.Duration
			c, head := chain(), ledger.Head{}
			for b.Loop() {
				x := extend(c, head, n)
				begun := time.Now()
				if _, err := log.Append(b.Context(), batch(x)); err != nil {
					b.Fatal(err)
				}
				ours += time.Since(begun)
				head = x.To
				begun = time.Now()
				if _, err := bare.Exec(b.Context(), `INSERT INTO bare (raw) SELECT unnest($1::bytea[])`, x.Raws); err != nil {
					b.Fatal(err)
				}
				theirs += time.Since(begun)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
			b.ReportMetric(float64(n*b.N)/ours.Seconds(), "changes/s")
		})
	}
}
