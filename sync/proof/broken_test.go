package proof_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/protect"
	"yorisoi/store/sealed"
)

// Files of a station's folder.
const (
	dataFile   = "station.db"
	slotsFile  = "keys.slots"
	secretFile = "station.key"
)

// kept is a locked station with a case and a draft in it.
type kept struct {
	dir          string
	me, kase     uuid.UUID
	family, note uuid.UUID
}

// keep makes a station of a center, writes to it and locks it.
func keep(tb testing.TB) *kept {
	tb.Helper()
	p := newPair(tb)
	k := &kept{dir: p.laptop.Dir, me: p.nurse, kase: p.kase, family: p.family, note: store.NewRecordID()}
	for i := range 40 {
		p.call(tb, p.laptop, fmt.Sprintf("042-555-%04d", i))
	}
	_, err := p.laptop.Store.SaveDraft(tb.Context(), store.Draft{Record: k.note, Case: k.kase, Kind: store.KindNote, Fields: map[string]any{"facts": sentence}})
	must(tb, err)
	must(tb, p.laptop.Lock())
	return k
}

// read opens a folder and reads everything that was kept, as screens would.
// It returns the first error; wrong content fails the test.
func (k *kept) read(tb testing.TB, dir, password string) error {
	tb.Helper()
	m := newMachine(dir)
	if err := m.Open(tb.Context(), k.me, password); err != nil {
		return err
	}
	err := k.readOpen(tb, m.Store)
	if closed := m.Lock(); err == nil {
		err = closed
	}
	return err
}

func (k *kept) readOpen(tb testing.TB, s *store.Store) error {
	tb.Helper()
	c, err := s.FindCase(tb.Context(), k.kase)
	if err != nil {
		return err
	}
	if c.Family == nil || c.Family.Text("phone") != "042-555-0039" {
		tb.Errorf("case: got %+v", c.Family)
	}
	d, err := s.FindDraft(tb.Context(), k.note)
	if err != nil {
		return err
	}
	if d.Fields["facts"] != sentence {
		tb.Errorf("draft: got %v", d.Fields)
	}
	history, err := s.History(tb.Context(), k.family)
	if err == nil && len(history) != 41 {
		tb.Errorf("history: got %d versions, want 41", len(history))
	}
	if err == nil {
		_, err = s.Search(tb.Context(), "早乙女", 10)
	}
	return err
}

// sums are the files of a folder by their content; the lock file, which says
// who tried last, and the sign-in page's counts are not part of the store.
func sums(tb testing.TB, dir string) map[string][32]byte {
	tb.Helper()
	out := map[string][32]byte{}
	for _, e := range folder(tb, dir) {
		if strings.HasSuffix(e.Name(), "-lock") || e.Name() == "station.json" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(tb, err)
		out[e.Name()] = sha256.Sum256(b)
	}
	return out
}

// spoil changes a file of a copy of the folder.
func (k *kept) spoil(tb testing.TB, name string, change func([]byte) []byte) string {
	tb.Helper()
	dir := copyFolder(tb, k.dir)
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path)
	must(tb, err)
	must(tb, os.WriteFile(path, change(b), 0o600))
	return dir
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte {
		b[(at%len(b)+len(b))%len(b)] ^= 0x55
		return b
	}
}

// both sets a byte in both copies that a file holds of its header.
func both(half, at int, value byte) func([]byte) []byte {
	return func(b []byte) []byte {
		b[at], b[half+at] = value, value
		return b
	}
}

func TestStoreThatCannotBeOpened(t *testing.T) {
	k := keep(t)
	version := func(b []byte) []byte { b[17] = 99; return b } // of the slots, FORMAT.md
	cut := func(part func(int) int) func([]byte) []byte {
		return func(b []byte) []byte { return b[:part(len(b))] }
	}
	slots := func(tb testing.TB, change func([]byte) []byte) string {
		dir := k.spoil(tb, slotsFile, change)
		path := filepath.Join(dir, slotsFile+".copy")
		b, err := os.ReadFile(path)
		must(tb, err)
		must(tb, os.WriteFile(path, change(b), 0o600))
		return dir
	}
	data := func(change func([]byte) []byte) func(testing.TB) string {
		return func(tb testing.TB) string { return k.spoil(tb, dataFile, change) }
	}
	for _, tc := range []struct {
		name, password, want string
		dir                  func(testing.TB) string
	}{
		{"WrongPassword", "ちがうことばです", "wrong_password", data(func(b []byte) []byte { return b })},
		{"SlotsDamaged", password, "store_damaged", func(tb testing.TB) string { return slots(tb, flip(60)) }},
		{"SlotsCut", password, "store_damaged", func(tb testing.TB) string { return slots(tb, cut(func(n int) int { return n / 2 })) }},
		{"SlotsNewer", password, "store_newer", func(tb testing.TB) string { return slots(tb, version) }},
		{"SecretLost", password, "store_damaged", func(tb testing.TB) string {
			dir := copyFolder(tb, k.dir)
			must(tb, os.Remove(filepath.Join(dir, secretFile)))
			return dir
		}},
		{"DataLost", password, "store_damaged", func(tb testing.TB) string {
			dir := copyFolder(tb, k.dir)
			must(tb, os.Remove(filepath.Join(dir, dataFile)))
			return dir
		}},
		{"DataNewer", password, "store_newer", data(both(2048, 17, 99))},
		{"DataHeaderDamaged", password, "store_damaged", data(both(2048, 40, 1))},
		{"DataEmpty", password, "store_truncated", data(cut(func(int) int { return 0 }))},
		{"DataCutInHeader", password, "store_truncated", data(cut(func(int) int { return 1000 }))},
		{"DataCutInHalf", password, "store_truncated", data(cut(func(n int) int { return n / 2 / 4096 * 4096 }))},
		{"DataCutByAByte", password, "store_truncated", data(cut(func(n int) int { return n - 1 }))},
		{"SchemaNewer", password, "store_newer", k.ofLaterProgram},
		{"NoStation", password, "not_enrolled", func(tb testing.TB) string { return tb.TempDir() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := tc.dir(t)
			before := sums(t, dir)
			for range 2 { // trying again does not make it worse
				if err := k.read(t, dir, tc.password); store.CodeOf(err) != tc.want {
					t.Errorf("got code %s of %v, want %s", store.CodeOf(err), err, tc.want)
				}
			}
			after := sums(t, dir)
			for name, sum := range before {
				if after[name] != sum {
					t.Errorf("%s was changed", name)
				}
			}
		})
	}
	if err := k.read(t, k.dir, password); err != nil {
		t.Errorf("the station itself: %v", err)
	}
}

// ofLaterProgram raises the schema's number, as a later program would.
func (k *kept) ofLaterProgram(tb testing.TB) string {
	tb.Helper()
	dir := copyFolder(tb, k.dir)
	secret, _, err := protect.Read(tb.Context(), filepath.Join(dir, secretFile), nil)
	must(tb, err)
	slots, err := sealed.OpenSlots(filepath.Join(dir, slotsFile))
	must(tb, err)
	master, err := slots.Unlock(k.me, []byte(password), secret)
	must(tb, err)
	db, err := sealed.Open(tb.Context(), filepath.Join(dir, dataFile), master, sealed.Options{})
	must(tb, err)
	_, err = db.SQL().ExecContext(tb.Context(), `PRAGMA user_version = 1000`)
	must(tb, err)
	must(tb, db.Close())
	return dir
}

// TestFlippedByte flips one byte at many places of a store: what comes out is
// right, or it is said that the store is damaged; never anything else.
func TestFlippedByte(t *testing.T) {
	k := keep(t)
	info, err := os.Stat(filepath.Join(k.dir, dataFile))
	must(t, err)
	noticed := 0
	for i := range 60 {
		at := int(info.Size()) * i / 60
		dir := k.spoil(t, dataFile, flip(at+i*37%4096))
		if err := k.read(t, dir, password); err != nil {
			noticed++
			if code := store.CodeOf(err); code != "store_damaged" && code != "store_truncated" && code != "store_newer" {
				t.Errorf("byte near %d: got code %s of %v", at, code, err)
			}
		}
	}
	if noticed == 0 {
		t.Error("no flipped byte was noticed")
	}
	for _, name := range []string{slotsFile, slotsFile + ".copy"} { // one of two copies
		if err := k.read(t, k.spoil(t, name, flip(60)), password); err != nil {
			t.Errorf("%s damaged: %v", name, err)
		}
	}
}

func TestStoreHeldByAnotherProcess(t *testing.T) {
	k := keep(t)
	other := startStation(t, deed{Dir: k.dir})
	other.do(deed{Do: "open", Staff: k.me})
	if err := k.read(t, k.dir, password); store.CodeOf(err) != "store_held" {
		t.Errorf("while it is held: got code %s of %v", store.CodeOf(err), err)
	}
	if got := other.do(deed{Do: "finddraft", Record: k.note}).Draft; got.Fields["facts"] != sentence {
		t.Errorf("the holder's draft: got %v", got)
	}
	other.kill()
	if err := k.read(t, k.dir, password); err != nil {
		t.Errorf("after the holder was killed: %v", err)
	}
}
