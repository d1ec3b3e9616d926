package sealed_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"yorisoi/store/sealed"
)

var cheapKDF = sealed.KDF{Time: 1, MemoryKiB: 64, Threads: 1}

var (
	storeID = uuid.MustParse("0190b5a0-0000-7000-8000-00000000aaaa")
	aliceID = uuid.MustParse("0190b5a0-0000-7000-8000-00000000a11c")
	bobID   = uuid.MustParse("0190b5a0-0000-7000-8000-000000000b0b")
)

func slot(id uuid.UUID, password string) sealed.NewSlot {
	return sealed.NewSlot{ID: id, Label: []byte("label of " + password), Password: []byte(password),
		Extra: []byte("station"), KDF: cheapKDF}
}

func newSlots(t *testing.T) (string, *sealed.Slots) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.slots")
	s, err := sealed.CreateSlots(path, storeID, testKey(1), nil, slot(aliceID, "alice"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add(testKey(1), slot(bobID, "bob")); err != nil {
		t.Fatal(err)
	}
	return path, s
}

func reopenSlots(t *testing.T, path string) *sealed.Slots {
	t.Helper()
	s, err := sealed.OpenSlots(path)
	if err != nil {
		t.Fatalf("OpenSlots: %v", err)
	}
	return s
}

func TestSlotsUnlock(t *testing.T) {
	path, _ := newSlots(t)
	tests := []struct {
		name            string
		id              uuid.UUID
		password, extra string
		want            error
	}{
		{"OK", aliceID, "alice", "station", nil},
		{"OKSecond", bobID, "bob", "station", nil},
		{"ErrWrongPassword", aliceID, "Alice", "station", sealed.ErrWrongPassword},
		{"ErrWrongPasswordOfAnother", aliceID, "bob", "station", sealed.ErrWrongPassword},
		{"ErrWrongPasswordOtherStation", aliceID, "alice", "other", sealed.ErrWrongPassword},
		{"ErrWrongPasswordEmpty", aliceID, "", "station", sealed.ErrWrongPassword},
		{"ErrNoSlot", storeID, "alice", "station", sealed.ErrNoSlot},
	}
	s := reopenSlots(t, path)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key, err := s.Unlock(tt.id, []byte(tt.password), []byte(tt.extra))
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err == nil && key != testKey(1) {
				t.Error("another key came out")
			}
			if err != nil && key != (sealed.MasterKey{}) {
				t.Error("a key came out beside the error")
			}
		})
	}
	list := s.List()
	if len(list) != 2 || list[0].ID != aliceID || string(list[1].Label) != "label of bob" ||
		list[0].KDF != cheapKDF || list[0].Kind != sealed.SlotPassword || s.Store() != storeID {
		t.Errorf("List: got %+v", list)
	}
}

func TestSlotsChange(t *testing.T) {
	path, s := newSlots(t)
	if err := s.Replace(testKey(1), slot(aliceID, "new")); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(testKey(1), bobID); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, path + ".copy"} {
		alone := filepath.Join(t.TempDir(), "store.slots")
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(alone, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s := reopenSlots(t, alone)
		if _, err := s.Unlock(aliceID, []byte("new"), []byte("station")); err != nil {
			t.Errorf("new password: %v", err)
		}
		if _, err := s.Unlock(aliceID, []byte("alice"), []byte("station")); !errors.Is(err, sealed.ErrWrongPassword) {
			t.Errorf("old password: got %v, want ErrWrongPassword", err)
		}
		if _, err := s.Unlock(bobID, []byte("bob"), []byte("station")); !errors.Is(err, sealed.ErrNoSlot) {
			t.Errorf("removed slot: got %v, want ErrNoSlot", err)
		}
	}
	errs := []struct {
		name      string
		got, want error
	}{
		{"AddTwice", s.Add(testKey(1), slot(aliceID, "x")), sealed.ErrExists},
		{"AddWithOtherKey", s.Add(testKey(2), slot(bobID, "x")), sealed.ErrWrongKey},
		{"ReplaceMissing", s.Replace(testKey(1), slot(bobID, "x")), sealed.ErrNoSlot},
		{"RemoveMissing", s.Remove(testKey(1), bobID), sealed.ErrNoSlot},
	}
	for _, e := range errs {
		if !errors.Is(e.got, e.want) {
			t.Errorf("%s: got %v, want %v", e.name, e.got, e.want)
		}
	}
	if _, err := sealed.CreateSlots(path, storeID, testKey(1), nil, slot(bobID, "bob")); !errors.Is(err, sealed.ErrExists) {
		t.Errorf("CreateSlots: got %v, want ErrExists", err)
	}
}

// TestSlotsTorn damages one copy in every way that a torn write can.
func TestSlotsTorn(t *testing.T) {
	path, s := newSlots(t)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Replace(testKey(1), slot(aliceID, "new")); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, torn := range []string{path, path + ".copy"} {
		for n := 0; n <= len(whole); n += 13 {
			mixed := append(append([]byte(nil), whole[:n]...), old[min(n, len(old)):]...)
			for _, b := range [][]byte{whole[:n], mixed} {
				if err := os.WriteFile(torn, b, 0o600); err != nil {
					t.Fatal(err)
				}
				s := reopenSlots(t, path)
				if _, err := s.Unlock(aliceID, []byte("new"), []byte("station")); err != nil {
					t.Fatalf("%s torn after %d bytes: %v", filepath.Base(torn), n, err)
				}
				if got, err := os.ReadFile(torn); err != nil || !bytes.Equal(got, whole) {
					t.Fatalf("%s torn after %d bytes was not renewed: %v", filepath.Base(torn), n, err)
				}
			}
		}
	}
}

func TestSlotsDamaged(t *testing.T) {
	path, _ := newSlots(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		for _, p := range []string{path, path + ".copy"} {
			if err := os.WriteFile(p, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range whole {
		b := append([]byte(nil), whole...)
		b[i] ^= 0x10
		write(b)
		want := sealed.ErrDamaged
		if i == 16 || i == 17 {
			want = sealed.ErrNewerVersion
		}
		if _, err := sealed.OpenSlots(path); !errors.Is(err, want) {
			t.Fatalf("byte %d: got %v, want %v", i, err, want)
		}
	}
	write(append(whole, 0))
	if _, err := sealed.OpenSlots(path); !errors.Is(err, sealed.ErrDamaged) {
		t.Errorf("byte added: got %v, want ErrDamaged", err)
	}
	for _, p := range []string{path, path + ".copy"} {
		if err := os.Remove(p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sealed.OpenSlots(path); !errors.Is(err, sealed.ErrNotFound) {
		t.Errorf("no file: got %v, want ErrNotFound", err)
	}
}

func TestSlotsRefuse(t *testing.T) {
	_, s := newSlots(t)
	for name, n := range map[string]sealed.NewSlot{
		"LabelTooLong": {ID: storeID, Label: make([]byte, 4097), KDF: cheapKDF},
		"NoMemory":     {ID: storeID, KDF: sealed.KDF{Time: 1, MemoryKiB: 7, Threads: 1}},
		"AllMemory":    {ID: storeID, KDF: sealed.KDF{Time: 1, MemoryKiB: 1 << 30, Threads: 1}},
		"NoTime":       {ID: storeID, KDF: sealed.KDF{MemoryKiB: 64, Threads: 1}},
	} {
		if err := s.Add(testKey(1), n); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if got := len(s.List()); got != 2 {
		t.Errorf("got %d slots after refusals, want 2", got)
	}
	if k := sealed.DefaultKDF; k.MemoryKiB < 64<<10 || k.Time < 3 {
		t.Errorf("default parameters are below the floor: %+v", k)
	}
}
