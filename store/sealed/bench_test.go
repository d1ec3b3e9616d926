package sealed_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"modernc.org/sqlite"

	"yorisoi/store/sealed"
)

// Sizes of the benchmark's table: 800-byte rows, ten to a case.
const (
	benchRow  = 800
	benchCase = 10
	benchTx   = 1000
)

const benchSchema = `CREATE TABLE record (id INTEGER PRIMARY KEY, family INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX record_family ON record (family);`

// plain opens an ordinary database with the PRAGMAs of the sealed store. Its
// connections keep their statements as those of the store do.
func plain(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	q := url.Values{"_pragma": {"journal_mode(wal)", "busy_timeout(10000)", "cache_size(-16384)",
		"temp_store(memory)", "mmap_size(0)", "synchronous(full)", "foreign_keys(1)",
		"trusted_schema(0)", "cell_size_check(1)", "journal_size_limit(67108864)"}, "_defensive": {"1"}}
	base, err := sqlite.NewConnector(path + "?" + q.Encode())
	if err != nil {
		tb.Fatalf("open plain database: %v", err)
	}
	db := sql.OpenDB(sealed.KeepStatements(base))
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close plain database: %v", err)
		}
	})
	return db
}

// pair is the same table in a plain and in a sealed database.
type pair struct {
	plain, sealed *sql.DB
	rows          int
	random        *rand.Rand
}

func newPair(b *testing.B) *pair {
	dir := b.TempDir()
	p := &pair{plain: plain(b, filepath.Join(dir, "plain.db")), random: rand.New(rand.NewPCG(1, 2))}
	p.sealed = create(b, filepath.Join(dir, "sealed.db")).SQL()
	for _, db := range []*sql.DB{p.plain, p.sealed} {
		if _, err := db.Exec(benchSchema); err != nil {
			b.Fatal(err)
		}
	}
	return p
}

// insert adds n rows in one transaction.
func insert(b *testing.B, db *sql.DB, first, n int, random *rand.Rand) {
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := tx.Prepare("INSERT INTO record VALUES (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	body := make([]byte, benchRow)
	for i := range body {
		body[i] = byte(random.Uint32())
	}
	for i := first; i < first+n; i++ {
		binary.BigEndian.PutUint64(body, random.Uint64())
		if _, err := stmt.Exec(i, i/benchCase, body); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func (p *pair) fill(b *testing.B, rows int) {
	for p.rows < rows {
		insert(b, p.plain, p.rows, benchTx, p.random)
		insert(b, p.sealed, p.rows, benchTx, p.random)
		p.rows += benchTx
	}
}

// compare runs the same work on both, in turns so that the machine's moods
// meet both, and reports how fast sealed is as a fraction of plain: by the sum
// of all times where work saves up for later (checkpoints), else by the median,
// which other programs on the machine disturb less.
func (p *pair) compare(b *testing.B, savesUp bool, work func(db *sql.DB)) {
	var took [2][]float64
	for i := 0; b.Loop(); i++ {
		for j := range 2 {
			db, k := p.plain, 0
			if (i+j)%2 == 1 {
				db, k = p.sealed, 1
			}
			start := time.Now()
			work(db)
			took[k] = append(took[k], float64(time.Since(start)))
		}
	}
	middle := func(t []float64) float64 {
		sum := 0.0
		for _, d := range t {
			sum += d
		}
		if savesUp {
			return sum / float64(len(t))
		}
		slices.Sort(t)
		return t[len(t)/2]
	}
	plain, sealed := middle(took[0]), middle(took[1])
	b.ReportMetric(plain/sealed, "ratio")
	b.ReportMetric(sealed, "sealed-ns/op")
	b.ReportMetric(0, "ns/op")
}

var benchRows = []int{10_000, 200_000}

// BenchmarkSealedInsert writes 1,000 rows a transaction; budget: ratio 0.85.
func BenchmarkSealedInsert(b *testing.B) {
	p := newPair(b)
	next := map[*sql.DB]int{}
	p.compare(b, true, func(db *sql.DB) {
		insert(b, db, next[db], benchTx, p.random)
		next[db] += benchTx
	})
}

// BenchmarkSealedCommit writes one row a transaction, as a saved form does.
func BenchmarkSealedCommit(b *testing.B) {
	p := newPair(b)
	next := map[*sql.DB]int{}
	p.compare(b, true, func(db *sql.DB) {
		insert(b, db, next[db], 1, p.random)
		next[db]++
	})
}

// BenchmarkSealedCase reads the ten rows of one case; budget: ratio 0.9.
func BenchmarkSealedCase(b *testing.B) {
	for _, rows := range benchRows {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			p := newPair(b)
			p.fill(b, rows)
			p.compare(b, false, func(db *sql.DB) {
				var n int
				q := "SELECT sum(length(body)) FROM record WHERE family = ?"
				if err := db.QueryRow(q, p.random.IntN(rows/benchCase)).Scan(&n); err != nil || n != benchCase*benchRow {
					b.Fatalf("got %d, %v", n, err)
				}
			})
		})
	}
}

// BenchmarkSealedScan reads the whole table; budget: ratio 0.5.
func BenchmarkSealedScan(b *testing.B) {
	for _, rows := range benchRows {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			p := newPair(b)
			p.fill(b, rows)
			p.compare(b, false, func(db *sql.DB) {
				var n int
				if err := db.QueryRow("SELECT sum(length(body)) FROM record").Scan(&n); err != nil || n != rows*benchRow {
					b.Fatalf("got %d, %v", n, err)
				}
			})
		})
	}
}
