package sealed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/crypto/argon2"
)

// KDF is how much work a password guess costs: Argon2id.
type KDF struct {
	Time, MemoryKiB uint32
	Threads         uint8
}

// DefaultKDF is for new slots. It takes some tenths of a second on an office
// PC; a slot keeps its own, so a later default does not close old slots.
var DefaultKDF = KDF{Time: 3, MemoryKiB: 64 << 10, Threads: 4}

// Limits of what is read, so that an edited file cannot ask for all memory.
const (
	maxKDFTime      = 1 << 10
	maxKDFMemoryKiB = 4 << 20
	maxLabel        = 4096
	maxSlots        = 1024
)

func (k KDF) valid() bool {
	return k.Time >= 1 && k.Time <= maxKDFTime && k.Threads >= 1 &&
		k.MemoryKiB >= 8*uint32(k.Threads) && k.MemoryKiB <= maxKDFMemoryKiB
}

// SlotKind says what opens a slot. All kinds are wrapped alike.
type SlotKind uint8

// Kinds of slots. A slot of a kind that is not listed here is kept and listed,
// but not opened.
const (
	SlotPassword SlotKind = 1 // a person's password
	SlotRecovery SlotKind = 2 // the sheet in the safe, or the recovery group
	SlotDevice   SlotKind = 3 // a secret kept by the machine
)

// Slot is what can be read of a slot without opening it.
type Slot struct {
	ID    uuid.UUID
	Kind  SlotKind
	Label []byte // the caller's public bytes; trustworthy once Unlock succeeded
	KDF   KDF
}

// NewSlot is what Add and Replace are given.
type NewSlot struct {
	ID       uuid.UUID
	Kind     SlotKind // 0 means SlotPassword
	Label    []byte   // at most 4,096 bytes
	Password []byte
	Extra    []byte // the station's secret, mixed in; Unlock needs the same
	KDF      KDF    // zero means DefaultKDF
}

// Slots is a file that holds a store's master key once per slot. Its methods
// may be called from several goroutines of one process, which must hold the
// store's lock or otherwise be the only one that changes the file.
type Slots struct {
	path   string
	random io.Reader
	ground ground

	mu   sync.Mutex
	file slotsFile
}

// CreateSlots makes a slots file with one slot. It returns ErrExists if either
// copy is there. A nil random means the system's.
func CreateSlots(path string, store uuid.UUID, key MasterKey, random io.Reader, first NewSlot) (*Slots, error) {
	return createSlots(platform{}, path, store, key, random, first)
}

func createSlots(g ground, path string, store uuid.UUID, key MasterKey, random io.Reader, first NewSlot) (*Slots, error) {
	if err := refuseExisting(g, path, path+slotsSuffix); err != nil {
		return nil, fmt.Errorf("create slots: %w", err)
	}
	s := &Slots{path: path, random: sharedRandom(random), ground: g, file: slotsFile{store: store}}
	if err := s.Add(key, first); err != nil {
		return nil, err
	}
	return s, nil
}

// OpenSlots reads a slots file, from whichever copy is whole and newer, and
// renews the other copy if it can. It returns ErrNotFound, ErrNewerVersion or
// ErrDamaged.
func OpenSlots(path string) (*Slots, error) { return openSlots(platform{}, path) }

func openSlots(g ground, path string) (*Slots, error) {
	f, stale, err := readSlots(g, path)
	if err != nil {
		return nil, fmt.Errorf("open slots: %w", err)
	}
	s := &Slots{path: path, random: randomOr(nil), ground: g, file: f}
	if stale != "" {
		// A folder that cannot be written can still be opened.
		if err := replaceFile(g, stale, f.encode()); err != nil && !errors.Is(Classify(err), ErrReadOnly) {
			return nil, fmt.Errorf("renew slots: %w", Classify(err))
		}
	}
	return s, nil
}

// Store is the id of the store that the slots belong to.
func (s *Slots) Store() uuid.UUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.store
}

// List returns the slots in the order in which they were added.
func (s *Slots) List() []Slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Slot, len(s.file.slots))
	for i, r := range s.file.slots {
		list[i] = Slot{ID: r.id, Kind: r.kind, Label: bytes.Clone(r.label), KDF: r.kdf}
	}
	return list
}

// Unlock returns the master key. It returns ErrNoSlot; ErrWrongPassword if
// password or extra are not those of the slot; ErrNewerVersion for a slot of
// an unknown kind or derivation; ErrDamaged if the slot opens but the file
// around it is not what a holder of the key wrote.
func (s *Slots) Unlock(slot uuid.UUID, password, extra []byte) (MasterKey, error) {
	s.mu.Lock()
	f := s.file.clone()
	s.mu.Unlock()
	i := f.find(slot)
	if i < 0 {
		return MasterKey{}, fmt.Errorf("unlock slot %s: %w", slot, ErrNoSlot)
	}
	key, err := f.slots[i].open(f.store, password, extra)
	if err == nil && !f.authentic(key) {
		err = ErrDamaged
	}
	if err != nil {
		return MasterKey{}, fmt.Errorf("unlock slot %s: %w", slot, err)
	}
	return key, nil
}

// Add appends a slot; ErrExists if there is one of that id.
func (s *Slots) Add(key MasterKey, n NewSlot) error {
	return s.change(key, "add slot", n.ID, func(f *slotsFile) error {
		if f.find(n.ID) >= 0 {
			return ErrExists
		}
		r, err := s.wrap(f.store, key, n)
		f.slots = append(f.slots, r)
		return err
	})
}

// Replace changes password, label or parameters of a slot in one step.
func (s *Slots) Replace(key MasterKey, n NewSlot) error {
	return s.change(key, "replace slot", n.ID, func(f *slotsFile) error {
		i := f.find(n.ID)
		if i < 0 {
			return ErrNoSlot
		}
		r, err := s.wrap(f.store, key, n)
		f.slots[i] = r
		return err
	})
}

// Remove takes a slot away, from both copies. An older copy of the file that
// somebody kept still opens with the old password: FORMAT.md says what to do.
func (s *Slots) Remove(key MasterKey, slot uuid.UUID) error {
	return s.change(key, "remove slot", slot, func(f *slotsFile) error {
		i := f.find(slot)
		if i < 0 {
			return ErrNoSlot
		}
		f.slots = slices.Delete(f.slots, i, i+1)
		return nil
	})
}

// change writes both copies of the edited file. If only the first could be
// written it is an error, and yet what the next opening will find.
func (s *Slots) change(key MasterKey, what string, id uuid.UUID, edit func(*slotsFile) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.file.slots) > 0 && !s.file.authentic(key) {
		return fmt.Errorf("%s %s: %w", what, id, ErrWrongKey)
	}
	f := s.file.clone()
	if err := edit(&f); err != nil {
		return fmt.Errorf("%s %s: %w", what, id, err)
	}
	f.sequence++
	f.mac = f.macWith(key)
	written, err := writeSlots(s.ground, s.path, f)
	if written {
		s.file = f
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, id, Classify(err))
	}
	return nil
}

// kek derives the key that wraps the master key: the password through
// Argon2id, then the station's secret and the slot's id through HKDF.
func (r slotRecord) kek(password, extra []byte) []byte {
	hard := argon2.IDKey(password, r.salt[:], r.kdf.Time, r.kdf.MemoryKiB, r.kdf.Threads, 32)
	return derive(hard, extra, labelSlot+string(r.id[:]))
}

func (s *Slots) wrap(store uuid.UUID, key MasterKey, n NewSlot) (slotRecord, error) {
	if n.Kind == 0 {
		n.Kind = SlotPassword
	}
	if n.KDF == (KDF{}) {
		n.KDF = DefaultKDF
	}
	if !n.KDF.valid() || len(n.Label) > maxLabel {
		return slotRecord{}, errors.New("parameters or label out of range")
	}
	r := slotRecord{id: n.ID, kind: n.Kind, derivation: kdfArgon2id, kdf: n.KDF, label: bytes.Clone(n.Label)}
	if _, err := io.ReadFull(s.random, r.salt[:]); err != nil {
		return slotRecord{}, fmt.Errorf("draw salt: %w", err)
	}
	if _, err := io.ReadFull(s.random, r.nonce[:]); err != nil {
		return slotRecord{}, fmt.Errorf("draw nonce: %w", err)
	}
	newAEAD(r.kek(n.Password, n.Extra)).Seal(r.wrapped[:0], r.nonce[:], key[:], r.aad(store))
	return r, nil
}

func (r slotRecord) open(store uuid.UUID, password, extra []byte) (MasterKey, error) {
	if r.derivation != kdfArgon2id || r.kind < SlotPassword || r.kind > SlotDevice {
		return MasterKey{}, ErrNewerVersion
	}
	var key MasterKey
	aead := newAEAD(r.kek(password, extra))
	if _, err := aead.Open(key[:0], r.nonce[:], r.wrapped[:], r.aad(store)); err != nil {
		return MasterKey{}, ErrWrongPassword
	}
	return key, nil
}
