package sealed_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"yorisoi/store/sealed"
)

// statement draws SQL that does the same on every database of the same past.
func statement(t *rapid.T) string {
	table := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "table")
	id := rapid.IntRange(0, 60).Draw(t, "id")
	size := rapid.SampledFrom([]int{0, 3, 80, 900, 4040, 4070, 9000, 30000}).Draw(t, "size")
	rows := rapid.SampledFrom([]int{1, 2, 40, 300}).Draw(t, "rows")
	return rapid.SampledFrom([]string{
		fmt.Sprintf("INSERT OR REPLACE INTO %s VALUES (%d, printf('%%0%dd', %d))", table, id, size, id),
		fmt.Sprintf("INSERT INTO %s VALUES (%d, 'clash or not')", table, id),
		fmt.Sprintf("UPDATE %s SET v = v || printf('%%0%dd', id) WHERE id %% 7 = %d", table, size, id%7),
		fmt.Sprintf("DELETE FROM %s WHERE id > %d", table, id),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
			INSERT OR IGNORE INTO %s SELECT i, printf('%%0%dd', i) FROM n`, rows, table, size%1000),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
			INSERT INTO %s SELECT 1000 + i %% %d, printf('%%0%dd', i) FROM n`, rows, table, rows-rows/3, size%1000),
		fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_v ON %s (v)", table, table),
		fmt.Sprintf("DROP INDEX IF EXISTS %s_v", table),
		"BEGIN", "BEGIN", "COMMIT", "COMMIT", "ROLLBACK",
		"SAVEPOINT s", "ROLLBACK TO s", "RELEASE s",
		"VACUUM", "ANALYZE", "REINDEX",
		"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)",
		"PRAGMA cache_size = 10", "PRAGMA cache_size = 2000",
		"PRAGMA auto_vacuum = INCREMENTAL", "PRAGMA incremental_vacuum(5)",
		"PRAGMA secure_delete = ON",
		"REOPEN", "KILL",
	}).Draw(t, "statement")
}

// dump is everything in the two tables, as text.
func dump(db *sql.DB) (string, error) {
	rows, err := db.Query(`SELECT 'a', id, length(v), v FROM a UNION ALL
		SELECT 'b', id, length(v), v FROM b ORDER BY 1, 2`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var table, v string
		var id, size int
		if err := rows.Scan(&table, &id, &size, &v); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, table, id, size, v)
	}
	return b.String(), rows.Err()
}

// twin is a sealed and a plain database of the same past.
type twin struct {
	dir    string
	n      int
	inTx   bool
	sealed *sealed.DB
	plain  *sql.DB
}

func (w *twin) path() string { return filepath.Join(w.dir, fmt.Sprintf("store-%d.db", w.n)) }

// reopen closes the sealed store and opens it again; with kill it opens what a
// kill would have left instead.
func (w *twin) reopen(t *rapid.T, kill bool) {
	if kill {
		from := w.path()
		w.n++
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(from + suffix)
			if os.IsNotExist(err) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(w.path()+suffix, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.sealed.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	d, err := sealed.Open(context.Background(), w.path(), testKey(1), sealed.Options{CacheKiB: 200})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w.sealed = d
}

func (w *twin) do(t *rapid.T, query string) {
	switch {
	case query == "REOPEN" || query == "KILL":
		if w.inTx { // an open transaction ends with its connection
			w.do(t, "ROLLBACK")
		}
		w.reopen(t, query == "KILL")
		return
	case query == "BEGIN":
		w.inTx = true
	case query == "COMMIT" || query == "ROLLBACK":
		w.inTx = false
	}
	_, err := w.sealed.SQL().Exec(query)
	_, want := w.plain.Exec(query)
	// Within a transaction a checkpoint is refused or not depending on whether
	// the connection had to read the schema before.
	same := (err == nil) == (want == nil) || strings.HasPrefix(query, "PRAGMA wal_checkpoint")
	if !same || sealed.Classify(err) != err {
		t.Fatalf("%s: sealed: %v, plain: %v", query, err, want)
	}
	if query == "SAVEPOINT s" || query == "RELEASE s" {
		w.inTx = true // it may have opened one; a needless ROLLBACK is refused by both
	}
}

func (w *twin) check(t *rapid.T) {
	got, err := dump(w.sealed.SQL())
	if err != nil {
		t.Fatalf("read sealed: %v", err)
	}
	want, err := dump(w.plain)
	if err != nil {
		t.Fatalf("read plain: %v", err)
	}
	if got != want {
		t.Fatalf("the databases differ: %d and %d bytes", len(got), len(want))
	}
}

func TestSameAsPlain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		w := &twin{dir: dir}
		w.sealed, err = sealed.Create(context.Background(), w.path(), testKey(1), sealed.Options{CacheKiB: 200})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { w.sealed.Close() }()
		if w.plain, err = sql.Open("sqlite", filepath.Join(dir, "plain.db")); err != nil {
			rt.Fatal(err)
		}
		defer w.plain.Close()
		w.plain.SetMaxOpenConns(1)
		for _, q := range []string{"CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT)", "CREATE TABLE b (id INT PRIMARY KEY, v BLOB) WITHOUT ROWID",
			"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"} {
			w.do(rt, q)
		}
		for range rapid.IntRange(5, 40).Draw(rt, "steps") {
			w.do(rt, statement(rt))
		}
		w.check(rt)
		var ok string
		if err := w.sealed.SQL().QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
			rt.Fatalf("integrity_check: %q, %v", ok, err)
		}
		if err := w.sealed.Fault(); err != nil {
			rt.Fatal(err)
		}
	})
}
