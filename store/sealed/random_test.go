package sealed_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"yorisoi/store/sealed"
)

// randomMark is in much of what random statements write.
const randomMark = "zzMARKzz"

// randomTables is what the random statements work on: rowids, none, a log that
// triggers write, an index of words.
var randomTables = []string{"a", "b", "trail", "words"}

var randomSchema = []string{
	"CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT)",
	"CREATE TABLE b (id INT PRIMARY KEY, v BLOB) WITHOUT ROWID",
	"CREATE TABLE trail (n INTEGER PRIMARY KEY, what TEXT, id INT)",
	"CREATE VIRTUAL TABLE words USING fts5 (v, tokenize = 'trigram')",
	"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
}

// refusedStatements are those that a plain database would obey.
var refusedStatements = []string{
	"ATTACH 'other.db' AS o", "ATTACH ':memory:' AS o", "ATTACH '' AS o", "VACUUM INTO 'other.db'", "VACUUM main INTO 'other.db'",
	"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = OFF", "PRAGMA temp_store = FILE", "PRAGMA synchronous = NORMAL",
	"PRAGMA page_size = 8192", "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA writable_schema = ON",
}

// statement draws SQL that does the same on every database of the same past.
func statement(t *rapid.T) string {
	table := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "table")
	id := rapid.IntRange(0, 60).Draw(t, "id")
	size := rapid.SampledFrom([]int{0, 3, 80, 900, 4040, 4070, 9000, 30000}).Draw(t, "size")
	large := rapid.SampledFrom([]int{100_000, 1_000_000, 3_000_000}).Draw(t, "large")
	rows := rapid.SampledFrom([]int{1, 2, 40, 300}).Draw(t, "rows")
	column := rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "column")
	return rapid.SampledFrom([]string{
		fmt.Sprintf("INSERT OR REPLACE INTO %s (id, v) VALUES (%d, printf('%s %%0%dd', %d))", table, id, randomMark, size, id),
		fmt.Sprintf("INSERT INTO %s (id, v) VALUES (%d, 'clash or not')", table, id),
		fmt.Sprintf("INSERT OR REPLACE INTO %s (id, v) VALUES (%d, CAST(zeroblob(%d) || '%s' AS BLOB))", table, id, large, randomMark),
		fmt.Sprintf("UPDATE %s SET v = substr(v, 1, 40000) || printf('%%0%dd', id) WHERE id %% 7 = %d", table, size, id%7),
		fmt.Sprintf("DELETE FROM %s WHERE id > %d", table, id),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
			INSERT OR IGNORE INTO %s (id, v) SELECT i, printf('%%0%dd', i) FROM n`, rows, table, size%1000),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
			INSERT INTO %s (id, v) SELECT 1000 + i %% %d, printf('%%0%dd', i) FROM n`, rows, table, rows-rows/3, size%1000),
		fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_v ON %s (v)", table, table),
		fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s_part ON %s (length(v)) WHERE id > %d", table, table, id),
		fmt.Sprintf("DROP INDEX IF EXISTS %s_v", table),
		fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS %s_gone AFTER DELETE ON %s BEGIN INSERT INTO trail (what, id) VALUES ('%s gone', old.id); END", table, table, randomMark),
		fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS %s_new AFTER INSERT ON %s BEGIN INSERT INTO words (v) VALUES (substr(new.v, 1, 60)); END", table, table),
		fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS %s_no BEFORE UPDATE ON %s WHEN old.id = %d BEGIN SELECT RAISE(%s, 'no'); END", table, table, id,
			rapid.SampledFrom([]string{"ABORT", "FAIL", "ROLLBACK", "IGNORE"}).Draw(t, "raise")),
		fmt.Sprintf("DROP TRIGGER IF EXISTS %s_no", table),
		fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s TEXT DEFAULT '%s'", table, column, randomMark),
		fmt.Sprintf("ALTER TABLE %s DROP COLUMN %s", table, column),
		fmt.Sprintf("CREATE TEMP TABLE IF NOT EXISTS x AS SELECT * FROM %s ORDER BY v DESC", table),
		fmt.Sprintf("INSERT OR IGNORE INTO %s (id, v) SELECT id + 100, v FROM x", table),
		"DROP TABLE IF EXISTS x",
		"INSERT INTO words (words) VALUES ('optimize')", fmt.Sprintf("DELETE FROM words WHERE rowid %% 5 = %d", id%5),
		"BEGIN", "BEGIN", "COMMIT", "COMMIT", "ROLLBACK",
		"SAVEPOINT s", "ROLLBACK TO s", "RELEASE s", "SAVEPOINT s2", "ROLLBACK TO s2", "RELEASE s2",
		"VACUUM", "ANALYZE", "REINDEX",
		"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA wal_checkpoint(RESTART)",
		"PRAGMA cache_size = 10", "PRAGMA cache_size = 2000", "PRAGMA wal_autocheckpoint = 20",
		"PRAGMA auto_vacuum = INCREMENTAL", "PRAGMA incremental_vacuum(5)",
		"PRAGMA secure_delete = ON",
		"REOPEN", "KILL", "REKEY", "REFUSED",
	}).Draw(t, "statement")
}

// dump is everything in the tables, as text.
func dump(db *sql.DB) (string, error) {
	var b strings.Builder
	for _, table := range randomTables {
		order := "rowid"
		if table == "b" {
			order = "id"
		}
		if err := dumpRows(&b, db, "SELECT * FROM "+table+" ORDER BY "+order); err != nil {
			return "", err
		}
	}
	err := dumpRows(&b, db, "SELECT rowid FROM words WHERE words MATCH '\"MARK\"' ORDER BY rowid")
	return b.String(), err
}

func dumpRows(b *strings.Builder, db *sql.DB, query string) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	fmt.Fprintln(b, query, columns)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, v := range values {
			fmt.Fprintf(b, "%T %s|", v, v)
		}
		fmt.Fprintln(b)
	}
	return rows.Err()
}

// twin is a sealed and a plain database of the same past.
type twin struct {
	path   string
	m      *sealed.Machine
	inTx   bool
	sealed *sealed.DB
	plain  *sql.DB
}

func (w *twin) options() sealed.Options { return w.m.On(sealed.Options{CacheKiB: 200}) }

// watch fails the test when something readable is written.
func (w *twin) watch(t *rapid.T) {
	w.m.Wrote = func(name string, offset int64, b []byte) {
		for _, mark := range []string{randomMark, "CREATE T", "0000000000000000000"} {
			if bytes.Contains(b, []byte(mark)) {
				t.Errorf("%q can be read in %s at %d", mark, filepath.Base(name), offset)
			}
		}
	}
}

// reopen closes the sealed store and opens it again; with kill it opens what a
// kill would have left instead.
func (w *twin) reopen(t *rapid.T, kill bool) {
	left := w.m
	if kill {
		left = w.m.Kill()
	}
	if err := w.sealed.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	w.m = left
	w.watch(t)
	d, err := sealed.Open(context.Background(), w.path, testKey(1), w.options())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w.sealed = d
	if _, err := w.plain.Exec("DROP TABLE IF EXISTS temp.x"); err != nil {
		t.Fatal(err)
	}
}

func (w *twin) do(t *rapid.T, query string) {
	switch {
	case query == "REOPEN" || query == "KILL" || query == "REKEY":
		if w.inTx { // an open transaction ends with its connection
			w.do(t, "ROLLBACK")
		}
		if query == "REKEY" {
			if err := w.sealed.Rekey(context.Background(), sealed.Rekeying{}); err != nil {
				t.Fatal(err)
			}
		}
		w.reopen(t, query == "KILL")
		return
	case query == "REFUSED":
		refused := rapid.SampledFrom(refusedStatements).Draw(t, "refused")
		// Within a transaction SQLite refuses VACUUM before it asks.
		_, err := w.sealed.SQL().Exec(refused)
		if err == nil || !errors.Is(sealed.Classify(err), sealed.ErrUnsupported) && !strings.HasPrefix(refused, "VACUUM") {
			t.Fatalf("%s: got %v, want ErrUnsupported", refused, err)
		}
		return
	case query == "BEGIN":
		w.inTx = true
	case query == "COMMIT" || query == "ROLLBACK":
		w.inTx = false
	}
	_, err := w.sealed.SQL().Exec(query)
	_, want := w.plain.Exec(query)
	// A plain database in memory has no log, and a checkpoint within a
	// transaction is refused or not depending on whether the connection had to
	// read the schema before.
	same := (err == nil) == (want == nil) || strings.HasPrefix(query, "PRAGMA wal_checkpoint")
	if !same || sealed.Classify(err) != err {
		t.Fatalf("%s: sealed: %v, plain: %v", query, err, want)
	}
	if strings.HasPrefix(query, "SAVEPOINT") || strings.HasPrefix(query, "RELEASE") {
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

// TestSameAsPlain runs random SQL on a sealed and a plain database. Nothing of
// it may be readable at any time, in any file.
func TestSameAsPlain(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("SQLITE_TMPDIR", temp)
	rapid.Check(t, func(rt *rapid.T) {
		w := &twin{path: filepath.Join(t.TempDir(), "store.db"), m: sealed.NewMachine()}
		w.watch(rt)
		var err error
		w.sealed, err = sealed.Create(context.Background(), w.path, testKey(1), w.options())
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { w.sealed.Close() }()
		if w.plain, err = sql.Open("sqlite", ":memory:?_pragma=foreign_keys(1)&_pragma=temp_store(2)"); err != nil {
			rt.Fatal(err)
		}
		defer w.plain.Close()
		w.plain.SetMaxOpenConns(1)
		for _, q := range randomSchema {
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
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("temporary files: %v, %v", left, err)
	}
}
