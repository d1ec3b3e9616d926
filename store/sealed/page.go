package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
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

	// epochPages is after how many page writes a writer draws a new epoch, so
	// that a long session spreads over the 256 keys as many short ones do.
	epochPages = 1 << 24
)

// pageSealer encrypts and checks the pages of one database file. It is shared
// by all connections of a store.
type pageSealer struct {
	master MasterKey
	file   uuid.UUID
	random io.Reader
	keys   [256]atomic.Pointer[cipher.AEAD]
	epoch  atomic.Uint32
	sealed atomic.Uint64
}

func newPageSealer(key MasterKey, file uuid.UUID, random io.Reader) (*pageSealer, error) {
	p := &pageSealer{master: key, file: file, random: random}
	return p, p.drawEpoch()
}

func (p *pageSealer) drawEpoch() error {
	var b [1]byte
	if _, err := io.ReadFull(p.random, b[:]); err != nil {
		return fmt.Errorf("draw epoch: %w", err)
	}
	p.epoch.Store(uint32(b[0]))
	return nil
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
	if p.sealed.Add(1)%epochPages == 0 {
		if err := p.drawEpoch(); err != nil {
			return err
		}
	}
	epoch := byte(p.epoch.Load())
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
