package store_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
)

// TestForgetBlobs removes a case's contents and fetches them anew.
func TestForgetBlobs(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	other, _ := office.createFamily("堀", "ほり", "042-000-2201")
	raw := photo(t, 60, 40, 1)
	r, stays := office.attach(kase, uuid.Nil, "1.jpg", raw), office.attach(other, uuid.Nil, "1.jpg", raw)
	if n, err := office.BlobsWaiting(t.Context(), kase); err != nil || n != 1 {
		t.Errorf("got %d waiting, %v, want 1", n, err)
	}
	center := newShelf()
	office.push()
	office.sendBlobs(center)
	if n, err := office.BlobsWaiting(t.Context(), kase); err != nil || n != 0 {
		t.Errorf("got %d waiting, %v, want 0", n, err)
	}
	if err := office.ForgetBlobs(t.Context(), kase); err != nil {
		t.Fatal(err)
	}
	office.wantBlobs(1, 1)
	office.wantState(r.ID, store.AttachmentState{Stage: store.AttachmentAway})
	if _, err := office.DrawAttachment(t.Context(), r.ID, 320); !errors.Is(err, store.ErrAttachmentAway) {
		t.Errorf("a picture of it is left: %v", err)
	}
	if len(office.content(stays.ID)) == 0 {
		t.Error("another case's picture is gone")
	}
	if err := office.WantAttachment(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	office.fetchBlobs(center, 10)
	if _, err := office.DrawAttachment(t.Context(), r.ID, 320); err != nil {
		t.Errorf("fetched again: %v", err)
	}
}

// TestCacheLetsGoOfTheOldest keeps what is own, unreceipted or fresh.
func TestCacheLetsGoOfTheOldest(t *testing.T) {
	office, laptop := twoStations(t)
	laptop.config.BlobCache = 1_000_000
	laptop.reopen()
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	center := newShelf()
	var records []uuid.UUID
	for n := range 4 {
		records = append(records, office.attach(kase, uuid.Nil, "通知.pdf", document(400_000, uint64(n))).ID)
	}
	office.push()
	office.sendBlobs(center)
	laptop.pull()
	own := laptop.attach(kase, uuid.Nil, "自分.pdf", document(900_000, 9))
	for _, r := range records {
		if err := laptop.WantAttachment(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		laptop.fetchBlobs(center, 100)
		laptop.city.now = laptop.city.now.Add(time.Hour)
	}
	laptop.reopen()
	laptop.wantBlobs(5, 12) // unreceipted, and fresh
	laptop.push()
	laptop.sendBlobs(center)
	laptop.city.now = laptop.city.now.AddDate(0, 0, 30)
	if len(laptop.content(records[0])) == 0 { // looked at: the second is the oldest now
		t.Error("nothing to look at")
	}
	laptop.reopen()
	for i, want := range []store.AttachmentStage{store.AttachmentHere, store.AttachmentAway, store.AttachmentAway, store.AttachmentHere} {
		if got, err := laptop.AttachmentState(t.Context(), records[i]); err != nil || got.Stage != want || got.Unsent {
			t.Errorf("document %d: got %+v, %v, want %s", i, got, err, want)
		}
	}
	if !bytes.Equal(laptop.content(own.ID), document(900_000, 9)) {
		t.Error("what was attached here is gone")
	}
	if err := laptop.WantAttachment(t.Context(), records[1]); err != nil {
		t.Fatal(err)
	}
	laptop.fetchBlobs(center, 100)
	if !bytes.Equal(laptop.content(records[1]), document(400_000, 1)) {
		t.Error("it cannot be fetched again")
	}
}
