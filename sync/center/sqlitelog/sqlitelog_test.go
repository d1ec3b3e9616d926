package sqlitelog_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/logbook/logtest"
	"yorisoi/sync/center/sqlitelog"
)

func create(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "見守り 100%.db")
	if err := sqlitelog.Create(t.Context(), path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string) *sqlitelog.Log {
	t.Helper()
	log, err := sqlitelog.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

func TestContract(t *testing.T) {
	logtest.Run(t, func(t *testing.T) (logbook.Log, func() logbook.Log) {
		path := create(t)
		return open(t, path), func() logbook.Log { return open(t, path) }
	})
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	path := create(t)
	log := open(t, path)
	if err := log.AddInvite(t.Context(), logbook.Invite{Hash: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s: got mode %o, want 600", info.Name(), got)
		}
	}
}

// TestOpenNeverMakes opens what is not a whole log: it is refused and left
// byte for byte as it was.
func TestOpenNeverMakes(t *testing.T) {
	whole, err := os.ReadFile(create(t))
	if err != nil {
		t.Fatal(err)
	}
	torn := append([]byte(nil), whole...)
	for i := 100; i < len(torn); i++ {
		torn[i] = 0xa5
	}
	for _, tc := range []struct {
		name string
		file []byte
		want error
	}{
		{"Missing", nil, fs.ErrNotExist},
		{"Empty", []byte{}, sqlitelog.ErrDamaged},
		{"OtherFile", []byte("これは記録ではありません。これは記録ではありません。これは記録ではありません。"), sqlitelog.ErrDamaged},
		{"Torn", torn, sqlitelog.ErrDamaged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "center.db")
			if tc.file != nil {
				if err := os.WriteFile(path, tc.file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := sqlitelog.Open(t.Context(), path); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			after, err := os.ReadFile(path)
			if tc.file == nil && !errors.Is(err, fs.ErrNotExist) || string(after) != string(tc.file) {
				t.Errorf("the file was touched: %d bytes, %v", len(after), err)
			}
		})
	}
	t.Run("CreateOverExisting", func(t *testing.T) {
		if err := sqlitelog.Create(t.Context(), create(t), rand.Reader); !errors.Is(err, fs.ErrExist) {
			t.Errorf("got %v, want %v", err, fs.ErrExist)
		}
	})
}

func TestErrNewerVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "center.db")
	if err := sqlitelog.Create(t.Context(), path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlitelog.Open(t.Context(), path); !errors.Is(err, sqlitelog.ErrNewerVersion) {
		t.Errorf("got %v, want %v", err, sqlitelog.ErrNewerVersion)
	}
}
