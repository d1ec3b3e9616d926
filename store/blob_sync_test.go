package store_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
)

var _ client.Blobs = (*store.Store)(nil)

// shelf is where a center keeps blobs.
type shelf struct {
	manifests map[ledger.Hash][]byte
	chunks    map[ledger.Hash][][]byte
}

func newShelf() *shelf {
	return &shelf{manifests: map[ledger.Hash][]byte{}, chunks: map[ledger.Hash][][]byte{}}
}

// sendBlobs puts everything unsent on a shelf and brings the receipts.
func (s *station) sendBlobs(to *shelf) {
	s.city.t.Helper()
	ctx := s.city.t.Context()
	manifests, err := s.UnsentBlobs(ctx, 100)
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, raw := range manifests {
		m, err := ledger.DecodeManifest(raw)
		if err != nil {
			s.city.t.Fatal(err)
		}
		id := ledger.HashOf(raw)
		to.manifests[id], to.chunks[id] = raw, nil
		for n := range m.Chunks {
			chunk, err := s.Chunk(ctx, id, n)
			if err == nil {
				err = m.Check(n, chunk)
			}
			if err != nil {
				s.city.t.Fatal(err)
			}
			to.chunks[id] = append(to.chunks[id], chunk)
		}
		if err := s.BlobReceipted(ctx, s.city.receipt(m.Case, id)); err != nil {
			s.city.t.Fatal(err)
		}
	}
}

func (c *city) receipt(kase uuid.UUID, blob ledger.Hash) ledger.BlobReceipt {
	r := ledger.BlobReceipt{Case: kase, Blob: blob, At: c.second().UnixMilli()}
	r.Sign(c.key)
	return r
}

// fetchBlobs brings up to limit chunks of what is wanted.
func (s *station) fetchBlobs(from *shelf, limit int) {
	s.city.t.Helper()
	ctx := s.city.t.Context()
	wanted, err := s.WantedBlobs(ctx, 100)
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, w := range wanted {
		if from.manifests[w.Blob] == nil {
			if err := s.BlobMissing(ctx, w.Blob); err != nil {
				s.city.t.Fatal(err)
			}
			continue
		}
		if w.Manifest == nil {
			if err := s.KeepManifest(ctx, w.Blob, from.manifests[w.Blob]); err != nil {
				s.city.t.Fatal(err)
			}
		}
		for n := w.Have; n < len(from.chunks[w.Blob]) && limit > 0; n, limit = n+1, limit-1 {
			if err := s.KeepChunk(ctx, w.Blob, n, from.chunks[w.Blob][n]); err != nil {
				s.city.t.Fatal(err)
			}
		}
	}
}

func (s *station) wantState(record uuid.UUID, want store.AttachmentState) {
	s.city.t.Helper()
	got, err := s.AttachmentState(s.city.t.Context(), record)
	if err != nil || got != want {
		s.city.t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func woken(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// TestAttachmentReachesTheLaptop follows a document from the office over the
// center to a laptop that asks for it, in pieces.
func TestAttachmentReachesTheLaptop(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	raw := document(2<<20, 1) // nine chunks
	woken(office.WakeBlobs())
	r := office.attach(kase, uuid.Nil, "通知.pdf", raw)
	if !woken(office.WakeBlobs()) {
		t.Error("the engine is not told of a new attachment")
	}
	office.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 9, Of: 9, Unsent: true})
	office.push()
	found, err := office.FindRecord(t.Context(), r.ID)
	if err != nil || found.Delivery.Stage != store.StageHere {
		t.Errorf("the record passes for receipted without its content: %+v, %v", found.Delivery, err)
	}
	if counts, err := office.Counts(t.Context()); err != nil || counts.Unsent != 1 {
		t.Errorf("got %d unsent, %v, want the content", counts.Unsent, err)
	}
	laptop.pull()
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentAway})
	if _, err := laptop.OpenAttachment(t.Context(), r.ID); !errors.Is(err, store.ErrAttachmentAway) || store.CodeOf(err) != "attachment_away" {
		t.Errorf("got %v, want %v", err, store.ErrAttachmentAway)
	}

	// Asked for before the center has it.
	center := newShelf()
	if err := laptop.WantAttachment(t.Context(), r.ID); err != nil || !woken(laptop.WakeBlobs()) {
		t.Errorf("want: %v", err)
	}
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentFetching})
	laptop.fetchBlobs(center, 100)
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentMissing})
	if wanted, err := laptop.WantedBlobs(t.Context(), 10); err != nil || len(wanted) != 0 {
		t.Errorf("asked for again at once: %d, %v", len(wanted), err)
	}
	laptop.city.now = laptop.city.now.Add(time.Minute)

	office.sendBlobs(center)
	office.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 9, Of: 9})
	if found, err := office.FindRecord(t.Context(), r.ID); err != nil || found.Delivery.Stage != store.StageReceipted || found.Delivery.Seq == 0 {
		t.Errorf("got %+v, %v, want it receipted", found.Delivery, err)
	}
	if counts, err := office.Counts(t.Context()); err != nil || counts.Unsent != 0 {
		t.Errorf("got %d unsent, %v, want 0", counts.Unsent, err)
	}

	laptop.fetchBlobs(center, 4)
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentFetching, Have: 4, Of: 9})
	if _, err := laptop.OpenAttachment(t.Context(), r.ID); !errors.Is(err, store.ErrAttachmentAway) {
		t.Errorf("half of it opens: %v", err)
	}
	laptop.reopen() // what came stays
	laptop.fetchBlobs(center, 100)
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 9, Of: 9})
	if !bytes.Equal(laptop.content(r.ID), raw) {
		t.Error("the document comes otherwise than it went")
	}
	if counts, err := laptop.Counts(t.Context()); err != nil || counts.Unsent != 0 {
		t.Errorf("got %d unsent, %v: what was fetched is nobody's work", counts.Unsent, err)
	}
	if blobs, err := laptop.UnsentBlobs(t.Context(), 10); err != nil || len(blobs) != 1 {
		t.Errorf("got %d blobs to be receipted, %v, want 1", len(blobs), err)
	}
	laptop.sendBlobs(center)
	names, err := laptop.ReceiptedBlobs(t.Context(), ledger.Hash{}, 10)
	if err != nil || len(names) != 1 || names[0].Case != kase {
		t.Fatalf("got %v, %v", names, err)
	}
	if more, err := laptop.ReceiptedBlobs(t.Context(), names[0].Blob, 10); err != nil || len(more) != 0 {
		t.Errorf("after the last: got %v, %v", more, err)
	}

	// The center is restored from a backup that lacks it.
	if err := office.BlobLost(t.Context(), names[0].Blob); err != nil || !woken(office.WakeBlobs()) {
		t.Errorf("lost: %v", err)
	}
	office.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 9, Of: 9, Unsent: true})
	if found, err := office.FindRecord(t.Context(), r.ID); err != nil || found.Delivery.Stage != store.StageHere {
		t.Errorf("got %+v, %v, want it here alone", found.Delivery, err)
	}
}

// TestWishesAreRetriedLessAndLess asks in vain for an hour.
func TestWishesAreRetriedLessAndLess(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	r := office.attach(kase, uuid.Nil, "通知.pdf", document(100, 1))
	office.push()
	laptop.pull()
	if err := laptop.WantAttachment(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	tries := 0
	for range 360 {
		wanted, err := laptop.WantedBlobs(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(wanted) > 0 {
			tries++
		}
		laptop.fetchBlobs(newShelf(), 1)
		laptop.city.now = laptop.city.now.Add(9 * time.Second)
	}
	if tries < 8 || tries > 20 {
		t.Errorf("asked %d times in an hour", tries)
	}
	if err := laptop.WantAttachment(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if wanted, err := laptop.WantedBlobs(t.Context(), 10); err != nil || len(wanted) != 1 {
		t.Errorf("who asks again is not heard: %d, %v", len(wanted), err)
	}
}

func TestBlobsFromStrangers(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	r := office.attach(kase, uuid.Nil, "通知.pdf", document(600_000, 1))
	far := office.attach(kase, uuid.Nil, "通知.pdf", document(300_000, 2))
	office.push()
	center := newShelf()
	office.sendBlobs(center)
	laptop.pull()
	if err := laptop.WantAttachment(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	wanted, err := laptop.WantedBlobs(t.Context(), 1)
	if err != nil || len(wanted) != 1 {
		t.Fatalf("got %v, %v", wanted, err)
	}
	blob := wanted[0].Blob
	var other ledger.Hash
	for id := range center.manifests {
		if id != blob {
			other = id
		}
	}
	m, err := ledger.DecodeManifest(center.manifests[blob])
	if err != nil {
		t.Fatal(err)
	}
	strange := *m
	strange.Case = uuid.New()
	ctx := t.Context()
	forged := laptop.city.receipt(kase, blob)
	forged.At++
	before := laptop.everything(t)
	for name, try := range map[string]struct {
		do   func() error
		want error
	}{
		"ManifestOfAnother": {func() error { return laptop.KeepManifest(ctx, blob, center.manifests[other]) }, ledger.ErrBadBlob},
		"ManifestOfNothing": {func() error { return laptop.KeepManifest(ctx, blob, []byte("x")) }, ledger.ErrBadBlob},
		"UnknownCase":       {func() error { return laptop.KeepManifest(ctx, strange.ID(), strange.Encode()) }, store.ErrNotFound},
		"ChunkFirst":        {func() error { return laptop.KeepChunk(ctx, blob, 0, center.chunks[blob][0]) }, store.ErrNotFound},
		"UnknownBlob":       {func() error { return laptop.KeepChunk(ctx, ledger.Hash{1}, 0, nil) }, store.ErrNotFound},
		"MissingUnknown":    {func() error { return laptop.BlobMissing(ctx, ledger.Hash{1}) }, store.ErrNotFound},
		"NoChunk":           {func() error { _, err := laptop.Chunk(ctx, blob, 0); return err }, store.ErrNotFound},
		"ForgedReceipt":     {func() error { return laptop.BlobReceipted(ctx, forged) }, nil},
	} {
		err := try.do()
		if try.want == nil && err == nil || !errors.Is(err, try.want) && try.want != nil {
			t.Errorf("%s: got %v, want %v", name, err, try.want)
		}
	}
	if !bytes.Equal(laptop.everything(t), before) {
		t.Error("a refusal left something")
	}
	if err := laptop.KeepManifest(ctx, blob, center.manifests[blob]); err != nil {
		t.Fatal(err)
	}
	before = laptop.everything(t)
	for n, chunk := range map[int][]byte{0: center.chunks[blob][1], 1: center.chunks[other][0], 7: center.chunks[blob][0], -1: center.chunks[blob][0]} {
		if err := laptop.KeepChunk(ctx, blob, n, chunk); !errors.Is(err, ledger.ErrBadBlob) {
			t.Errorf("chunk %d: got %v, want %v", n, err, ledger.ErrBadBlob)
		}
	}
	if !bytes.Equal(laptop.everything(t), before) {
		t.Error("a refusal left something")
	}
	for _, n := range []int{2, 0, 2, 0, 1, 1} { // in any order, and again
		if err := laptop.KeepChunk(ctx, blob, n, center.chunks[blob][n]); err != nil {
			t.Fatal(err)
		}
	}
	laptop.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 3, Of: 3})
	if !bytes.Equal(laptop.content(r.ID), document(600_000, 1)) {
		t.Error("the document comes otherwise than it went")
	}
	// A bundle brings what nobody asked for: it is kept, and is to be sent.
	if err := laptop.KeepManifest(ctx, other, center.manifests[other]); err != nil {
		t.Fatal(err)
	}
	for n, chunk := range center.chunks[other] {
		if err := laptop.KeepChunk(ctx, other, n, chunk); err != nil {
			t.Fatal(err)
		}
	}
	laptop.wantState(far.ID, store.AttachmentState{Stage: store.AttachmentHere, Have: 2, Of: 2, Unsent: true})
}

// everything is what the tables of blobs hold.
func (s *station) everything(t *testing.T) []byte {
	t.Helper()
	cells, err := s.AllBytes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(cells, []byte{0})
}
