package client_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// shelf keeps attachments in maps, as strictly as a client.Blobs may.
type shelf struct {
	tb     testing.TB
	center trust.PublicIdentity
	wake   chan struct{}

	mu      sync.Mutex
	blobs   map[ledger.Hash]*shelved
	order   []ledger.Hash // in which they were saved
	wishes  []ledger.Hash // the latest last
	missing map[ledger.Hash]int
	read    map[ledger.Hash]int // chunks that were read, for the center
	lost    int
}

type shelved struct {
	kase     uuid.UUID
	raw      []byte
	manifest *ledger.Manifest // nil: not here yet
	chunks   [][]byte         // from the first one on
	receipt  *ledger.BlobReceipt
}

func (b *shelved) whole() bool { return b.manifest != nil && len(b.chunks) == len(b.manifest.Chunks) }

var _ client.Blobs = (*shelf)(nil)

func newShelf(tb testing.TB, center trust.PublicIdentity) *shelf {
	return &shelf{
		tb: tb, center: center, wake: make(chan struct{}, 1), blobs: map[ledger.Hash]*shelved{},
		missing: map[ledger.Hash]int{}, read: map[ledger.Hash]int{},
	}
}

// sealedBlob makes a blob of some chunks, whose bytes say nothing to anybody.
func sealedBlob(kase uuid.UUID, seed uint64, chunks int) (*ledger.Manifest, [][]byte) {
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), 7})
	m := &ledger.Manifest{Case: kase, Key: uuid.NewSHA1(kase, []byte("key")), Content: ledger.HashOf(fmt.Append(nil, kase, seed, chunks))}
	parts := make([][]byte, chunks)
	for i := range parts {
		size := ledger.BlobChunk + 16
		if i == chunks-1 {
			size = 4096 + 16
		}
		parts[i] = make([]byte, size)
		random.Read(parts[i])
		m.Chunks, m.Size = append(m.Chunks, ledger.HashOf(parts[i])), m.Size+uint64(size)
	}
	return m, parts
}

// save keeps a whole blob and returns its id.
func (s *shelf) save(kase uuid.UUID, seed uint64, chunks int) ledger.Hash {
	s.tb.Helper()
	m, parts := sealedBlob(kase, seed, chunks)
	s.mu.Lock()
	defer s.mu.Unlock()
	id := m.ID()
	s.blobs[id] = &shelved{kase: kase, raw: m.Encode(), manifest: m, chunks: parts}
	s.order = append(s.order, id)
	s.rouse()
	return id
}

// want wishes for a blob of which only the name is here.
func (s *shelf) want(kase uuid.UUID, id ledger.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.blobs[id] == nil {
		s.blobs[id] = &shelved{kase: kase}
	}
	s.wishes = append(slices.DeleteFunc(s.wishes, func(w ledger.Hash) bool { return w == id }), id)
	s.rouse()
}

func (s *shelf) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *shelf) WakeBlobs() <-chan struct{} { return s.wake }

func (s *shelf) UnsentBlobs(_ context.Context, limit int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][]byte
	for _, id := range s.order {
		if b := s.blobs[id]; b.receipt == nil && len(out) < limit {
			out = append(out, b.raw)
		}
	}
	return out, nil
}

func (s *shelf) WantedBlobs(_ context.Context, limit int) ([]client.BlobWant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []client.BlobWant
	for _, id := range slices.Backward(s.wishes) {
		if b := s.blobs[id]; !b.whole() && len(out) < limit {
			out = append(out, client.BlobWant{Case: b.kase, Blob: id, Manifest: b.raw, Have: len(b.chunks)})
		}
	}
	return out, nil
}

func (s *shelf) Chunk(_ context.Context, id ledger.Hash, n int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blobs[id]
	if b == nil || n >= len(b.chunks) {
		return nil, fmt.Errorf("no chunk %d", n)
	}
	s.read[id]++
	return b.chunks[n], nil
}

func (s *shelf) KeepManifest(_ context.Context, id ledger.Hash, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := ledger.DecodeManifest(raw)
	b := s.blobs[id]
	if err != nil || ledger.HashOf(raw) != id || b == nil || b.kase != m.Case {
		return ledger.ErrBadBlob
	}
	b.raw, b.manifest = slices.Clone(raw), m
	return nil
}

func (s *shelf) KeepChunk(_ context.Context, id ledger.Hash, n int, chunk []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blobs[id]
	if b == nil || b.manifest == nil || n > len(b.chunks) || b.manifest.Check(n, chunk) != nil {
		return ledger.ErrBadBlob
	}
	if n == len(b.chunks) {
		b.chunks = append(b.chunks, bytes.Clone(chunk))
	}
	return nil
}

func (s *shelf) BlobMissing(_ context.Context, id ledger.Hash) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missing[id]++
	s.rouse() // a store may do that, and must not set off a circle
	return nil
}

func (s *shelf) BlobReceipted(_ context.Context, r ledger.BlobReceipt) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blobs[r.Blob]
	if b == nil || !b.whole() || b.kase != r.Case {
		return fmt.Errorf("receipt for what is not here")
	}
	if err := r.Verify(s.center); err != nil {
		return err
	}
	b.receipt = &r
	return nil
}

func (s *shelf) ReceiptedBlobs(_ context.Context, after ledger.Hash, limit int) ([]wire.BlobName, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []wire.BlobName
	for id, b := range s.blobs {
		if b.receipt != nil && b.whole() && bytes.Compare(id[:], after[:]) > 0 {
			out = append(out, wire.BlobName{Case: b.kase, Blob: id})
		}
	}
	slices.SortFunc(out, func(x, y wire.BlobName) int { return bytes.Compare(x.Blob[:], y.Blob[:]) })
	return out[:min(limit, len(out))], nil
}

func (s *shelf) BlobLost(_ context.Context, id ledger.Hash) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blobs[id].receipt = nil
	s.lost++
	s.rouse()
	return nil
}

// has reports whether a blob is whole here, and receipted whether the center
// has said that it is whole there.
func (s *shelf) has(id ledger.Hash) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blobs[id]
	return b != nil && b.whole()
}

func (s *shelf) receipted(id ledger.Hash) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blobs[id].receipt != nil
}

// count reads one of the counters.
func (s *shelf) count(of map[ledger.Hash]int, id ledger.Hash) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of[id]
}
