package logtest

import (
	"bytes"
	"crypto/rand"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// blob is one that a station would send.
type blob struct {
	id       ledger.Hash
	manifest *ledger.Manifest
	chunks   [][]byte
}

// newBlob makes one of n chunks, whole ones but for the last.
func newBlob(n int) blob {
	b := blob{manifest: &ledger.Manifest{Case: uuid.New(), Key: uuid.New(), Content: ledger.HashOf([]byte(uuid.NewString()))}}
	for i := range n {
		chunk := make([]byte, ledger.BlobChunk+16)
		if i == n-1 {
			chunk = chunk[:4<<10]
		}
		rand.Read(chunk) // never fails
		b.chunks = append(b.chunks, chunk)
		b.manifest.Size += uint64(len(chunk))
		b.manifest.Chunks = append(b.manifest.Chunks, ledger.HashOf(chunk))
	}
	b.id = b.manifest.ID()
	return b
}

func addBlob(t *testing.T, log logbook.Log, begun int64, b blob, chunks ...int) {
	t.Helper()
	if err := log.AddBlob(t.Context(), begun, uuid.Nil, b.id, b.manifest); err != nil {
		t.Fatal(err)
	}
	for _, n := range chunks {
		if err := log.AddChunk(t.Context(), b.id, n, b.chunks[n]); err != nil {
			t.Fatal(err)
		}
	}
}

func checkBlob(t *testing.T, log logbook.Log, b blob, have int) {
	t.Helper()
	found, err := log.FindBlobs(t.Context(), []ledger.Hash{b.id, newBlob(1).id})
	if err != nil || len(found) != 1 {
		t.Fatalf("find blobs: got %v, %v; want one", found, err)
	}
	got := found[b.id]
	if !reflect.DeepEqual(got.Manifest, b.manifest) || got.Have != have || got.Whole() != (have == len(b.chunks)) {
		t.Errorf("got %d chunks, whole: %t; want %d", got.Have, got.Whole(), have)
	}
	for n := range have {
		if chunk, err := log.Chunk(t.Context(), b.id, n); err != nil || !bytes.Equal(chunk, b.chunks[n]) {
			t.Errorf("chunk %d: got %d bytes, %v", n, len(chunk), err)
		}
	}
}

// testBlobs sends the chunks of a blob out of order, twice, and on after the
// log was closed in between.
func testBlobs(t *testing.T, open Opener) {
	log, again := open(t)
	b, small := newBlob(5), newBlob(1)
	if err := log.AddChunk(t.Context(), b.id, 0, b.chunks[0]); !errors.Is(err, logbook.ErrNoBlob) {
		t.Errorf("chunk before the manifest: got %v, want %v", err, logbook.ErrNoBlob)
	}
	addBlob(t, log, 1, b)
	checkBlob(t, log, b, 0)
	for _, n := range []int{-1, 5} {
		if err := log.AddChunk(t.Context(), b.id, n, b.chunks[0]); !errors.Is(err, ledger.ErrBadBlob) {
			t.Errorf("chunk %d of 5: got %v, want %v", n, err, ledger.ErrBadBlob)
		}
	}
	for _, step := range []struct{ n, have int }{{3, 0}, {0, 1}, {0, 1}, {4, 1}, {1, 2}} {
		addBlob(t, log, 2, b, step.n)
		checkBlob(t, log, b, step.have)
	}
	if _, err := log.Chunk(t.Context(), b.id, 2); !errors.Is(err, logbook.ErrNoBlob) {
		t.Errorf("missing chunk: got %v, want %v", err, logbook.ErrNoBlob)
	}
	log = reopen(t, log, again)
	checkBlob(t, log, b, 2)
	addBlob(t, log, 3, b, 2)
	checkBlob(t, log, b, 5)
	addBlob(t, log, 4, b, 0, 4)
	checkBlob(t, log, b, 5)
	addBlob(t, log, 5, small, 0)
	checkBlob(t, log, small, 1)
	if got := totals(t, log); got.Blobs != 2 || got.BlobBytes != b.manifest.Size+small.manifest.Size {
		t.Errorf("totals: got %+v, want 2 of %d bytes", got, b.manifest.Size+small.manifest.Size)
	}
}

func testBlobIDs(t *testing.T, open Opener) {
	log, _ := open(t)
	var want []ledger.Hash
	for range 7 {
		b := newBlob(1)
		addBlob(t, log, 1, b)
		want = append(want, b.id)
	}
	slices.SortFunc(want, func(a, b ledger.Hash) int { return bytes.Compare(a[:], b[:]) })
	var got []ledger.Hash
	var after ledger.Hash
	for {
		page, err := log.BlobIDs(t.Context(), after, 3)
		if err != nil || len(page) > 3 {
			t.Fatalf("got %d, %v", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[len(page)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

// testDropBlobs forgets those that were begun long ago and never came whole,
// and nothing else; one of them can be begun anew.
func testDropBlobs(t *testing.T, open Opener) {
	log, _ := open(t)
	whole, fresh := newBlob(2), newBlob(2)
	addBlob(t, log, 10, whole, 0, 1)
	addBlob(t, log, 20, fresh, 0)
	old := make([]blob, 25)
	for i := range old {
		old[i] = newBlob(2)
		addBlob(t, log, 10, old[i], 1)
	}
	if n, err := log.DropBlobs(t.Context(), 10); n != 0 || err != nil {
		t.Errorf("before anything was old: got %d, %v", n, err)
	}
	if n, err := log.DropBlobs(t.Context(), 20); n != len(old) || err != nil {
		t.Errorf("got %d, %v; want %d", n, err, len(old))
	}
	checkBlob(t, log, whole, 2)
	checkBlob(t, log, fresh, 1)
	if _, err := log.Chunk(t.Context(), old[0].id, 1); !errors.Is(err, logbook.ErrNoBlob) {
		t.Errorf("chunk of a dropped blob: got %v, want %v", err, logbook.ErrNoBlob)
	}
	if err := log.AddChunk(t.Context(), old[0].id, 0, old[0].chunks[0]); !errors.Is(err, logbook.ErrNoBlob) {
		t.Errorf("chunk for a dropped blob: got %v, want %v", err, logbook.ErrNoBlob)
	}
	if got := totals(t, log); got.Blobs != 2 {
		t.Errorf("totals: got %+v, want 2 blobs", got)
	}
	addBlob(t, log, 30, old[0], 0, 1)
	checkBlob(t, log, old[0], 2)
}

// testBegun counts by station what was announced, until it is whole or
// forgotten.
func testBegun(t *testing.T, open Opener) {
	log, again := open(t)
	one, two := uuid.New(), uuid.New()
	begun := func(at int64, by uuid.UUID, b blob) blob {
		t.Helper()
		if err := log.AddBlob(t.Context(), at, by, b.id, b.manifest); err != nil {
			t.Fatal(err)
		}
		return b
	}
	check := func(when string, by uuid.UUID, want ...blob) {
		t.Helper()
		w := logbook.Begun{Blobs: len(want)}
		for _, b := range want {
			w.Bytes += b.manifest.Size
		}
		for _, l := range []logbook.Log{log, again()} {
			if got, err := l.Begun(t.Context(), by); got != w || err != nil {
				t.Errorf("%s: got %+v, %v; want %+v", when, got, err, w)
			}
		}
	}
	check("at first", one)
	small, large, others := begun(10, one, newBlob(1)), begun(20, one, newBlob(3)), begun(20, two, newBlob(2))
	check("two", one, small, large)
	check("of the other", two, others)
	begun(30, two, large) // which keeps it with the first
	begun(30, uuid.Nil, newBlob(1))
	addBlob(t, log, 20, large, 0, 2)
	check("a part is there", one, small, large)
	addBlob(t, log, 20, large, 1)
	check("whole", one, small)
	if n, err := log.DropBlobs(t.Context(), 15); n != 1 || err != nil {
		t.Errorf("drop: got %d, %v", n, err)
	}
	check("forgotten", one)
	check("of the other, at last", two, others)
}

// testChunksAtOnce lets two processes take the chunks of one blob at the same
// time, some of them twice.
func testChunksAtOnce(t *testing.T, open Opener) {
	log, again := open(t)
	b := newBlob(12)
	addBlob(t, log, 1, b)
	other := again()
	var sending sync.WaitGroup
	for i := range 4 {
		sending.Go(func() {
			to := []logbook.Log{log, other}[i%2]
			for k := range b.chunks {
				n := (k + 3*i) % len(b.chunks)
				if k%4 != i && k%4 != (i+1)%4 {
					continue
				}
				if err := to.AddChunk(t.Context(), b.id, n, b.chunks[n]); err != nil {
					t.Errorf("chunk %d: %v", n, err)
				}
			}
		})
	}
	sending.Wait()
	addBlob(t, other, 1, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	checkBlob(t, log, b, len(b.chunks))
	if got := totals(t, log); got.BlobBytes != b.manifest.Size {
		t.Errorf("totals: got %d bytes, want %d", got.BlobBytes, b.manifest.Size)
	}
}
