package sealed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
)

const (
	wearPlace = markPlace + 512 // of the first copy; the second is markCopy behind
	wearBody  = 8 + 256*2
	wearSize  = wearBody + sha256.Size

	// grantPages is how many pages may be written under the key of an epoch for
	// each count of it, and grantLimit how many counts it has: together 2³².
	grantPages = 1 << 16
	grantLimit = 1<<16 - 1

	// wearMargin is how many grants are kept for checkpoints when commits are
	// refused, so that what is in the log can still go into the database.
	wearMargin = 16
)

// wear counts, in the database file, how much was written under the key of
// each epoch, so that no key is used for more pages than random nonces allow.
// A grant of pages is counted, durably, before the first of them is written.
type wear struct {
	file   groundFile
	key    []byte
	random io.Reader
	pages  int64  // of a grant
	limit  uint16 // of grants of one epoch

	mu       sync.Mutex
	sequence uint64
	counts   [256]uint16
	copy     int          // that has them
	left     atomic.Int64 // grants of all epochs together
}

// newWear returns counts of nothing yet; tests lower the bounds.
func newWear(master MasterKey, file uuid.UUID, o Options) *wear {
	w := &wear{key: derive(master[:], file[:], labelWear), random: o.Random, pages: grantPages, limit: grantLimit}
	if o.wearLimit != 0 {
		w.pages, w.limit = 8, o.wearLimit
	}
	w.sum()
	return w
}

func (w *wear) encode() []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, wearSize), w.sequence)
	for _, n := range w.counts {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	h := hmac.New(sha256.New, w.key)
	h.Write(b)
	return h.Sum(b)
}

// read takes over the newer whole copy. A file that never had one begins to
// count here.
func (w *wear) read(block []byte) error {
	found, blank := false, true
	for i := range 2 {
		at := wearPlace - markPlace + i*markCopy
		b := block[at : at+wearSize]
		blank = blank && isZero(b)
		h := hmac.New(sha256.New, w.key)
		h.Write(b[:wearBody])
		sequence := binary.BigEndian.Uint64(b)
		if !hmac.Equal(h.Sum(nil), b[wearBody:]) || found && sequence <= w.sequence {
			continue
		}
		found, w.sequence, w.copy = true, sequence, i
		for e := range w.counts {
			w.counts[e] = binary.BigEndian.Uint16(b[8+2*e:])
		}
	}
	if !found && !blank {
		return fmt.Errorf("read counts of the keys: %w", ErrDamaged)
	}
	w.sum()
	return nil
}

// sum counts what is left; w.mu is held, or nobody else has w yet.
func (w *wear) sum() {
	n := int64(0)
	for _, c := range w.counts {
		n += int64(w.limit - min(c, w.limit))
	}
	w.left.Store(n)
}

// worn says that no more commits may be made.
func (w *wear) worn() bool { return w.left.Load() <= wearMargin }

// grant draws an epoch that is not used up, and counts it.
func (w *wear) grant() (epoch byte, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left.Load() == 0 {
		return 0, ErrWorn
	}
	var b [1]byte
	if _, err := io.ReadFull(w.random, b[:]); err != nil {
		return 0, fmt.Errorf("draw epoch: %w", err)
	}
	for epoch = b[0]; w.counts[epoch] >= w.limit; {
		epoch++
	}
	w.counts[epoch]++
	w.sequence++
	w.sum()
	if err := w.write(); err != nil {
		return 0, err
	}
	return epoch, nil
}

// write puts the counts over the older copy. It is synced, so that a power loss
// tears one copy at most.
func (w *wear) write() error {
	place := wearPlace + int64(1-w.copy)*markCopy
	if _, err := w.file.WriteAt(w.encode(), place); err != nil {
		return fmt.Errorf("write counts of the keys: %w", err)
	}
	if err := w.file.Sync(); err != nil {
		return fmt.Errorf("sync counts of the keys: %w", err)
	}
	w.copy = 1 - w.copy
	return nil
}
