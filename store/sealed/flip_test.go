package sealed_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store/sealed"
)

const (
	logHeader = 1024
	frame     = 4120

	flipStep = 127 // a prime, so that all parts of pages and frames are met
)

// logged makes a store of which transactions 1 to n are in the log alone, and
// returns a copy as a kill would leave it, and where in the log each ends.
// Transaction i sets row 1 to i, adds
// row 100+i and, to fill frames, rewrites a wide row.
func logged(tb testing.TB, n int) (string, []int) {
	tb.Helper()
	var ends []int
	path := filepath.Join(tb.TempDir(), "store.db")
	d := create(tb, path)
	run(tb, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, wide TEXT)")
	run(tb, d, "INSERT INTO t VALUES (1, 0, printf('%09000d', 0))")
	run(tb, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	for i := 1; i <= n; i++ {
		tx, err := d.SQL().Begin()
		if err != nil {
			tb.Fatal(err)
		}
		for _, q := range []string{
			"UPDATE t SET v = ?1, wide = printf('%09000d', ?1) WHERE id = 1",
			"INSERT INTO t VALUES (100 + ?1, ?1, 'x')",
		} {
			if _, err := tx.Exec(q, i); err != nil {
				tb.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			tb.Fatal(err)
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			tb.Fatal(err)
		}
		ends = append(ends, int(info.Size()))
	}
	to := copyStore(tb, path)
	if err := d.Close(); err != nil {
		tb.Fatal(err)
	}
	return to, ends
}

// whole is how many transactions end at or before size.
func whole(ends []int, size int) (n int) {
	for _, end := range ends {
		if end <= size {
			n++
		}
	}
	return n
}

// state opens a store and returns how many transactions it shows. Anything but
// the exact state after one of them is a failure, not an error.
func state(tb testing.TB, path string, o sealed.Options) (int, error) {
	tb.Helper()
	m, back := onMachine(tb, path)
	defer back()
	d, err := sealed.Open(context.Background(), path, testKey(1), m.On(o))
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var v, rows, sum int
	var wide string
	err = d.Read().QueryRow(`SELECT v, wide, (SELECT count(*) FROM t WHERE id > 100),
		(SELECT coalesce(sum(v), 0) FROM t WHERE id > 100 AND wide = 'x') FROM t WHERE id = 1`).Scan(&v, &wide, &rows, &sum)
	if err != nil {
		return 0, sealed.Classify(err)
	}
	if rows != v || sum != v*(v+1)/2 || wide != fmt.Sprintf("%09000d", v) {
		tb.Fatalf("wrong data: row 1 has %d, %d rows of sum %d were added", v, rows, sum)
	}
	return v, nil
}

// onMachine takes the files of a store into memory, where nothing has to wait
// for a disk; back writes what has become of them.
func onMachine(tb testing.TB, path string) (m *sealed.Machine, back func()) {
	tb.Helper()
	m = sealed.NewMachine()
	for _, name := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			tb.Fatal(err)
		}
		if err == nil {
			m.Put(name, b)
		}
	}
	return m, func() {
		after := m.Files()
		for _, name := range []string{path, path + "-wal"} {
			var err error
			if b, ok := after[name]; ok {
				err = os.WriteFile(name, b, 0o600)
			} else {
				err = os.RemoveAll(name)
			}
			if err != nil {
				tb.Fatal(err)
			}
		}
	}
}

// TestFlipDatabase flips a bit here and there in a database.
func TestFlipDatabase(t *testing.T) {
	source, _ := logged(t, 5)
	if _, err := state(t, source, sealed.Options{}); err != nil { // moves the log into the database
		t.Fatal(err)
	}
	bytes, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	path := copyStore(t, source)
	refused := 0
	for at := 0; at < len(bytes); at += flipStep {
		edit(t, path, func([]byte) []byte { return flip(at)(append([]byte(nil), bytes...)) })
		v, err := state(t, path, sealed.Options{})
		switch {
		case err == nil && v != 5:
			t.Fatalf("byte %d: got the state after %d transactions, want 5", at, v)
		case err != nil && !errors.Is(err, sealed.ErrDamaged):
			t.Fatalf("byte %d: got %v, want ErrDamaged", at, err)
		case err != nil:
			refused++
		}
	}
	// Some pages are free, and nobody reads them.
	if want := (len(bytes) - 8192) / flipStep / 2; refused < want {
		t.Errorf("%d flips were refused, want more than %d", refused, want)
	}
}

// TestFlipLog flips a bit here and there in a log. Where transactions that
// follow prove that the frame was whole once, it must be an error; in the last
// transaction it ends the log before that transaction.
func TestFlipLog(t *testing.T) {
	source, ends := logged(t, 5)
	bytes, err := os.ReadFile(source + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	last := ends[3]
	for at := 0; at < len(bytes); at += flipStep {
		path := copyStore(t, source)
		edit(t, path+"-wal", flip(at))
		v, err := state(t, path, sealed.Options{})
		switch {
		case at < logHeader && (err != nil || v != 5):
			t.Fatalf("byte %d of the header: got %d, %v; the other copy is whole", at, v, err)
		case at >= logHeader && at < last && !errors.Is(err, sealed.ErrDamaged):
			t.Fatalf("byte %d: got %d, %v; want ErrDamaged", at, v, err)
		case at >= last && (err != nil || v != 4):
			t.Fatalf("byte %d of the last transaction: got %d, %v", at, v, err)
		}
		if err == nil {
			continue
		}
		v, err = state(t, path, sealed.Options{CutDamagedLog: true})
		if want := whole(ends, at); err != nil || v != want {
			t.Fatalf("byte %d with CutDamagedLog: got %d, %v; want %d", at, v, err, want)
		}
		if again, err := state(t, path, sealed.Options{}); err != nil || again != v {
			t.Fatalf("byte %d after CutDamagedLog: got %d, %v; want %d", at, again, err, v)
		}
	}
}

// TestCutLog ends the log everywhere: what is left opens, and shows exactly
// the transactions that are whole.
func TestCutLog(t *testing.T) {
	source, ends := logged(t, 5)
	bytes, err := os.ReadFile(source + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	for size := 0; size <= len(bytes); size += 411 {
		for _, tail := range []string{"", "zeros", "noise"} {
			path := copyStore(t, source)
			edit(t, path+"-wal", func(b []byte) []byte {
				cut := append([]byte(nil), b[:size]...)
				if size < logHeader {
					return cut
				}
				switch tail {
				case "zeros":
					cut = append(cut, make([]byte, 3*frame)...)
				case "noise":
					cut = append(cut, bytes[logHeader+7:logHeader+7+3*frame]...)
				}
				return cut
			})
			v, err := state(t, path, sealed.Options{})
			if size < logHeader {
				if !errors.Is(err, sealed.ErrDamaged) {
					t.Fatalf("cut to %d: got %d, %v; want ErrDamaged", size, v, err)
				}
				v, err = state(t, path, sealed.Options{CutDamagedLog: true})
			}
			if want := whole(ends, size); err != nil || v != want {
				t.Fatalf("cut to %d with tail %q: got %d, %v; want %d", size, tail, v, err, want)
			}
		}
	}
}

// TestLogHeaderLost damages both copies of the log's header: with frames
// behind it that is an error, because the header is synced before them.
func TestLogHeaderLost(t *testing.T) {
	path, _ := logged(t, 2)
	edit(t, path+"-wal", func(b []byte) []byte { b[60]++; b[512+90]++; return b })
	if v, err := state(t, path, sealed.Options{}); !errors.Is(err, sealed.ErrDamaged) {
		t.Errorf("got %d, %v; want ErrDamaged", v, err)
	}
	if v, err := state(t, path, sealed.Options{CutDamagedLog: true}); err != nil || v != 0 {
		t.Errorf("with CutDamagedLog: got %d, %v; want 0", v, err)
	}
}

// TestLogOfAnotherTime puts logs beside a database that are not its own.
func TestLogOfAnotherTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := create(t, path)
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, wide TEXT)")
	run(t, d, "INSERT INTO t VALUES (1, 0, printf('%09000d', 0))")
	monday := copyStore(t, path)
	run(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	checkpointed := copyStore(t, path)
	run(t, d, "BEGIN")
	run(t, d, "UPDATE t SET v = 1, wide = printf('%09000d', 1)")
	run(t, d, "INSERT INTO t VALUES (101, 1, 'x')")
	run(t, d, "COMMIT")
	run(t, d, "PRAGMA wal_checkpoint(PASSIVE)")
	tuesday := copyStore(t, path)
	other, _ := logged(t, 2)

	tests := []struct {
		name    string
		db, log string
		cut     int
		want    error
	}{
		{"OKMonday", monday, monday, -1, nil},
		{"OKTuesday", tuesday, tuesday, -1, nil},
		{"OKNoLogAfterAll", checkpointed, "", -1, nil},
		{"ErrOlderLog", tuesday, monday, -1, sealed.ErrDamaged},
		{"ErrNewerLog", monday, tuesday, -1, sealed.ErrDamaged},
		{"OKLogThatIsBack", checkpointed, monday, -1, nil},
		{"ErrLogThatIsBackCut", checkpointed, monday, logHeader + frame, sealed.ErrDamaged},
		{"ErrLogThoughThereWasNone", checkpointed, tuesday, -1, sealed.ErrDamaged},
		{"ErrLogOfAnotherStore", tuesday, other, -1, sealed.ErrDamaged},
		{"ErrLogMissing", tuesday, "", -1, sealed.ErrDamaged},
		{"ErrLogEmptied", tuesday, tuesday, 0, sealed.ErrDamaged},
		{"ErrLogCutAfterCheckpoint", tuesday, tuesday, logHeader, sealed.ErrDamaged},
		{"ErrLogCutInFrame", tuesday, tuesday, logHeader + frame + 99, sealed.ErrDamaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := copyStore(t, tt.db)
			if err := os.RemoveAll(path + "-wal"); err != nil {
				t.Fatal(err)
			}
			if tt.log != "" {
				b, err := os.ReadFile(tt.log + "-wal")
				if err != nil {
					t.Fatal(err)
				}
				if tt.cut >= 0 {
					b = b[:min(tt.cut, len(b))]
				}
				if err := os.WriteFile(path+"-wal", b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := state(t, path, sealed.Options{}); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			// A refused store is left as it was found.
			if _, err := state(t, path, sealed.Options{}); !errors.Is(err, tt.want) {
				t.Fatalf("second time: got %v, want %v", err, tt.want)
			}
		})
	}
}

// TestTornPage1 is a power loss while page 1 is checkpointed: the database's
// first page is unreadable, and the log still has it.
func TestTornPage1(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := create(t, path)
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, wide TEXT)")
	run(t, d, "INSERT INTO t VALUES (1, 0, printf('%09000d', 0))")
	torn := copyStore(t, path)
	edit(t, torn, func(b []byte) []byte { clear(b[8192+2048 : 8192+4096]); return b })
	if v, err := state(t, torn, sealed.Options{}); err != nil || v != 0 {
		t.Errorf("got %d, %v", v, err)
	}
	edit(t, torn, func(b []byte) []byte { b[8192]++; return b })
	if v, err := state(t, torn, sealed.Options{}); !errors.Is(err, sealed.ErrDamaged) {
		t.Errorf("without the log: got %d, %v; want ErrDamaged", v, err)
	}
}
