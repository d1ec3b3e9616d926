package sealed

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/google/uuid"
)

const (
	slotsSuffix = ".copy" // the second copy

	slotsHead   = 40
	slotsFoot   = 64  // MAC and checksum
	slotFixed   = 126 // of a record, without its label
	kdfArgon2id = 1
)

var slotsMagic = [magicLen]byte{'y', 'o', 'r', 'i', 's', 'o', 'i', ' ', 's', 'l', 'o', 't', 's', '\n', 0, 0}

// slotsFile is the content of a slots file.
type slotsFile struct {
	store    uuid.UUID
	sequence uint32
	slots    []slotRecord
	mac      [32]byte
}

type slotRecord struct {
	kind       SlotKind
	derivation uint8
	id         uuid.UUID
	kdf        KDF
	salt       [32]byte
	nonce      [nonceLen]byte
	wrapped    [32 + tagSize]byte
	label      []byte
}

// public is the part of a record before the wrapped key and the label, as it
// stands in the file.
func (r slotRecord) public() []byte {
	b := make([]byte, 0, slotFixed+len(r.label))
	b = binary.BigEndian.AppendUint16(b, uint16(slotFixed+len(r.label)))
	b = append(b, byte(r.kind), r.derivation)
	b = append(b, r.id[:]...)
	b = binary.BigEndian.AppendUint32(b, r.kdf.Time)
	b = binary.BigEndian.AppendUint32(b, r.kdf.MemoryKiB)
	b = append(b, r.kdf.Threads, 0, 0, 0)
	b = append(b, r.salt[:]...)
	return append(b, r.nonce[:]...)
}

func (r slotRecord) encode() []byte {
	b := append(r.public(), r.wrapped[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(r.label)))
	return append(b, r.label...)
}

// aad binds everything readable of the slot, and the store, to the key in it.
func (r slotRecord) aad(store uuid.UUID) []byte {
	return slices.Concat(store[:], r.public(), r.label)
}

func (f slotsFile) clone() slotsFile {
	f.slots = slices.Clone(f.slots)
	return f
}

func (f slotsFile) find(id uuid.UUID) int {
	return slices.IndexFunc(f.slots, func(r slotRecord) bool { return r.id == id })
}

// body is the file without MAC and checksum.
func (f slotsFile) body() []byte {
	var records []byte
	for _, r := range f.slots {
		records = append(records, r.encode()...)
	}
	b := make([]byte, 0, slotsHead+len(records)+slotsFoot)
	b = append(b, slotsMagic[:]...)
	b = binary.BigEndian.AppendUint16(b, version)
	b = binary.BigEndian.AppendUint16(b, uint16(len(f.slots)))
	b = append(b, f.store[:]...)
	b = binary.BigEndian.AppendUint32(b, f.sequence)
	return append(b, records...)
}

func (f slotsFile) macWith(key MasterKey) [32]byte {
	m := hmac.New(sha256.New, derive(key[:], f.store[:], labelSlots))
	m.Write(f.body())
	return [32]byte(m.Sum(nil))
}

func (f slotsFile) authentic(key MasterKey) bool {
	want := f.macWith(key)
	return hmac.Equal(f.mac[:], want[:])
}

func (f slotsFile) encode() []byte {
	b := append(f.body(), f.mac[:]...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// parseSlots accepts exactly what encode writes.
func parseSlots(b []byte) (slotsFile, error) {
	if len(b) < slotsHead+slotsFoot || !bytes.Equal(b[:magicLen], slotsMagic[:]) {
		return slotsFile{}, ErrDamaged
	}
	if v := binary.BigEndian.Uint16(b[16:]); v > version {
		return slotsFile{}, fmt.Errorf("version %d: %w", v, ErrNewerVersion)
	}
	end := len(b) - slotsFoot
	f := slotsFile{store: uuid.UUID(b[20:36]), sequence: binary.BigEndian.Uint32(b[36:])}
	f.mac = [32]byte(b[end : end+32])
	n := int(binary.BigEndian.Uint16(b[18:]))
	if n > maxSlots {
		return slotsFile{}, ErrDamaged
	}
	rest := b[slotsHead:end]
	for range n {
		r, size, err := parseSlot(rest)
		if err != nil || f.find(r.id) >= 0 {
			return slotsFile{}, ErrDamaged
		}
		f.slots, rest = append(f.slots, r), rest[size:]
	}
	if len(rest) != 0 || !bytes.Equal(f.encode(), b) {
		return slotsFile{}, ErrDamaged
	}
	return f, nil
}

func parseSlot(b []byte) (slotRecord, int, error) {
	if len(b) < slotFixed {
		return slotRecord{}, 0, ErrDamaged
	}
	size := int(binary.BigEndian.Uint16(b))
	label := int(binary.BigEndian.Uint16(b[124:]))
	if size != slotFixed+label || label > maxLabel || size > len(b) {
		return slotRecord{}, 0, ErrDamaged
	}
	r := slotRecord{
		kind:       SlotKind(b[2]),
		derivation: b[3],
		id:         uuid.UUID(b[4:20]),
		kdf: KDF{
			Time:      binary.BigEndian.Uint32(b[20:]),
			MemoryKiB: binary.BigEndian.Uint32(b[24:]),
			Threads:   b[28],
		},
		salt:    [32]byte(b[32:64]),
		nonce:   [nonceLen]byte(b[64:76]),
		wrapped: [48]byte(b[76:124]),
		label:   bytes.Clone(b[slotFixed:size]),
	}
	if r.derivation == kdfArgon2id && !r.kdf.valid() {
		return slotRecord{}, 0, ErrDamaged
	}
	return r, size, nil
}

// readSlots returns the newer whole copy, and the path of the other if that
// has to be renewed.
func readSlots(g ground, path string) (f slotsFile, stale string, err error) {
	paths := [2]string{path, path + slotsSuffix}
	var copies [2]slotsFile
	var errs [2]error
	for i, p := range paths {
		copies[i], errs[i] = readSlotsCopy(g, p)
	}
	switch {
	case errs[0] != nil && errs[1] != nil:
		return slotsFile{}, "", worse(errs[0], errs[1])
	case errs[0] != nil:
		return copies[1], paths[0], nil
	case errs[1] != nil || copies[1].sequence < copies[0].sequence:
		return copies[0], paths[1], nil
	case copies[0].sequence < copies[1].sequence:
		return copies[1], paths[0], nil
	}
	return copies[0], "", nil
}

func readSlotsCopy(g ground, path string) (slotsFile, error) {
	b, err := readFile(g, path)
	if err != nil {
		return slotsFile{}, Classify(err)
	}
	return parseSlots(b)
}

// worse is the error to report of two copies that cannot be read: that one is
// missing says less than what is wrong with the other.
func worse(a, b error) error {
	if errors.Is(a, ErrNotFound) {
		return b
	}
	return a
}

// writeSlots replaces first one copy, then the other, so that at any time one
// of them is whole. It says whether the first was replaced.
func writeSlots(g ground, path string, f slotsFile) (written bool, err error) {
	b := f.encode()
	if err := replaceFile(g, path, b); err != nil {
		return false, err
	}
	return true, replaceFile(g, path+slotsSuffix, b)
}

func refuseExisting(g ground, paths ...string) error {
	for _, p := range paths {
		if _, err := g.size(p); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(ErrExists, err)
		}
	}
	return nil
}
