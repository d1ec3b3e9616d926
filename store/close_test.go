package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"yorisoi/store"
)

// TestLockedWhileReading locks the store under screens that are reading: each
// gets an answer or ErrClosed, and nothing falls over.
func TestLockedWhileReading(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	ctx := context.Background()
	reads := map[string]func() error{
		"Today":       func() error { _, err := office.Today(ctx, true); return err },
		"FindCase":    func() error { _, err := office.FindCase(ctx, kase); return err },
		"FindDrafts":  func() error { _, err := office.FindDrafts(ctx); return err },
		"Search":      func() error { _, err := office.Search(ctx, "森田", 10); return err },
		"Counts":      func() error { _, err := office.Counts(ctx); return err },
		"CreateCase":  func() error { _, err := office.CreateCase(ctx, map[string]any{"name": "堀"}); return err },
		"MarkLooked":  func() error { return office.MarkLooked(ctx, time.Now()) },
		"Me":          func() error { _ = office.Me().Name; return nil },
		"FindDraftOf": func() error { _, err := office.FindDraftsOf(ctx, kase); return err },
	}
	var reading sync.WaitGroup
	locked := make(chan struct{})
	for name, read := range reads {
		reading.Go(func() {
			for after := 0; after < 3; {
				select {
				case <-locked:
					after++
				default:
				}
				if err := read(); err != nil && !errors.Is(err, store.ErrClosed) {
					t.Errorf("%s: got %v, want an answer or ErrClosed", name, err)
					return
				}
			}
		})
	}
	time.Sleep(30 * time.Millisecond)
	if err := office.Close(); err != nil {
		t.Error(err)
	}
	close(locked)
	reading.Wait()
}

// TestTypingWhileConfirming saves drafts while another goroutine confirms the
// record: the last text that was acknowledged is in the record or in a draft.
func TestTypingWhileConfirming(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	for range 15 {
		d := store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindNote, Fields: map[string]any{
			"on": "2026-11-20", "method": "phone", "department": "mch", "facts": "一",
		}}
		if _, err := office.SaveDraft(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		last := "一"
		confirmed := make(chan error)
		go func() {
			_, err := office.Confirm(context.Background(), d.Record)
			confirmed <- err
		}()
		for range 3 {
			last += "二"
			d.Fields["facts"] = last
			if _, err := office.SaveDraft(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		if err := <-confirmed; err != nil {
			t.Fatal(err)
		}
		if draft, err := office.FindDraft(t.Context(), d.Record); err == nil && draft.Fields["facts"] == last {
			continue
		}
		r, err := office.FindRecord(t.Context(), d.Record)
		if err != nil || r.Text("facts") != last {
			t.Fatalf("the text %q is in no draft, and the record has %q, %v", last, r.Text("facts"), err)
		}
	}
}
