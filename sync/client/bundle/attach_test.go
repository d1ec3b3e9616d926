package bundle_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client/bundle"
)

// document is content of a kind that is kept as it is.
func document(seed uint64, n int) []byte {
	out := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed)})
	_, _ = r.Read(out)
	copy(out, "%PDF-1.7\n")
	return out
}

func (s *station) attach(kase uuid.UUID, content []byte) uuid.UUID {
	s.city.t.Helper()
	r, err := s.Attach(s.city.t.Context(), store.NewAttachment{Case: kase, Title: "紹介状", Name: "a.pdf", Content: bytes.NewReader(content)})
	if err != nil {
		s.city.t.Fatal(err)
	}
	return r.ID
}

func (s *station) opens(t testing.TB, record uuid.UUID, want []byte) {
	t.Helper()
	r, err := s.OpenAttachment(t.Context(), record)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(want))
	}
}

func TestAttachments(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, _ := laptop.family("山田")
	content := document(1, 700<<10)
	record := laptop.attach(kase, content)
	for _, take := range []store.BundleTake{store.TakeUnsent, store.TakeCases, store.TakeSince, store.TakeLast} {
		order := store.BundleOrder{Take: take, Group: true, Cases: []uuid.UUID{kase}}
		without, err := laptop.SizeBundle(t.Context(), order)
		must(t, err)
		order.Attachments = true
		with, err := laptop.SizeBundle(t.Context(), order)
		must(t, err)
		if without.Blobs != 0 || with.Blobs != 1 || with.Bytes < int64(len(content)) {
			t.Errorf("%s: got %+v without, %+v with", take, without, with)
		}
	}
	got := office.take(laptop.export(store.BundleOrder{Take: store.TakeUnsent, Group: true}))
	if got.Blobs != 0 {
		t.Errorf("without: got %+v", got)
	}
	if _, err := office.OpenAttachment(t.Context(), record); !errors.Is(err, store.ErrAttachmentAway) {
		t.Errorf("without: got %v", err)
	}
	whole := read(t, laptop.export(store.BundleOrder{Take: store.TakeUnsent, Group: true, Attachments: true}))
	cut, err := bundle.Import(t.Context(), office.Store, write(t, whole[:len(whole)-300<<10]), nil)
	if !errors.Is(err, bundle.ErrCut) || cut.Blobs != 0 {
		t.Errorf("cut: got %+v, %v", cut, err)
	}
	if got := office.take(write(t, whole)); !got.Resumed || !got.Whole || got.Refused != 0 {
		t.Errorf("whole: got %+v", got)
	}
	office.opens(t, record, content)
	unsent, err := office.UnsentBlobs(t.Context(), 10)
	if err != nil || len(unsent) != 1 {
		t.Errorf("got %d attachments to send, %v", len(unsent), err)
	}
}

// What is too much for one disk goes into several files, each of which is
// good by itself, in any order.
func TestParts(t *testing.T) {
	defer bundle.SetMinPart(600 << 10)()
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	var records []uuid.UUID
	for i := range 4 {
		kase, _ := office.family("家")
		records = append(records, office.attach(kase, document(uint64(i), 400<<10)))
	}
	folder := t.TempDir()
	const limit = 700 << 10
	done, err := bundle.Export(t.Context(), office.Store, bundle.Order{
		BundleOrder: toAll, Path: filepath.Join(folder, "a"+bundle.Extension), PartSize: limit,
	})
	must(t, err)
	if len(done.Paths) < 4 || done.Blobs != 4 {
		t.Fatalf("got %+v", done)
	}
	for i, path := range done.Paths {
		info, err := os.Stat(path)
		if err != nil || info.Size() > limit {
			t.Errorf("part %d: got %d bytes, %v", i+1, info.Size(), err)
		}
	}
	for i := range done.Paths {
		path := done.Paths[len(done.Paths)-1-i]
		got := laptop.take(path)
		if !got.Whole || got.Part != len(done.Paths)-i || got.More == (i == 0) {
			t.Errorf("got %+v", got)
		}
	}
	if !maps.Equal(laptop.shown(), office.shown()) {
		t.Error("the laptop has not everything")
	}
	// Attachments that came before their cases were passed over.
	for _, path := range done.Paths {
		laptop.take(path)
	}
	for i, record := range records {
		laptop.opens(t, record, document(uint64(i), 400<<10))
	}
}
