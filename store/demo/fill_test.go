package demo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/demo"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

func found(t *testing.T) (*store.Store, *demo.Center, store.Config) {
	t.Helper()
	key, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	c := store.Config{
		Dir: t.TempDir(), Library: forms(t), KDF: trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1},
		Now: func() time.Time { return today },
	}
	s, center, err := demo.Found(t.Context(), c, store.Enrolment{
		Center: key.ID(), Station: uuid.New(), StationName: "庁内PC-1", StationType: ledger.StationOffice, CenterPublic: key.Public(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s, center, c
}

func TestFound(t *testing.T) {
	s, center, c := found(t)
	if got, want := len(center.Staff), len(demo.Roster(1)); got != want {
		t.Fatalf("%d staff, want %d", got, want)
	}
	for i, p := range demo.Roster(1) {
		got := s.Staff(center.Staff[i].ID)
		if got == nil || got.Name != p.Name || got.Job != p.Job {
			t.Errorf("staff %d: got %+v, want %s, %s", i, got, p.Name, p.Job)
		}
	}
	signIns, err := store.SignIns(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(signIns) != len(center.Staff) {
		t.Errorf("%d people can sign in, want %d", len(signIns), len(center.Staff))
	}
}

func TestFill(t *testing.T) {
	s, center, c := found(t)
	plan := demo.Config{Seed: 1, Families: 60, Today: today, Staff: center.Staff}
	last := 0
	err := demo.Fill(t.Context(), s, plan, func(done, total int) {
		if done <= last || total != plan.Families {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != plan.Families {
		t.Errorf("progress ended at %d of %d", last, plan.Families)
	}
	t.Run("EveryRecordIsThere", func(t *testing.T) { compare(t, s, plan) })
	nakano := center.Staff[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mine, err := store.Open(t.Context(), c, nakano.ID, center.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	if err := mine.MarkLooked(t.Context(), today.AddDate(0, 0, -3)); err != nil {
		t.Fatal(err)
	}
	day, err := mine.Today(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if len(day.Appointments) != 3 || len(day.VisitsDue) == 0 || len(day.Unseen) == 0 || len(day.Conflicts) != 0 || len(day.Recent) == 0 {
		t.Errorf("today: %d visits, %d due, %d unseen, %d conflicts, %d changes of others",
			len(day.Appointments), len(day.VisitsDue), len(day.Unseen), len(day.Conflicts), len(day.Recent))
	}
	if day.Cases != plan.Families {
		t.Errorf("%d cases, want %d", day.Cases, plan.Families)
	}
}

// compare wants every record of the city in the store, as it was written.
func compare(t *testing.T, s *store.Store, plan demo.Config) {
	authors := map[uuid.UUID]bool{}
	for f := range demo.City(plan) {
		all := fold(f)
		got, err := s.FindCase(t.Context(), f.Case)
		if err != nil {
			t.Fatalf("find case %s: %v", f.Case, err)
		}
		stored := map[uuid.UUID]*store.Record{}
		for _, r := range append(got.Records, got.Persons...) {
			stored[r.ID] = r
		}
		stored[got.Family.ID] = got.Family
		if len(stored) != len(all) {
			t.Errorf("case %s has %d records, want %d", f.Case, len(stored), len(all))
		}
		for _, want := range all {
			r := stored[want.id]
			if r == nil {
				t.Errorf("%s %s is missing", want.kind, want.id)
				continue
			}
			authors[r.Author] = true
			if !r.Created.Equal(want.first.Truncate(time.Millisecond)) {
				t.Errorf("%s created %s, want %s", want.kind, r.Created, want.first)
			}
			for name, v := range want.fields {
				if !ledger.SameValue(r.Fields[name], v) {
					t.Errorf("%s.%s: got %v, want %v", want.kind, name, r.Fields[name], v)
				}
			}
		}
	}
	if len(authors) < 6 {
		t.Errorf("%d people wrote, want most of the roster", len(authors))
	}
}

func TestFillStops(t *testing.T) {
	s, center, _ := found(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := demo.Fill(ctx, s, demo.Config{Seed: 1, Families: 200, Today: today, Staff: center.Staff}, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	n, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n.Cases == 0 || n.Cases == 200 {
		t.Errorf("%d cases after a stop, want some of 200", n.Cases)
	}
}
