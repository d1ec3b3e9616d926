package sealed_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"yorisoi/store/sealed"
)

func testKey(b byte) sealed.MasterKey {
	var k sealed.MasterKey
	for i := range k {
		k[i] = b ^ byte(i)
	}
	return k
}

func create(tb testing.TB, path string) *sealed.DB {
	tb.Helper()
	d, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		tb.Fatalf("Create: %v", err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return d
}

func run(tb testing.TB, d *sealed.DB, query string, args ...any) {
	tb.Helper()
	if _, err := d.SQL().Exec(query, args...); err != nil {
		tb.Fatalf("exec %q: %v", query, err)
	}
}

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := create(t, path)
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT) STRICT")
	run(t, d, "BEGIN")
	for i := range 5000 {
		if i%250 == 0 {
			run(t, d, "COMMIT")
			run(t, d, "BEGIN")
		}
		run(t, d, "INSERT INTO t (v) VALUES (?)", fmt.Sprintf("row %d %0200d", i, i))
	}
	run(t, d, "COMMIT")
	var n int
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 5000 {
		t.Fatalf("count: got %d, %v; want 5000", n, err)
	}
	run(t, d, "VACUUM")
	if err := d.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer d.Close()
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 5000 {
		t.Fatalf("count: got %d, %v; want 5000", n, err)
	}
	var s string
	if err := d.SQL().QueryRow("PRAGMA integrity_check").Scan(&s); err != nil || s != "ok" {
		t.Fatalf("integrity_check: %q, %v", s, err)
	}
}
