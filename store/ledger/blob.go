package ledger

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// Limits of one blob: a photograph, a scan or a document.
const (
	BlobChunk     = 256 << 10 // readable bytes in every chunk but the last
	MaxBlobChunks = 256       // 64 MiB
	MaxChunk      = BlobChunk + 4<<10
)

// blobReceiptContext keeps the center's signature to receipts of blobs.
const blobReceiptContext = "yorisoi/v1 blob receipt"

// ErrBadBlob is returned for a manifest that no writer gives, and for a chunk
// that is not the one that its manifest names.
var ErrBadBlob = errors.New("blob does not fit its manifest")

// Manifest says what a sealed blob consists of, so that everybody on its way
// can check every chunk by itself without a key. The hash of its canonical
// bytes is the blob's id. One content gives one manifest in a case, and
// unrelated ones in different cases.
type Manifest struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Key     uuid.UUID // the case key from which the blob's own key is derived
	Content Hash      // a keyed name of the content: tells nothing without the case key
	Size    uint64    // of all sealed chunks together, in bytes
	Chunks  []Hash    // SHA-256 of each sealed chunk
}

// Encode returns the canonical bytes.
func (m *Manifest) Encode() []byte { return trust.MustEncode(m) }

// ID identifies the blob.
func (m *Manifest) ID() Hash { return HashOf(m.Encode()) }

// DecodeManifest reads a manifest and refuses what is not canonical or breaks
// a limit, with ErrBadBlob.
func DecodeManifest(raw []byte) (*Manifest, error) {
	var m Manifest
	if err := trust.DecodeCanonical(raw, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBlob, err)
	}
	n := uint64(len(m.Chunks))
	switch {
	case m.Case == uuid.Nil || m.Key == uuid.Nil:
		return nil, fmt.Errorf("%w: an id is zero", ErrBadBlob)
	case n == 0 || n > MaxBlobChunks:
		return nil, fmt.Errorf("%w: %d chunks", ErrBadBlob, n)
	case m.Size <= (n-1)*BlobChunk || m.Size > n*MaxChunk:
		return nil, fmt.Errorf("%w: %d bytes in %d chunks", ErrBadBlob, m.Size, n)
	}
	return &m, nil
}

// Check reports with ErrBadBlob whether bytes are not the n-th sealed chunk,
// counted from 0.
func (m *Manifest) Check(n int, chunk []byte) error {
	if n < 0 || n >= len(m.Chunks) || HashOf(chunk) != m.Chunks[n] {
		return fmt.Errorf("check chunk %d: %w", n, ErrBadBlob)
	}
	return nil
}

// BlobReceipt is the center's word that it has a whole blob on its disk.
type BlobReceipt struct {
	_    struct{} `cbor:",toarray"`
	Case uuid.UUID
	Blob Hash
	At   int64 // milliseconds since 1970, the center's clock
	Sig  []byte
}

func (r BlobReceipt) core() []byte {
	r.Sig = nil
	return trust.MustEncode(&r)
}

// Sign signs the receipt with the center's identity.
func (r *BlobReceipt) Sign(center *trust.Identity) { r.Sig = center.Sign(blobReceiptContext, r.core()) }

// Verify checks the center's signature; trust.ErrBadSignature otherwise.
func (r *BlobReceipt) Verify(center trust.PublicIdentity) error {
	if err := center.Verify(blobReceiptContext, r.core(), r.Sig); err != nil {
		return fmt.Errorf("verify blob receipt: %w", err)
	}
	return nil
}
