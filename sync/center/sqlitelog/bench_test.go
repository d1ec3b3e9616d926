package sqlitelog_test

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
)

// BenchmarkAppend reports how long an append takes compared with inserting
// the same bytes into a table without any index and committing that, in turns
// in one run: "x-bare" is the ratio.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			path := filepath.Join(dir, "center.db")
			if err := sqlitelog.Create(b.Context(), path, rand.Reader); err != nil {
				b.Fatal(err)
			}
			log, err := sqlitelog.Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			defer log.Close()
			bare := openBare(b, filepath.Join(dir, "bare.db"))
			var ours, theirs time.Duration
			c, head := logbook.Chain{Case: uuid.New(), Station: uuid.New()}, ledger.Head{}
			for b.Loop() {
				raws := make([][]byte, n)
				for i := range raws {
					raws[i] = make([]byte, 500)
					rand.Read(raws[i])
				}
				x := logbook.Extension{Chain: c, From: head, Raws: raws}
				x.To = ledger.Head{N: head.N + uint64(n), Hash: ledger.HashOf(raws[n-1])}
				begun := time.Now()
				if _, err := log.Append(b.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{x}}); err != nil {
					b.Fatal(err)
				}
				ours += time.Since(begun)
				head = x.To
				begun = time.Now()
				insertBare(b, bare, raws)
				theirs += time.Since(begun)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
			b.ReportMetric(float64(n*b.N)/ours.Seconds(), "changes/s")
		})
	}
}

func openBare(b *testing.B, path string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE bare (raw BLOB)`); err != nil {
		b.Fatal(err)
	}
	return db
}

func insertBare(b *testing.B, db *sql.DB, raws [][]byte) {
	b.Helper()
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(b.Context(), `INSERT INTO bare (raw) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	for _, raw := range raws {
		if _, err := stmt.ExecContext(b.Context(), raw); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
