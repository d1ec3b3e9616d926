package sealed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/sqlite"
	"yorisoi/store/sealed"
)

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	d := create(t, filepath.Join(dir, "store.db"))
	run(t, d, "CREATE TABLE t (v)")
	other := filepath.Join(dir, "other.db")
	tests := []struct {
		query string
		args  []any
	}{
		{"ATTACH '" + other + "' AS o", nil},
		{"ATTACH 'file:" + other + "?vfs=unix' AS o", nil},
		{"ATTACH ? AS o", []any{"file:" + other + "?vfs=unix"}},
		{"ATTACH ? || '' AS o", []any{other}},
		{"ATTACH '' AS o", nil},
		{"VACUUM INTO '" + other + "'", nil},
		{"VACUUM INTO ?", []any{other}},
		{"PRAGMA journal_mode = DELETE", nil},
		{"PRAGMA journal_mode(memory)", nil},
		{"PRAGMA main.journal_mode = OFF", nil},
		{"PRAGMA locking_mode = EXCLUSIVE", nil},
		{"PRAGMA synchronous = OFF", nil},
		{"PRAGMA synchronous = 1", nil},
		{"PRAGMA temp_store = FILE", nil},
		{"PRAGMA temp_store_directory = '" + dir + "'", nil},
		{"PRAGMA page_size = 8192", nil},
		{"PRAGMA mmap_size = 1000000", nil},
		{"PRAGMA writable_schema = ON", nil},
	}
	for _, tt := range tests {
		_, err := d.SQL().Exec(tt.query, tt.args...)
		if err := sealed.Classify(err); !errors.Is(err, sealed.ErrUnsupported) {
			t.Errorf("%s: got %v, want ErrUnsupported", tt.query, err)
		}
	}
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a second database was made: %v", err)
	}
	for query, want := range map[string]string{
		"PRAGMA journal_mode": "wal", "PRAGMA page_size": "4096", "PRAGMA temp_store": "2", "PRAGMA synchronous": "2",
	} {
		var got string
		if err := d.SQL().QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", query, got, err, want)
		}
	}
}

func TestReadCannotWrite(t *testing.T) {
	d := create(t, filepath.Join(t.TempDir(), "store.db"))
	run(t, d, "CREATE TABLE t (v)")
	if _, err := d.Read().Exec("INSERT INTO t VALUES (1)"); !errors.Is(sealed.Classify(err), sealed.ErrReadOnly) {
		t.Errorf("got %v, want ErrReadOnly", err)
	}
	if _, err := d.Read().Exec("PRAGMA query_only = OFF"); !errors.Is(sealed.Classify(err), sealed.ErrUnsupported) {
		t.Errorf("got %v, want ErrUnsupported", err)
	}
}

// TestDriverIsHidden keeps the driver's own ways out of reach: a backup and a
// serialized database are plain text.
func TestDriverIsHidden(t *testing.T) {
	d := create(t, filepath.Join(t.TempDir(), "store.db"))
	c, err := d.SQL().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Raw(func(raw any) error {
		if _, ok := raw.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}); ok {
			t.Error("backup can be reached")
		}
		if _, ok := raw.(interface{ Serialize() ([]byte, error) }); ok {
			t.Error("serialization can be reached")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestForeignJournal puts a rollback journal beside the database, which plain
// SQLite would play back into it.
func TestForeignJournal(t *testing.T) {
	path := filled(t)
	journal := append([]byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7}, make([]byte, 9000)...)
	if err := os.WriteFile(path+"-journal", journal, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := readAll(path, testKey(1)); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(path + "-journal"); err != nil || len(b) != len(journal) {
		t.Errorf("the journal was touched: %v", err)
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	k := testKey(1)
	for _, s := range []string{k.String(), k.GoString()} {
		if !strings.Contains(s, "hidden") {
			t.Errorf("got %q", s)
		}
	}
}
