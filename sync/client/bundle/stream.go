package bundle

import (
	"bufio"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"yorisoi/store/trust"
)

const (
	labelStream = "yorisoi/v1 bundle stream"

	chunkSize = 64 << 10 // readable bytes in every chunk but the last
	chunkPad  = 4 << 10  // the last one is a multiple of this
	overhead  = chacha20poly1305.Overhead
)

// streamKey is the key of a file's chunks. The header's sum is in it, so that
// nothing opens behind a header that was changed.
func streamKey(key trust.Key, h *header) (cipher.AEAD, error) {
	secret, err := hkdf.Key(sha256.New, key.Secret(), h.sum[:], labelStream, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive key of bundle: %w", err)
	}
	aead, err := chacha20poly1305.New(secret)
	if err != nil {
		return nil, fmt.Errorf("derive key of bundle: %w", err)
	}
	return aead, nil
}

// nonce is the number of a chunk in eleven bytes, and one that says whether
// it is the last: the STREAM construction, as in attachments.
func nonce(n uint64, last bool) []byte {
	b := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(b[3:11], n)
	if last {
		b[11] = 1
	}
	return b
}

// sealer seals what is written to it in chunks. Close seals the last.
type sealer struct {
	w    io.Writer
	aead cipher.AEAD
	n    uint64
	buf  []byte
	out  []byte
}

func newSealer(w io.Writer, aead cipher.AEAD) *sealer {
	return &sealer{w: w, aead: aead, buf: make([]byte, 0, chunkSize), out: make([]byte, 0, chunkSize+overhead)}
}

// Write seals full chunks.
func (s *sealer) Write(p []byte) (int, error) {
	done := 0
	for len(p) > 0 {
		if len(s.buf) == chunkSize {
			if err := s.flush(false); err != nil {
				return done, err
			}
		}
		n := min(len(p), chunkSize-len(s.buf))
		s.buf, p = append(s.buf, p[:n]...), p[n:]
		done += n
	}
	return done, nil
}

// Close pads and seals what is left.
func (s *sealer) Close() error {
	if len(s.buf) == chunkSize { // no room for the padding
		if err := s.flush(false); err != nil {
			return err
		}
	}
	n := len(s.buf)
	end := (n + 1 + chunkPad - 1) / chunkPad * chunkPad
	s.buf = s.buf[:end]
	clear(s.buf[n:])
	s.buf[n] = 0x80
	return s.flush(true)
}

func (s *sealer) flush(last bool) error {
	s.out = s.aead.Seal(s.out[:0], nonce(s.n, last), s.buf, nil)
	if _, err := s.w.Write(s.out); err != nil {
		return fmt.Errorf("write bundle: %w: %w", ErrTarget, err)
	}
	s.n, s.buf = s.n+1, s.buf[:0]
	return nil
}

// opener reads what a sealer wrote. It gives out nothing that was changed, and
// an io.EOF only at the end that the sealer set.
type opener struct {
	r    *bufio.Reader
	aead cipher.AEAD
	n    uint64
	buf  []byte // sealed
	left []byte // readable, not given out yet
	last bool
	err  error
}

func newOpener(r io.Reader, aead cipher.AEAD) *opener {
	return &opener{r: bufio.NewReaderSize(r, 2*chunkSize), aead: aead, buf: make([]byte, chunkSize+overhead)}
}

// Read gives out readable bytes. Its errors are io.EOF, ErrCut, ErrDamaged and
// ErrUnreadable.
func (o *opener) Read(p []byte) (int, error) {
	for len(o.left) == 0 {
		if o.err == nil && o.last {
			o.err = io.EOF
		}
		if o.err == nil {
			o.err = o.next()
		}
		if o.err != nil {
			return 0, o.err
		}
	}
	n := copy(p, o.left)
	o.left = o.left[n:]
	return n, nil
}

// next opens one chunk.
func (o *opener) next() error {
	n, err := io.ReadFull(o.r, o.buf)
	if err != nil && cutOr(err) != ErrCut {
		return fmt.Errorf("read chunk %d: %w", o.n, cutOr(err))
	}
	if n == 0 {
		return fmt.Errorf("read chunk %d: %w", o.n, ErrCut)
	}
	o.last = n < len(o.buf)
	if !o.last {
		_, err = o.r.Peek(1)
		if err != nil && cutOr(err) != ErrCut {
			return fmt.Errorf("read chunk %d: %w", o.n, cutOr(err))
		}
		o.last = err != nil
	}
	plain, err := o.aead.Open(o.left[:0], nonce(o.n, o.last), o.buf[:n], nil)
	if err != nil {
		return fmt.Errorf("open chunk %d: %w", o.n, o.why(n))
	}
	if o.last {
		if plain, err = unpad(plain); err != nil {
			return fmt.Errorf("open chunk %d: %w", o.n, err)
		}
	}
	o.n, o.left = o.n+1, plain
	return nil
}

// why tells a file that was cut from one that was changed, as far as its
// length and the chunk itself show it.
func (o *opener) why(n int) error {
	if !o.last {
		return ErrDamaged
	}
	if _, err := o.aead.Open(nil, nonce(o.n, false), o.buf[:n], nil); err == nil || n < chunkPad+overhead || (n-overhead)%chunkPad != 0 {
		return ErrCut
	}
	return ErrDamaged
}

func unpad(b []byte) ([]byte, error) {
	if len(b) == 0 || len(b)%chunkPad != 0 {
		return nil, ErrDamaged
	}
	for n := len(b) - 1; n >= len(b)-chunkPad; n-- {
		if b[n] == 0x80 {
			return b[:n], nil
		}
		if b[n] != 0 {
			break
		}
	}
	return nil, ErrDamaged // one content, one padding
}
