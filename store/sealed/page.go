package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
)

const (
	pageSize = 4096
	reserved = 32                  // tail of a page that SQLite leaves alone
	bodySize = pageSize - reserved // what is encrypted of a page
	tagSize  = 16
	nonceLen = 12

	kindPage  = 1 // first byte of the authenticated data
	kindFrame = 2
)

// pageSealer encrypts and checks the pages of one database file. It is shared
// by all connections of a store.
type pageSealer struct {
	master MasterKey
	file   uuid.UUID
	keys   [256]atomic.Pointer[cipher.AEAD]
	wear   *wear

	mu    sync.Mutex
	epoch byte
	left  int64 // pages that may be written under it before another is drawn
}

func newPageSealer(key MasterKey, file uuid.UUID, w *wear) *pageSealer {
	return &pageSealer{master: key, file: file, wear: w}
}

// draw returns the epoch to seal a page with. A writer draws one when it begins
// and after each grant, which spreads the pages over the 256 keys.
func (p *pageSealer) draw() (byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		epoch, err := p.wear.grant()
		if err != nil {
			return 0, err
		}
		p.epoch, p.left = epoch, p.wear.pages
	}
	p.left--
	return p.epoch, nil
}

// key returns the cipher of an epoch, made when it is first needed.
func (p *pageSealer) key(epoch byte) cipher.AEAD {
	if a := p.keys[epoch].Load(); a != nil {
		return *a
	}
	a := newAEAD(derive(p.master[:], p.file[:], labelPage+string([]byte{epoch})))
	p.keys[epoch].Store(&a)
	return a
}

// newAEAD is AES-256-GCM. The key length is fixed, so the standard library
// cannot refuse it.
func newAEAD(key []byte) cipher.AEAD {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("make cipher: %v", err))
	}
	a, err := cipher.NewGCM(b)
	if err != nil {
		panic(fmt.Sprintf("make cipher: %v", err))
	}
	return a
}

// seal encrypts page, whose reserved tail must be zero, into dst.
func (p *pageSealer) seal(dst, page []byte, number uint32, w *work) error {
	epoch, err := p.draw()
	if err != nil {
		return err
	}
	tail := dst[bodySize+tagSize : pageSize]
	if err := w.nonce(tail[:nonceLen]); err != nil {
		return err
	}
	tail[nonceLen], tail[nonceLen+1], tail[nonceLen+2], tail[nonceLen+3] = epoch, 0, 0, 0
	aad := w.aad(kindPage, p.file, uint64(number), tail[nonceLen:])
	p.key(epoch).Seal(dst[:0], tail[:nonceLen], page[:bodySize], aad)
	return nil
}

// open decrypts page into dst, which may be the same bytes, and zeroes the
// reserved tail, because SQLite's log checksums cover it. It reports whether
// page was authentic.
func (p *pageSealer) open(dst, page []byte, number uint32, w *work) bool {
	tail := page[bodySize+tagSize : pageSize]
	if tail[nonceLen+1]|tail[nonceLen+2]|tail[nonceLen+3] != 0 {
		return false
	}
	aad := w.aad(kindPage, p.file, uint64(number), tail[nonceLen:])
	_, err := p.key(tail[nonceLen]).Open(dst[:0], tail[:nonceLen], page[:bodySize+tagSize], aad)
	clear(dst[bodySize:pageSize])
	return err == nil
}

// work holds what one connection's file needs for each call, so that reading
// and writing a page allocates nothing.
type work struct {
	random io.Reader
	nonces [64 * nonceLen]byte
	left   int
	data   [29]byte
}

// nonce fills dst from a buffer of random bytes.
func (w *work) nonce(dst []byte) error {
	if w.left < nonceLen {
		if _, err := io.ReadFull(w.random, w.nonces[:]); err != nil {
			w.left = 0
			return fmt.Errorf("draw nonce: %w", err)
		}
		w.left = len(w.nonces)
	}
	w.left -= nonceLen
	copy(dst, w.nonces[w.left:w.left+nonceLen])
	return nil
}

// aad lays out the authenticated data: kind, file, number, tail.
func (w *work) aad(kind byte, file uuid.UUID, number uint64, tail []byte) []byte {
	w.data[0] = kind
	copy(w.data[1:17], file[:])
	binary.BigEndian.PutUint64(w.data[17:25], number)
	copy(w.data[25:29], tail)
	return w.data[:]
}
