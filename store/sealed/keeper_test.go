package sealed_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"yorisoi/store/sealed"
)

// keeping is a store with a table of numbers and their squares.
func keeping(tb testing.TB) *sealed.DB {
	tb.Helper()
	d := create(tb, filepath.Join(tb.TempDir(), "store.db"))
	run(tb, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER NOT NULL UNIQUE) STRICT")
	for i := range 50 {
		run(tb, d, "INSERT INTO t (id, v) VALUES (?, ?)", i, i*i)
	}
	return d
}

func kept(tb testing.TB, d *sealed.DB) int {
	tb.Helper()
	n, err := sealed.Kept(tb.Context(), d.SQL())
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func TestStatementsAreKept(t *testing.T) {
	d := keeping(t)
	before := kept(t, d)
	for i := range 5 {
		var v int
		if err := d.SQL().QueryRow("SELECT v FROM t WHERE id = ?", i).Scan(&v); err != nil || v != i*i {
			t.Fatalf("got %d, %v", v, err)
		}
	}
	if got := kept(t, d); got != before+1 {
		t.Errorf("one text, five times: got %d more", got-before)
	}
	for _, query := range []string{"PRAGMA user_version", "PRAGMA user_version = 3", "SELECT 1; SELECT 2", "BEGIN", "COMMIT", "SELECT ';' /* " + strings.Repeat("x", 8000) + "*/"} {
		if _, err := d.SQL().Exec(query); err != nil {
			t.Fatalf("%.40s: %v", query, err)
		}
	}
	if got := kept(t, d); got != before+1 {
		t.Errorf("what is not to be kept: got %d more", got-before-1)
	}
	for i := range 3 * sealed.StatementsKept {
		var v int
		if err := d.SQL().QueryRow(fmt.Sprintf("SELECT v + %d FROM t WHERE id = ?", i), 7).Scan(&v); err != nil || v != 49+i {
			t.Fatalf("got %d, %v", v, err)
		}
	}
	if got := kept(t, d); got != sealed.StatementsKept {
		t.Errorf("many texts: got %d, want %d", got, sealed.StatementsKept)
	}
	run(t, d, "VACUUM")
	var v int
	if err := d.SQL().QueryRow("SELECT v + 3 FROM t WHERE id = ?", 7).Scan(&v); err != nil || v != 52 {
		t.Errorf("one that had to go: got %d, %v", v, err)
	}
}

// A statement whose rows are open is not handed out a second time.
func TestStatementInUse(t *testing.T) {
	d := keeping(t)
	const query = "SELECT id, v FROM t WHERE id >= ? ORDER BY id LIMIT 3"
	type asker func(from int) (*sql.Rows, error)
	walk := func(t *testing.T, ask asker) {
		var visit func(from, deep int) (sum int)
		visit = func(from, deep int) (sum int) {
			rows, err := ask(from)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for n := from; rows.Next(); n++ {
				var id, v int
				if err := rows.Scan(&id, &v); err != nil || id != n || v != n*n {
					t.Fatalf("got %d, %d, %v, want %d, %d", id, v, err, n, n*n)
				}
				sum += id
				if deep > 0 {
					sum += visit(n+1, deep-1)
				}
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			return sum
		}
		if got, want := visit(0, 2), 3+27+135; got != want { // by depth
			t.Errorf("got %d, want %d", got, want)
		}
	}
	for _, db := range []*sql.DB{d.SQL(), d.Read()} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		t.Run("asked", func(t *testing.T) { walk(t, func(from int) (*sql.Rows, error) { return tx.Query(query, from) }) })
		t.Run("prepared", func(t *testing.T) {
			st, err := tx.Prepare(query)
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			walk(t, func(from int) (*sql.Rows, error) { return st.Query(from) })
		})
		t.Run("prepared twice", func(t *testing.T) {
			var both [2]*sql.Stmt
			for i := range both {
				if both[i], err = tx.Prepare(query); err != nil {
					t.Fatal(err)
				}
				defer both[i].Close()
			}
			n := 0
			walk(t, func(from int) (*sql.Rows, error) { n++; return both[n%2].Query(from) })
		})
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

// A kept statement sees the schema as it is, whichever connection changed it.
func TestStatementOfAnOlderSchema(t *testing.T) {
	d := keeping(t)
	columns := func(db *sql.DB) int {
		rows, err := db.Query("SELECT * FROM t")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		all, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if err := rows.Scan(make([]any, 0)...); err == nil {
				t.Fatal("scanned into nothing")
			}
		}
		return len(all)
	}
	for _, want := range []int{2, 3, 4} {
		for range 2 {
			if got := []int{columns(d.SQL()), columns(d.Read())}; got[0] != want || got[1] != want {
				t.Errorf("got %v columns, want %d", got, want)
			}
		}
		run(t, d, fmt.Sprintf("ALTER TABLE t ADD COLUMN more%d TEXT", want))
	}
	run(t, d, "DROP TABLE t")
	for _, db := range []*sql.DB{d.SQL(), d.Read()} {
		if _, err := db.Query("SELECT * FROM t"); err == nil || !strings.Contains(err.Error(), "no such table") {
			t.Errorf("without the table: got %v", err)
		}
	}
	run(t, d, "CREATE TABLE t (one INTEGER)")
	if got := []int{columns(d.SQL()), columns(d.Read())}; got[0] != 1 || got[1] != 1 {
		t.Errorf("another table: got %v columns", got)
	}
}

// What failed leaves nothing behind: neither in the statement nor in the
// transaction.
func TestStatementThatFailed(t *testing.T) {
	d := keeping(t)
	const insert = "INSERT INTO t (id, v) VALUES (?, ?)"
	for i := range 3 {
		var fault *sqlite.Error
		if _, err := d.SQL().Exec(insert, 100+i, 49); !errors.As(err, &fault) {
			t.Fatalf("the same value again: got %v", err)
		}
		if _, err := d.SQL().Exec(insert, 100+i, -i-1); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := d.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	st, err := tx.Prepare(insert)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := st.Exec(200+i, 49); err == nil {
			t.Fatal("the same value again was taken")
		}
		if _, err := st.Exec(200+i, -i-10); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	const slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*) FROM n"
	var wait sync.WaitGroup
	wait.Go(func() {
		var n int
		if err := d.Read().QueryRowContext(ctx, slow, 2_000_000_000).Scan(&n); !errors.Is(err, context.Canceled) {
			t.Errorf("canceled: got %d, %v", n, err)
		}
	})
	cancel()
	wait.Wait()
	var n int
	if err := d.Read().QueryRow(slow, 1000).Scan(&n); err != nil || n != 1000 {
		t.Errorf("after one was canceled: got %d, %v", n, err)
	}
	if err := d.SQL().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 56 {
		t.Errorf("got %d rows, %v, want 56", n, err)
	}
}

// Readers and a writer run the same texts at the same time.
func TestStatementsAtTheSameTime(t *testing.T) {
	d := keeping(t)
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() {
			for n := range 200 {
				want := (n + i) % 50
				rows, err := d.Read().Query("SELECT id, v FROM t WHERE id >= ? ORDER BY id", want)
				if err != nil {
					t.Error(err)
					return
				}
				var id, v int
				if !rows.Next() || rows.Scan(&id, &v) != nil || id != want || v != want*want {
					t.Errorf("got %d, %d, want %d", id, v, want)
				}
				if err := rows.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 200 {
		run(t, d, "INSERT INTO t (id, v) VALUES (?, ?)", 1000+n, -n-1)
	}
	wait.Wait()
}

// BenchmarkStatement reads one row by its key, on a plain database that keeps
// its statements and on one that does not.
func BenchmarkStatement(b *testing.B) {
	path := filepath.Join(b.TempDir(), "plain.db")
	keeps := plain(b, path)
	if _, err := keeps.Exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c, d, e)"); err != nil {
		b.Fatal(err)
	}
	if _, err := keeps.Exec("INSERT INTO t VALUES (1, 2, 3, 4, 5, 6)"); err != nil {
		b.Fatal(err)
	}
	compiles, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer compiles.Close()
	p := &pair{plain: compiles, sealed: keeps}
	p.compare(b, false, func(db *sql.DB) {
		for range 100 {
			var v int
			if err := db.QueryRow("SELECT b FROM t WHERE id = ? AND a = ? AND c > ?", 1, 2, 0).Scan(&v); err != nil || v != 3 {
				b.Fatal(v, err)
			}
		}
	})
}
