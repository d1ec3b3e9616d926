package trust

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"
)

// Sizes of a blob's chunks, readable. What is sealed is each longer by
// BlobOverhead.
const (
	BlobChunk    = 256 << 10 // every chunk but the last
	BlobPad      = 4 << 10   // the last one is a multiple of this, and no longer than BlobChunk
	BlobOverhead = chacha20poly1305.Overhead
)

const (
	labelBlobName  = "yorisoi/v1 blob name"
	labelBlobKey   = "yorisoi/v1 blob"
	labelBlobChunk = "yorisoi/v1 blob chunk"
)

// Blob seals and opens the chunks of one content in one case.
type Blob struct {
	aead  cipher.AEAD
	place []byte
}

// BlobName is the keyed name of a content of which sum is the SHA-256. It
// tells nothing to who does not have the key.
func (k Key) BlobName(sum [32]byte) ([32]byte, error) {
	var name [32]byte
	if k.aead == nil {
		return name, fmt.Errorf("name blob: %w", ErrSealBroken)
	}
	secret, err := derive(k.secret[:], labelBlobName)
	if err != nil {
		return name, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(sum[:])
	copy(name[:], mac.Sum(nil))
	return name, nil
}

// Blob prepares to seal or open what has a keyed name in a case. The blob's
// own key comes from that name, so two contents never share one, and counted
// nonces are safe.
func (k Key) Blob(kase uuid.UUID, name [32]byte) (*Blob, error) {
	if k.aead == nil {
		return nil, fmt.Errorf("prepare blob: %w", ErrSealBroken)
	}
	secret, err := hkdf.Key(sha256.New, k.secret[:], name[:], labelBlobKey, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fmt.Errorf("prepare blob: %w", err)
	}
	aead, err := chacha20poly1305.New(secret)
	if err != nil {
		return nil, fmt.Errorf("prepare blob: %w", err)
	}
	return &Blob{aead: aead, place: MustEncode([]any{labelBlobChunk, kase, k.ID, name[:]})}, nil
}

// nonce is the number of a chunk in eleven bytes, and one that says whether
// it is the last: so that nothing can be cut off the end, put after it, or
// moved (Hoang, Reyhanitabar, Rogaway, Vizár: STREAM).
func blobNonce(n int, last bool) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(nonce[3:11], uint64(n))
	if last {
		nonce[11] = 1
	}
	return nonce
}

// Seal reads a content to its end and hands out its sealed chunks in their
// order; put must not keep the slice. Nothing is random: one content gives
// the same chunks at any time. It returns how many there are, and the first
// error of reading or of put.
func (b *Blob) Seal(r io.Reader, put func(n int, sealed []byte) error) (int, error) {
	plain := make([]byte, BlobChunk)
	sealed := make([]byte, 0, BlobChunk+BlobOverhead)
	for n := 0; ; n++ {
		have, err := io.ReadFull(r, plain)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return n, fmt.Errorf("seal blob: %w", err)
		}
		chunk := plain[:have]
		if last {
			chunk = padBlob(plain, have)
		}
		if err := put(n, b.aead.Seal(sealed, blobNonce(n, last), chunk, b.place)); err != nil {
			return n, err
		}
		if last {
			return n + 1, nil
		}
	}
}

// padBlob appends 0x80 and zeros up to the next multiple of BlobPad. There is
// always room: a chunk that is full is not the last one.
func padBlob(buf []byte, n int) []byte {
	end := (n + 1 + BlobPad - 1) / BlobPad * BlobPad
	clear(buf[n:end])
	buf[n] = 0x80
	return buf[:end]
}

// Open returns what the n-th chunk holds, counted from 0, or ErrSealBroken.
func (b *Blob) Open(n int, sealed []byte, last bool) ([]byte, error) {
	if n < 0 || len(sealed) > BlobChunk+BlobOverhead {
		return nil, ErrSealBroken
	}
	plain, err := b.aead.Open(nil, blobNonce(n, last), sealed, b.place)
	if err != nil {
		return nil, ErrSealBroken
	}
	switch {
	case !last && len(plain) != BlobChunk:
		return nil, ErrSealBroken
	case !last:
		return plain, nil
	case len(plain) == 0 || len(plain)%BlobPad != 0:
		return nil, ErrSealBroken
	}
	whole := len(plain)
	if plain, err = unpad(plain); err != nil || whole-len(plain) > BlobPad {
		return nil, ErrSealBroken // one content, one padding
	}
	return plain, nil
}
