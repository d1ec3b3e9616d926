package sealed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"yorisoi/store/sealed"
)

// TestDiskFull fills a small file system. Without the right to mount one, the
// database's own limit stands in: SQLite reports both alike.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	mounted := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=600k") == nil
	if mounted {
		defer func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		}()
	}
	path := filepath.Join(dir, "store.db")
	d, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
	if !mounted {
		run(t, d, "PRAGMA max_page_count = 100")
	}
	rows := 0
	for {
		_, err := d.SQL().Exec("INSERT INTO t (v) VALUES (printf('%09000d', 1))")
		if err != nil {
			if err = sealed.Classify(err); !errors.Is(err, sealed.ErrDiskFull) {
				t.Fatalf("after %d rows: got %v, want ErrDiskFull", rows, err)
			}
			break
		}
		rows++
	}
	var n int
	if err := d.SQL().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != rows || n == 0 {
		t.Errorf("got %d rows, %v; %d were acknowledged", n, err, rows)
	}
	killed := copyStore(t, path)
	if err := d.Close(); err != nil && !errors.Is(err, sealed.ErrDiskFull) {
		t.Errorf("Close: %v", err)
	}
	checkRows(t, killed, rows)
	if mounted {
		if _, err := sealed.Create(context.Background(), filepath.Join(dir, "b.db"), testKey(1), sealed.Options{}); err == nil {
			return // what the log held has been given back
		} else if !errors.Is(err, sealed.ErrDiskFull) {
			t.Errorf("Create: got %v, want ErrDiskFull", err)
		}
	}
}

func checkRows(t *testing.T, path string, want int) {
	t.Helper()
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	var ok string
	if err := d.SQL().QueryRow("SELECT count(*), (SELECT * FROM pragma_integrity_check) FROM t").Scan(&n, &ok); err != nil || n != want || ok != "ok" {
		t.Errorf("got %d rows, %q, %v; want %d", n, ok, err, want)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
