package page

import (
	"context"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/ui/async"
)

// disk notes what it is given.
type disk struct{ saved []string }

func (d *disk) SaveDraft(_ context.Context, draft store.Draft) (time.Time, error) {
	d.saved = append(d.saved, draft.Fields["note"].(string))
	return time.Now(), nil
}

func newTestKeeper(t *testing.T) (*keeper, *disk) {
	t.Helper()
	o := async.NewOwner(t.Context(), async.NewQueue())
	t.Cleanup(o.Close)
	d := &disk{}
	return newKeeper(d, o, store.Draft{}), d
}

func TestAnOlderSaveNeverComesAfterANewerOne(t *testing.T) {
	k, d := newTestKeeper(t)
	k.set("note", "ねむ")
	late := k.saver()
	k.set("note", "ねむれない")
	if err := k.saveNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := late(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(d.saved) != 1 || d.saved[0] != "ねむれない" || k.dirty() {
		t.Errorf("saved %q, dirty %v", d.saved, k.dirty())
	}
}

func TestWhatWasSavedIsNotSavedAgain(t *testing.T) {
	k, d := newTestKeeper(t)
	k.set("note", "ねむ")
	for range 3 {
		if err := k.saveNow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.saved) != 1 {
		t.Errorf("saved %q", d.saved)
	}
}

func TestForgottenTypingIsNotSaved(t *testing.T) {
	k, d := newTestKeeper(t)
	k.set("note", "ねむ")
	k.forget()
	if err := k.saveNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(d.saved) != 0 {
		t.Errorf("saved %q", d.saved)
	}
}
