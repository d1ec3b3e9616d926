package sealed_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
)

// markers must never be on the disk in any encoding.
var markers = []string{"森田さくらこ", "zzMARKERzz 090-1234-5678", "SQLite format 3", "CREATE TABLE", "secret_column"}

func encodings(s string) [][]byte {
	list := [][]byte{[]byte(s)}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, u)
		}
		list = append(list, b)
	}
	return list
}

// findMarkers returns the files under dir in which a marker can be read.
func findMarkers(tb testing.TB, dir string) (found []string) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return ignoreGone(err)
		}
		b, err := os.ReadFile(path)
		for _, m := range markers {
			for _, enc := range encodings(m) {
				if bytes.Contains(b, enc) {
					found = append(found, filepath.Base(path)+": "+m)
				}
			}
		}
		return ignoreGone(err)
	})
	if err != nil {
		tb.Error(err)
	}
	return found
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// writeMarkers does everything that makes SQLite write somewhere: spilling
// transactions, statements that undo themselves, sorts, temporary tables,
// indexes, VACUUM, checkpoints.
func writeMarkers(tb testing.TB, db *sql.DB, after func(step string)) {
	tb.Helper()
	const many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 6000) "
	text := markers[0] + " " + markers[1]
	steps := []struct {
		query string
		args  []any
		fails bool
	}{
		{query: "CREATE TABLE t (id INTEGER PRIMARY KEY, secret_column TEXT, wide BLOB)"},
		{query: "PRAGMA cache_size = 20"},
		{query: "BEGIN"},
		{query: many + "INSERT INTO t SELECT i, ?1 || i, CAST(?1 || printf('%0500d', i) AS BLOB) FROM n", args: []any{text}},
		{query: "UPDATE t SET secret_column = ?1 || id", args: []any{text}},
		{query: many + "INSERT INTO t SELECT 6001 + (i % 4000), ?1, ?1 FROM n", args: []any{text}, fails: true},
		{query: "SAVEPOINT s"},
		{query: "DELETE FROM t WHERE id % 2"},
		{query: "ROLLBACK TO s"},
		{query: "COMMIT"},
		{query: "CREATE INDEX t_wide ON t (wide, secret_column)"},
		{query: "CREATE TEMP TABLE x AS SELECT * FROM t ORDER BY wide DESC"},
		{query: "CREATE INDEX temp.x_wide ON x (wide)"},
		{query: "UPDATE x SET secret_column = (SELECT max(secret_column) FROM t GROUP BY wide ORDER BY 1 DESC LIMIT 1) WHERE id < 10"},
		{query: "VACUUM"},
		{query: "PRAGMA wal_checkpoint(TRUNCATE)"},
		{query: "DELETE FROM t WHERE id > 100"},
		{query: "VACUUM"},
		{query: "UPDATE t SET secret_column = ?1", args: []any{text}},
	}
	for _, s := range steps {
		if _, err := db.Exec(s.query, s.args...); (err != nil) != s.fails {
			tb.Fatalf("%s: %v", s.query, err)
		}
		after(s.query)
	}
}

func TestNothingReadable(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SQLITE_TMPDIR", dir)
	t.Setenv("TMPDIR", dir)
	d := create(t, filepath.Join(dir, "store.db"))

	stop, seen := make(chan struct{}), make(map[string]bool)
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
				for _, f := range findMarkers(t, dir) {
					seen[f] = true
				}
			}
		}
	})
	writeMarkers(t, d.SQL(), func(step string) {
		if found := findMarkers(t, dir); len(found) != 0 {
			t.Errorf("after %q: %v", step, found)
		}
	})
	killed := copyStore(t, filepath.Join(dir, "store.db"))
	close(stop)
	watcher.Wait()
	if len(seen) != 0 {
		t.Errorf("while working: %v", seen)
	}
	if found := findMarkers(t, filepath.Dir(killed)); len(found) != 0 {
		t.Errorf("after a kill: %v", found)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n := e.Name(); n != "store.db" && n != "store.db-wal" && n != "store.db-lock" {
			t.Errorf("unexpected file %s", n)
		}
	}
}

// TestMarkersAreFound proves that the search finds what it is meant to find.
func TestMarkersAreFound(t *testing.T) {
	dir := t.TempDir()
	db := plain(t, filepath.Join(dir, "plain.db"))
	writeMarkers(t, db, func(string) {})
	found := map[string]bool{}
	for _, f := range findMarkers(t, dir) {
		found[f] = true
	}
	for _, m := range markers {
		if !found["plain.db: "+m] {
			t.Errorf("%q was not found in a plain database", m)
		}
	}
}
