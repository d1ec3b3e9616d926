package store_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"yorisoi/store/ledger"
)

// effort is what something took: time, and that of the processors.
type effort struct{ wall, cpu time.Duration }

func measure(do func()) effort {
	began, spent := time.Now(), spentCPU()
	do()
	return effort{time.Since(began), spentCPU() - spent}
}

func (e *effort) add(more effort) { e.wall, e.cpu = e.wall+more.wall, e.cpu+more.cpu }

// perCPU is how many were done in a second of one processor, 0 where that is
// not measured.
func (e effort) perCPU(n int) float64 {
	if e.cpu == 0 {
		return 0
	}
	return float64(n) / e.cpu.Seconds()
}

// bare inserts the changes of a log as rows of one table without any index of a
// plain database, 1,000 a transaction: the least that keeping them can take.
func bare(b *testing.B, log []ledger.Logged) effort {
	b.Helper()
	changes := make([]*ledger.Change, len(log))
	for i, l := range log {
		c, err := ledger.Decode(l.Raw)
		if err != nil {
			b.Fatal(err)
		}
		changes[i] = c
	}
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE change (id INTEGER PRIMARY KEY, file, station, n, at, author, seq, taken, raw)`); err != nil {
		b.Fatal(err)
	}
	return measure(func() {
		for part := range slices.Chunk(log, 1000) {
			if err := bareInsert(db, part, changes[:len(part)]); err != nil {
				b.Fatal(err)
			}
			changes = changes[len(part):]
		}
	})
}

func bareInsert(db *sql.DB, log []ledger.Logged, changes []*ledger.Change) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st, err := tx.Prepare(`INSERT INTO change (file, station, n, at, author, seq, taken, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	for i, c := range changes {
		if _, err := st.Exec(c.Case[:], c.Station[:], int64(c.N), int64(c.At), c.Author[:], int64(log[i].Seq), log[i].At, log[i].Raw); err != nil {
			return err
		}
	}
	return tx.Commit()
}
