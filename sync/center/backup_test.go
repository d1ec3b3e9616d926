package center_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
)

func TestBackupAndRestore(t *testing.T) {
	c, _ := filled(t)
	want := contentOf(t, logOf(t, c.Dir))
	if len(want.Changes) != 12 || len(want.Held) != 1 || len(want.Whole) != 1 || len(want.Revoked) != 1 || len(want.Stations) != 2 {
		t.Fatalf("the center to back up is not filled: %d %d %d %d %d", len(want.Changes), len(want.Held), len(want.Whole), len(want.Revoked), len(want.Stations))
	}
	for _, tc := range []struct {
		name       string
		passphrase string
	}{{"Open", ""}, {"Sealed", "正しい馬電池"}} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "backup")
			// As the command does while serve runs.
			made, err := open(t, c.Dir).Backup(t.Context(), center.BackupOptions{Out: path, Passphrase: []byte(tc.passphrase)})
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != made.Bytes {
				t.Errorf("file: got %v, %v", info, err)
			}
			dir := filepath.Join(t.TempDir(), "restored")
			restored, err := center.Restore(t.Context(), center.Config{Dir: dir}, center.RestoreOptions{From: path, Passphrase: []byte(tc.passphrase)})
			if err != nil {
				t.Fatal(err)
			}
			if restored.Center != c.ID() || restored.Address != c.Address() || restored.Counts != made.Counts {
				t.Errorf("restored: got %+v", restored)
			}
			again := open(t, dir)
			if again.Pin() != c.Pin() {
				t.Error("stations would not know the restored center")
			}
			log := logOf(t, dir)
			if got := contentOf(t, log); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
			if log.ID() == logOf(t, c.Dir).ID() || log.ID() != restored.LogID {
				t.Error("the restored log has no id of its own: stations would not notice")
			}
			if v, err := again.Verify(t.Context()); err != nil || !v.OK() {
				t.Errorf("verify: got %+v, %v", v, err)
			}
		})
	}
}

func TestRestoreAtAnotherAddress(t *testing.T) {
	c, _ := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: path}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	options := center.RestoreOptions{From: path, Address: "10.9.9.9:8443"}
	if _, err := center.Restore(t.Context(), center.Config{Dir: dir}, options); err != nil {
		t.Fatal(err)
	}
	if got := open(t, dir).Address(); got != options.Address {
		t.Errorf("address: got %s", got)
	}
	if _, err := center.Restore(t.Context(), center.Config{Dir: dir}, options); !errors.Is(err, center.ErrExists) {
		t.Errorf("restore over a center: got %v", err)
	}
	options.Address = "nowhere"
	if _, err := center.Restore(t.Context(), center.Config{Dir: dir + "2"}, options); !errors.Is(err, center.ErrAddress) {
		t.Errorf("restore at no address: got %v", err)
	}
	checkNothing(t, dir+"2")
}

// checkNothing reports what a failed restore has left of dir.
func checkNothing(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(dir + "*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestBackupDamaged changes single bytes all over a backup, and cuts it at
// many places: it is never taken for whole.
func TestBackupDamaged(t *testing.T) {
	c, _ := filled(t)
	for _, tc := range []struct{ name, passphrase string }{{"Open", ""}, {"Sealed", "合言葉"}} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "backup")
			if _, err := c.Backup(t.Context(), center.BackupOptions{Out: path, Passphrase: []byte(tc.passphrase)}); err != nil {
				t.Fatal(err)
			}
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			bad := filepath.Join(t.TempDir(), "bad")
			check := func(what string, at int, b []byte) {
				t.Helper()
				if err := os.WriteFile(bad, b, 0o600); err != nil {
					t.Fatal(err)
				}
				if v, err := center.VerifyBackup(t.Context(), bad, []byte(tc.passphrase)); err == nil && v.OK() {
					t.Errorf("%s at %d of %d: taken for whole", what, at, len(whole))
				}
			}
			step := len(whole) / 40
			for at := 0; at < len(whole); at += step {
				check("cut", at, whole[:at])
				spoilt := bytes.Clone(whole)
				spoilt[at] ^= 0x10
				check("spoilt", at, spoilt)
			}
			for _, at := range []int{14, 15, 16, len(whole) - 1} { // the beginning and the sum
				spoilt := bytes.Clone(whole)
				spoilt[at] ^= 0x01
				check("spoilt", at, spoilt)
			}
			check("longer", len(whole), append(bytes.Clone(whole), 0))
			dir := filepath.Join(t.TempDir(), "restored")
			if _, err := center.Restore(t.Context(), center.Config{Dir: dir}, center.RestoreOptions{From: bad, Passphrase: []byte(tc.passphrase)}); err == nil {
				t.Error("a damaged backup was restored")
			}
			checkNothing(t, dir)
		})
	}
}

func TestBackupPassphrase(t *testing.T) {
	c, _ := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: path, Passphrase: []byte("正しい")}); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, passphrase string
		want             error
	}{{"Wrong", "違う", center.ErrPassphrase}, {"None", "", center.ErrNoPassphrase}} {
		if _, err := center.VerifyBackup(t.Context(), path, []byte(tc.passphrase)); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"相談室", c.Address(), "L-02", "古い端末", "紛失"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("sealed backup shows %q", secret)
		}
	}
	if err := os.WriteFile(path, []byte("大切なメモ"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := center.VerifyBackup(t.Context(), path, nil); !errors.Is(err, center.ErrNoBackup) {
		t.Errorf("another file: got %v", err)
	}
}

func TestBackupNames(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c := centertest.StartWith(t, center.Config{Now: func() time.Time { return now }})
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "center-other.yorisoi-backup"), []byte("別のセンター"), 0o600); err != nil {
		t.Fatal(err)
	}
	// What a backup left that was killed the day before yesterday, and one
	// that another process may be writing now.
	prefix := filepath.Join(folder, "center-"+c.ID().String()[:8]+"-1.yorisoi-backup.")
	for _, name := range []string{"old.part", "new.part"} {
		if err := os.WriteFile(prefix+name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(prefix+"old.part", time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var last center.Backup
	for range 4 {
		var err error
		if last, err = c.Backup(t.Context(), center.BackupOptions{Out: folder, Keep: 2}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 4 || filepath.Dir(last.Path) != folder || !strings.Contains(last.Path, "20261122-12") {
		t.Errorf("got %v, last %s", entries, last.Path)
	}
	if kept, err := c.LastBackup(); err != nil || kept.Path != last.Path || !kept.At.Equal(last.At) {
		t.Errorf("last backup: got %+v, %v", kept, err)
	}
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: last.Path}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another backup: got %v", err)
	}
}

// TestBackupFails leaves nothing behind that could be taken for a backup.
func TestBackupFails(t *testing.T) {
	c, _ := filled(t)
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Backup(ctx, center.BackupOptions{Out: folder}); err == nil {
		t.Error("a backup was made after its end")
	}
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: filepath.Join(folder, "none", "backup")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into no folder: got %v", err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// FuzzVerifyBackup reads anything as a backup: it may fail, and no more.
func FuzzVerifyBackup(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "center")
	if err := center.Init(f.Context(), center.Config{Dir: dir}, "10.1.2.3:8443"); err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "backup")
	if _, err := open(f, dir).Backup(f.Context(), center.BackupOptions{Out: path}); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(seed[:len(seed)/2])
	f.Add([]byte("yorisoi backup\n\x01\x00"))
	f.Add([]byte("yorisoi backup\n\x01\x00\x82\x01\x8b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 16 && b[16] == 1 {
			return // only costs time: Argon2id
		}
		at := filepath.Join(t.TempDir(), "backup")
		if err := os.WriteFile(at, b, 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := center.VerifyBackup(t.Context(), at, nil)
		if err == nil && v.OK() && !bytes.Equal(b, seed) {
			// It may be another whole backup; then it says so when read again.
			if again, err := center.VerifyBackup(t.Context(), at, nil); err != nil || again.Counts != v.Counts {
				t.Errorf("read twice: %+v, %v", again, err)
			}
		}
	})
}
