package center_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
	"yorisoi/sync/wire/wiretest"
)

// logOf opens the log of a center's folder beside whoever else has it open.
func logOf(t testing.TB, dir string) *sqlitelog.Log {
	t.Helper()
	log, err := sqlitelog.Open(t.Context(), filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

// open opens a center's folder as a command does.
func open(t testing.TB, dir string) *center.Center {
	t.Helper()
	c, err := center.Open(t.Context(), center.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// sealedBlob makes a blob of random chunks.
func sealedBlob(t testing.TB, kase uuid.UUID, sizes ...int) (*ledger.Manifest, [][]byte) {
	t.Helper()
	m := &ledger.Manifest{Case: kase, Key: uuid.New(), Content: ledger.HashOf([]byte(uuid.NewString()))}
	var chunks [][]byte
	for _, size := range sizes {
		chunk := make([]byte, size)
		rand.Read(chunk)
		chunks = append(chunks, chunk)
		m.Chunks, m.Size = append(m.Chunks, ledger.HashOf(chunk)), m.Size+uint64(size)
	}
	return m, chunks
}

// filled is a served center with everything in it that a backup has.
func filled(t *testing.T) (*centertest.Served, *wiretest.Desk) {
	t.Helper()
	c, s, desk := office(t)
	kase := uuid.New()
	for range 3 {
		s.push(desk.Write(kase, "訪問の記録"), desk.Write(uuid.New(), "別の家庭"), desk.Write(kase, "続き"))
	}
	nurse := wiretest.Person(t)
	s.push(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	s.push(desk.WriteAs(nurse, kase, "発育は順調"))
	log := logOf(t, c.Dir)
	raw := wiretest.NewOffice(t, c.ID()).Desk(uuid.New())
	raw.Founder = desk.Founder
	held := raw.Write(kase, "預かった記録")
	if _, err := log.Hold(t.Context(), 1234, []logbook.Held{{Dot: logbook.Dot{Chain: logbook.Chain{Case: kase, Station: raw.ID}, N: 1}, Raw: held}}); err != nil {
		t.Fatal(err)
	}
	m, chunks := sealedBlob(t, kase, ledger.BlobChunk, ledger.BlobChunk, 5000)
	if err := log.AddBlob(t.Context(), 99, m.ID(), m); err != nil {
		t.Fatal(err)
	}
	for n, chunk := range chunks {
		if err := log.AddChunk(t.Context(), m.ID(), n, chunk); err != nil {
			t.Fatal(err)
		}
	}
	begun, _ := sealedBlob(t, kase, 4096)
	if err := log.AddBlob(t.Context(), 99, begun.ID(), begun); err != nil {
		t.Fatal(err)
	}
	gone := logbook.Station{ID: uuid.New(), Name: "古い端末", Type: ledger.StationLaptop, Key: []byte("k"), At: 5}
	if err := log.AddStation(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if err := c.Revoke(t.Context(), gone.ID, "紛失"); err != nil {
		t.Fatal(err)
	}
	return c, desk
}

// content is what two logs must have alike, whatever their numbers are.
type content struct {
	Changes, Held [][]byte
	Ats           []int64
	Stations      []logbook.Station
	Revoked       []logbook.Revocation
	Founder       uuid.UUID
	Digests       [ledger.Buckets]ledger.Hash
	Whole         []ledger.Hash
	Chunks        [][]byte
}

func contentOf(t *testing.T, log logbook.Log) content {
	t.Helper()
	var out content
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	query := logbook.Query{UpTo: 1 << 40, Limit: 1 << 20, Bytes: 1 << 30}
	changes, err := log.Changes(t.Context(), query)
	check(err)
	for _, l := range changes {
		out.Changes, out.Ats = append(out.Changes, l.Raw), append(out.Ats, l.At)
	}
	held, err := log.Held(t.Context(), query)
	check(err)
	for _, l := range held {
		out.Held, out.Ats = append(out.Held, l.Raw), append(out.Ats, l.At)
	}
	out.Stations, err = log.Stations(t.Context())
	check(err)
	out.Revoked, err = log.Revocations(t.Context())
	check(err)
	out.Founder, err = log.Founder(t.Context())
	check(err)
	out.Digests, err = log.Digests(t.Context())
	check(err)
	ids, err := log.BlobIDs(t.Context(), ledger.Hash{}, 1000)
	check(err)
	blobs, err := log.FindBlobs(t.Context(), ids)
	check(err)
	for _, id := range ids {
		if !blobs[id].Whole() {
			continue
		}
		out.Whole = append(out.Whole, id)
		for n := range blobs[id].Manifest.Chunks {
			chunk, err := log.Chunk(t.Context(), id, n)
			check(err)
			out.Chunks = append(out.Chunks, chunk)
		}
	}
	return out
}

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
	for _, tc := range []struct {
		name, passphrase string
		places           int
	}{{"Open", "", 40}, {"Sealed", "合言葉", 7}} { // to try a passphrase is slow on purpose
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
			step := len(whole) / tc.places
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
