package sealed_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"yorisoi/store/sealed"
)

// filled makes a closed store with rows and returns its path.
func filled(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "store.db")
	d := create(tb, path)
	run(tb, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
	run(tb, d, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 300)
		INSERT INTO t SELECT i, printf('%0200d', i) FROM n`)
	if err := d.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// edit changes a file's bytes.
func edit(tb testing.TB, path string, change func([]byte) []byte) {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, change(b), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte { b[at] ^= 1; return b }
}

func TestOpenErrors(t *testing.T) {
	tests := []struct {
		name   string
		change func([]byte) []byte
		key    sealed.MasterKey
		want   error
	}{
		{"OK", func(b []byte) []byte { return b }, testKey(1), nil},
		{"OKFirstHeaderDamaged", flip(40), testKey(1), nil},
		{"OKSecondHeaderDamaged", flip(2048 + 40), testKey(1), nil},
		{"ErrWrongKey", func(b []byte) []byte { return b }, testKey(2), sealed.ErrWrongKey},
		{"ErrDamagedHeaders", func(b []byte) []byte { b[70]++; b[2048+99]++; return b }, testKey(1), sealed.ErrDamaged},
		{"ErrDamagedNoStore", func(b []byte) []byte { copy(b, make([]byte, 4096)); return b }, testKey(1), sealed.ErrDamaged},
		{"ErrDamagedPage1", flip(8192 + 50), testKey(1), sealed.ErrDamaged},
		{"ErrDamagedPage1Tag", flip(8192 + 4070), testKey(1), sealed.ErrDamaged},
		{"ErrDamagedPageSpare", flip(8192 + 4095), testKey(1), sealed.ErrDamaged},
		{"ErrDamagedPagesSwapped", swapPages, testKey(1), sealed.ErrDamaged},
		{"ErrTruncatedEmpty", cutTo(0), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedHeader", cutTo(4000), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedNoPage", cutTo(8192), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedMark", cutTo(8000), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedPage1", cutTo(12000), testKey(1), sealed.ErrTruncated},
		{"OKFirstMarkDamaged", flip(4096 + 9), testKey(1), nil},
		{"OKSecondMarkDamaged", flip(4096 + 2048 + 9), testKey(1), nil},
		{"ErrDamagedMarks", func(b []byte) []byte { b[4096]++; b[6144+87]++; return b }, testKey(1), sealed.ErrDamaged},
		{"ErrTruncatedPages", cutTo(6 * 4096), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedInPage", cutTo(6*4096 + 100), testKey(1), sealed.ErrTruncated},
		{"ErrTruncatedLastByte", func(b []byte) []byte { return b[:len(b)-1] }, testKey(1), sealed.ErrTruncated},
		{"ErrNewerVersion", func(b []byte) []byte {
			binary.BigEndian.PutUint16(b[16:], 2)
			binary.BigEndian.PutUint16(b[2048+16:], 2)
			return b
		}, testKey(1), sealed.ErrNewerVersion},
	}
	source := filled(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := copyStore(t, source)
			edit(t, path, tt.change)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			err = readAll(path, tt.key)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(before) != string(after) {
				t.Error("opening changed a file that it should only read")
			}
		})
	}
}

func cutTo(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:n] } }

func swapPages(b []byte) []byte {
	three := append([]byte(nil), b[3*4096:4*4096]...)
	copy(b[3*4096:], b[4*4096:5*4096])
	copy(b[4*4096:], three)
	return b
}

// readAll opens a store and reads everything in it.
func readAll(path string, key sealed.MasterKey) error {
	d, err := sealed.Open(context.Background(), path, key, sealed.Options{})
	if err != nil {
		return err
	}
	var n int
	err = d.Read().QueryRow("SELECT sum(length(v)) FROM t").Scan(&n)
	return errors.Join(sealed.Classify(err), d.Close())
}

// copyStore copies database and log, as a kill would leave them, elsewhere.
func copyStore(tb testing.TB, path string) string {
	tb.Helper()
	to := filepath.Join(tb.TempDir(), "store.db")
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if errors.Is(err, os.ErrNotExist) && suffix != "" {
			continue
		}
		if err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, b, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return to
}

func TestOpenMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if _, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{}); !errors.Is(err, sealed.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 0 {
		t.Errorf("opening left %v", left)
	}
}

func TestCreateExisting(t *testing.T) {
	path := filled(t)
	if _, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{}); !errors.Is(err, sealed.ErrExists) {
		t.Errorf("got %v, want ErrExists", err)
	}
	if err := readAll(path, testKey(1)); err != nil {
		t.Errorf("after Create was refused: %v", err)
	}
}

func TestOpenOtherStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	id := uuid.MustParse("0190b5a0-0000-7000-8000-000000000001")
	d, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{Store: id})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Store(); got != id {
		t.Errorf("Store: got %v, want %v", got, id)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = sealed.Open(context.Background(), path, testKey(1), sealed.Options{Store: uuid.New()})
	if !errors.Is(err, sealed.ErrWrongKey) {
		t.Errorf("got %v, want ErrWrongKey", err)
	}
}
