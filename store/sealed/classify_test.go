package sealed_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"

	"yorisoi/store/sealed"
)

func TestClassify(t *testing.T) {
	plain := errors.New("something else")
	tests := []struct {
		name string
		err  error
		want error
	}{
		{"Nil", nil, nil},
		{"Other", plain, plain},
		{"NoSpace", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, sealed.ErrDiskFull},
		{"Permission", &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, sealed.ErrReadOnly},
		{"ReadOnlyVolume", fmt.Errorf("open: %w", syscall.EROFS), sealed.ErrReadOnly},
		{"NotExist", &fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, sealed.ErrNotFound},
		{"Exist", &fs.PathError{Op: "open", Path: "x", Err: syscall.EEXIST}, sealed.ErrExists},
		{"Locked", &sealed.LockedError{Path: "x"}, sealed.ErrLocked},
		{"Twice", sealed.Classify(syscall.EROFS), sealed.ErrReadOnly},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := sealed.Classify(tt.err)
			if !errors.Is(got, tt.want) || !errors.Is(got, tt.err) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if sealed.Classify(got) != got {
				t.Error("a second time changed it")
			}
		})
	}
}

// TestDamageInUse damages a page while the store is open: reading it is an
// error that says so, and the rest can still be read.
func TestDamageInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := create(t, path)
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
	run(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, printf('%0900d', i) FROM n")
	run(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	edit(t, path, func(b []byte) []byte { b[len(b)-9000] ^= 4; return b })

	reader, err := sealed.Open(context.Background(), copyStore(t, path), testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var n int
	if err := reader.Read().QueryRow("SELECT sum(length(v)) FROM t WHERE id < 100").Scan(&n); err != nil || n != 99*900 {
		t.Errorf("whole pages: got %d, %v", n, err)
	}
	err = reader.Read().QueryRow("SELECT sum(length(v)) FROM t").Scan(&n)
	if !errors.Is(sealed.Classify(err), sealed.ErrDamaged) || !errors.Is(reader.Fault(), sealed.ErrDamaged) {
		t.Errorf("damaged page: got %v, fault %v; want ErrDamaged", err, reader.Fault())
	}
}
