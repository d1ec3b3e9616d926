package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

// copyFolder copies a station's folder as it lies on the disk at this moment:
// as a battery that is pulled leaves it.
func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	files, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// restart opens a copied folder.
func (s *station) restart(dir string) *station {
	s.city.t.Helper()
	config := s.config
	config.Dir = dir
	again, err := store.Open(s.city.t.Context(), store.Stepping(config, nil), s.Me().ID, password)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return s.city.closeLater(again, config)
}

// TestPowerFailsWhileAttaching pulls the battery after each step, starts again
// and looks: no record is without its content, and what has no record is gone
// in a day, whatever came before stays.
func TestPowerFailsWhileAttaching(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	before := office.attach(kase, uuid.Nil, "前から.pdf", document(5000, 1))
	visit := store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindVisit, Fields: map[string]any{"note": "途中"}}
	if _, err := office.SaveDraft(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	raw := document(9<<20, 2) // 37 chunks, three transactions
	for _, parent := range []uuid.UUID{uuid.Nil, visit.Record} {
		pulled := map[string][]string{}
		office.config = store.Stepping(office.config, func(name string) {
			pulled[name] = append(pulled[name], copyFolder(t, office.config.Dir))
		})
		office.reopen()
		done := office.attach(kase, parent, "新しい.pdf", raw)
		office.config = store.Stepping(office.config, nil)
		office.reopen()
		if len(pulled["sealed"]) != 3 || len(pulled["named"]) != 1 {
			t.Fatalf("got steps %v", pulled)
		}
		for name, dirs := range pulled {
			for i, dir := range dirs {
				s := office.restart(dir)
				_, err := s.AttachmentState(t.Context(), done.ID)
				named := name == "named" || name == "drafted"
				if named != (err == nil) {
					t.Errorf("%s %d: record: %v", name, i, err)
				}
				if named && !bytes.Equal(s.content(done.ID), raw) {
					t.Errorf("%s %d: the content differs", name, i)
				}
				if _, _, bare, err := s.CountBlobs(t.Context()); err != nil || bare != 0 {
					t.Errorf("%s %d: %d records without content, %v", name, i, bare, err)
				}
				if !bytes.Equal(s.content(before.ID), document(5000, 1)) {
					t.Errorf("%s %d: what was there differs", name, i)
				}
				if drafts, err := s.FindDrafts(t.Context()); err != nil || len(drafts) != 1 || drafts[0].Draft.Fields["note"] != "途中" {
					t.Errorf("%s %d: drafts %v, %v", name, i, drafts, err)
				}
				if !named && parent == uuid.Nil { // tried again, it goes on where it was
					again := s.attach(kase, parent, "新しい.pdf", raw)
					if again.Text(store.FieldBlob) != done.Text(store.FieldBlob) || !bytes.Equal(s.content(again.ID), raw) {
						t.Errorf("%s %d: tried again, it differs", name, i)
					}
				}
				if !named && parent != uuid.Nil { // or nobody tries again
					s.sweptAfterDays(3, 2)
				}
			}
		}
		if parent == uuid.Nil {
			if err := office.Withdraw(t.Context(), done.ID, "試し"); err != nil {
				t.Fatal(err)
			}
			raw = document(9<<20, 3)
		}
	}
}

// sweptAfterDays demands how many blobs are left.
func (s *station) sweptAfterDays(days, want int) {
	s.city.t.Helper()
	was := s.city.now
	defer func() { s.city.now = was }()
	s.city.now = s.city.now.AddDate(0, 0, days)
	if err := s.SweepBlobs(s.city.t.Context()); err != nil {
		s.city.t.Fatal(err)
	}
	if blobs, _, _, err := s.CountBlobs(s.city.t.Context()); err != nil || blobs != want {
		s.city.t.Errorf("got %d blobs, %v, want %d", blobs, err, want)
	}
}

// TestDiskFullWhileAttaching leaves everything as it was, wherever the disk
// ends, and works again when there is room.
func TestDiskFullWhileAttaching(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	office.attach(kase, uuid.Nil, "前から.pdf", document(5000, 1))
	raw := document(6<<20, 2) // two transactions and the record
	failed := 0
	for _, pages := range []int{0, 3, 40, 400, 1040, 1060, 1200, 1540, 1548} {
		if err := office.Roomy(t.Context(), pages); err != nil {
			t.Fatal(err)
		}
		_, err := office.Attach(t.Context(), store.NewAttachment{Case: kase, Name: "新しい.pdf", Content: bytes.NewReader(raw)})
		if err := office.Roomy(t.Context(), -1); err != nil {
			t.Fatal(err)
		}
		if err == nil {
			continue // there was room: free pages count
		}
		failed++
		if store.CodeOf(err) != "disk_full" {
			t.Errorf("%d pages: got %v", pages, err)
		}
		office.wantBlobs(1, 1)
		if n := len(office.theCase(kase).Of(store.KindAttachment)); n != 1 {
			t.Errorf("%d pages: got %d records, want 1", pages, n)
		}
	}
	if failed < 3 {
		t.Fatalf("the disk was full %d times only", failed)
	}
	r := office.attach(kase, uuid.Nil, "新しい.pdf", raw)
	if !bytes.Equal(office.content(r.ID), raw) {
		t.Error("the content differs")
	}
}

// TestAttachGivesUp is told to stop half-way: nothing is left.
func TestAttachGivesUp(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	for _, steps := range []int{1, 2} { // between two transactions, and before the record
		ctx, cancel := context.WithCancel(t.Context())
		done := 0
		office.config = store.Stepping(office.config, func(string) {
			if done++; done == steps {
				cancel()
			}
		})
		office.reopen()
		_, err := office.Attach(ctx, store.NewAttachment{Case: kase, Name: "a.pdf", Content: bytes.NewReader(document(6<<20, 1))})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after %d steps: got %v, want %v", steps, err, context.Canceled)
		}
		office.wantBlobs(0, 0)
		cancel()
	}
}
