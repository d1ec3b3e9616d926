package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"yorisoi/store"
)

// What a file begins with.
const (
	magic = "YORIBNDL"
	// version is what this program writes; it reads from oldest on.
	version = 1
	oldest  = 1

	fixedSize = len(magic) + 2 + 2 + 16 + 16
	sumSize   = sha256.Size
)

// header is the readable beginning of a file: what an outsider sees.
type header struct {
	center uuid.UUID
	file   uuid.UUID // this file, and the id of its key
	slots  [][]byte
	sum    [sumSize]byte // SHA-256 of all bytes before it
}

// encode returns the bytes, the sum included, and sets it.
func (h *header) encode() []byte {
	b := make([]byte, 0, fixedSize+len(h.slots)*store.BundleSlot+sumSize)
	b = append(b, magic...)
	b = binary.BigEndian.AppendUint16(b, version)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.slots)))
	b = append(b, h.center[:]...)
	b = append(b, h.file[:]...)
	for _, slot := range h.slots {
		b = append(b, slot...)
	}
	h.sum = sha256.Sum256(b)
	return append(b, h.sum[:]...)
}

// readHeader reads a header and checks its sum, which finds accidents only:
// what an outsider changed shows when the first chunk does not open.
func readHeader(r io.Reader) (*header, error) {
	b := make([]byte, fixedSize)
	n, err := io.ReadFull(r, b)
	if head := b[:min(n, len(magic))]; string(head) != magic[:len(head)] || n == 0 {
		return nil, fmt.Errorf("read header: %w", ErrNotBundle)
	}
	if err != nil {
		return nil, fmt.Errorf("read header: %w", cutOr(err))
	}
	switch v := binary.BigEndian.Uint16(b[8:]); {
	case v > version:
		return nil, fmt.Errorf("read header of version %d: %w", v, ErrNewer)
	case v < oldest:
		return nil, fmt.Errorf("read header of version %d: %w", v, ErrTooOld)
	}
	count := int(binary.BigEndian.Uint16(b[10:]))
	if count == 0 || count > store.MaxBundleReaders {
		return nil, fmt.Errorf("read header of %d slots: %w", count, ErrDamaged)
	}
	h := &header{center: uuid.UUID(b[12:28]), file: uuid.UUID(b[28:44])}
	rest := make([]byte, count*store.BundleSlot+sumSize)
	if _, err := io.ReadFull(r, rest); err != nil {
		return nil, fmt.Errorf("read header: %w", cutOr(err))
	}
	slots := rest[:count*store.BundleSlot]
	h.sum = sha256.Sum256(append(b, slots...))
	if h.sum != [sumSize]byte(rest[len(slots):]) {
		return nil, fmt.Errorf("check header: %w", ErrDamaged)
	}
	for i := range count {
		h.slots = append(h.slots, slots[i*store.BundleSlot:(i+1)*store.BundleSlot])
	}
	return h, nil
}

// cutOr tells the end of a file from a disk that fails.
func cutOr(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}
