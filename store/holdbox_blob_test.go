package store_test

import (
	"bytes"
	"testing"
	"time"

	"yorisoi/store"
)

// What hangs on a record that goes into the hold box is sent all the same and
// not swept away: whoever takes the record in opens it.
func TestHeldAttachmentIsSent(t *testing.T) {
	l := newLeaver(t)
	_, err := l.laptop.Attach(t.Context(), store.NewAttachment{Case: l.kase, Name: "診断書.pdf", Content: bytes.NewReader(document(9000, 1))})
	if err != nil {
		t.Fatal(err)
	}
	l.laptop.pushHeld(l.nurse)
	if aside, err := l.laptop.UnsentBlobs(t.Context(), 10); err != nil || len(aside) != 1 {
		t.Fatalf("to be sent: got %d contents, %v; want 1", len(aside), err)
	}
	l.laptop.city.tick.Lock()
	l.laptop.city.now = l.laptop.city.now.Add(72 * time.Hour)
	l.laptop.city.tick.Unlock()
	l.laptop.reopen()
	if aside, err := l.laptop.UnsentBlobs(t.Context(), 10); err != nil || len(aside) != 1 {
		t.Errorf("three days later: got %d contents, %v; want 1", len(aside), err)
	}
}
