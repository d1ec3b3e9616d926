package sealed_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yorisoi/store/sealed"
)

// TestReadWhileWriting lets several readers look while a writer commits, rolls
// back and checkpoints: each sees some commit, whole, and never an older one
// than it saw before.
func TestReadWhileWriting(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	d, err := sealed.Create(ctx, filepath.Join(t.TempDir(), "store.db"), testKey(1), sealed.Options{CacheKiB: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, wide TEXT)")
	run(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 200) INSERT INTO t SELECT i, 0, printf('%0900d', 0) FROM n")
	run(t, d, "PRAGMA wal_autocheckpoint = 40")

	var readers sync.WaitGroup
	reads := make([]int, 4)
	for r := range reads {
		readers.Go(func() {
			last := -1
			for ctx.Err() == nil {
				var low, high, n int
				err := d.Read().QueryRow("SELECT min(v), max(v), sum(wide = printf('%0900d', v)) FROM t").Scan(&low, &high, &n)
				if err != nil || low != high || n != 200 || low < last {
					t.Errorf("reader %d: %d to %d in %d whole rows after %d, %v", r, low, high, n, last, err)
					return
				}
				last = low
				reads[r]++
			}
		})
	}
	commits := 0
	for ctx.Err() == nil {
		run(t, d, "BEGIN")
		run(t, d, "UPDATE t SET v = v + 1, wide = printf('%0900d', v + 1)")
		if commits%5 == 4 {
			run(t, d, "ROLLBACK")
			run(t, d, "BEGIN")
			run(t, d, "UPDATE t SET v = v + 1, wide = printf('%0900d', v + 1)")
		}
		run(t, d, "COMMIT")
		commits++
	}
	readers.Wait()
	for r, n := range reads {
		if n < 10 || commits < 10 {
			t.Errorf("reader %d read %d times beside %d commits: the test did not test", r, n, commits)
		}
	}
	if err := d.Fault(); err != nil {
		t.Error(err)
	}
}

// TestCloseInUse closes a store under a transaction: that goes on, nobody else
// gets the store, and its end is the end of the store.
func TestCloseInUse(t *testing.T) {
	defer sealed.WaitToClose(50 * time.Millisecond)()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "store.db")
	d, err := sealed.Create(ctx, path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE t (v)")
	tx, err := d.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("INSERT INTO t VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); !errors.Is(err, sealed.ErrInUse) {
		t.Errorf("Close: got %v, want ErrInUse", err)
	}
	if _, err := sealed.Open(ctx, path, testKey(1), sealed.Options{}); !errors.Is(err, sealed.ErrLocked) {
		t.Errorf("Open beside it: got %v, want ErrLocked", err)
	}
	if _, err := tx.Exec("INSERT INTO t VALUES (2)"); err != nil {
		t.Errorf("after Close: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Errorf("Commit: %v", err)
	}
	d, err = sealed.Open(ctx, path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 2 {
		t.Errorf("got %d rows, %v; want 2", n, err)
	}
}

// TestReadersDoNotWait reads while a transaction is open.
func TestReadersDoNotWait(t *testing.T) {
	d := create(t, filepath.Join(t.TempDir(), "store.db"))
	run(t, d, "CREATE TABLE t (v)")
	tx, err := d.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("INSERT INTO t VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 0 {
		t.Errorf("before commit: got %d, %v; want 0", n, err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 1 {
		t.Errorf("after commit: got %d, %v; want 1", n, err)
	}
}
