package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// carriedTwins are two families on the office machine, the first of which is
// checked out to the laptop.
func carriedTwins(t *testing.T) (office, laptop *station, a, b uuid.UUID) {
	t.Helper()
	office, laptop = twoStations(t)
	a, _ = office.createFamily("森田", "もりた", "")
	b, _ = office.createFamily("森田", "もりた", "")
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, office.city.now.Add(24*time.Hour), a)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if !laptop.has(a) || laptop.has(b) {
		t.Fatalf("before the merge the laptop has a %v, b %v", laptop.has(a), laptop.has(b))
	}
	return office, laptop, a, b
}

func (s *station) joinTo(into, other uuid.UUID) {
	s.city.t.Helper()
	if err := s.MergeCases(s.city.t.Context(), into, other, nil, "同じ家庭だった"); err != nil {
		s.city.t.Fatal(err)
	}
}

// unmerge takes the merge of a case back.
func (s *station) unmerge(kase uuid.UUID) {
	s.city.t.Helper()
	c, err := s.FindCase(s.city.t.Context(), kase)
	if err != nil || len(c.Joined) != 1 {
		s.city.t.Fatalf("find merge: %v, %+v", err, c)
	}
	if err := s.UnmergeCases(s.city.t.Context(), c.Joined[0].Record, "別の家庭だった"); err != nil {
		s.city.t.Fatal(err)
	}
}

// TestMergeExtendsACarry merges two cases while one of them is carried, in
// either direction, and takes it back.
func TestMergeExtendsACarry(t *testing.T) {
	for _, into := range []string{"TheCarriedOne", "TheOther"} {
		t.Run(into, func(t *testing.T) {
			office, laptop, a, b := carriedTwins(t)
			root := a
			if into == "TheOther" {
				root = b
				office.joinTo(b, a)
			} else {
				office.joinTo(a, b)
			}
			office.reconcile()
			laptop.reconcile()
			laptop.reconcile()
			if !laptop.has(a) || !laptop.has(b) {
				t.Fatalf("merged: a %v, b %v", laptop.has(a), laptop.has(b))
			}
			if c, err := laptop.FindCase(t.Context(), root); err != nil || len(c.Joined) != 1 {
				t.Fatalf("the laptop does not show them as one: %+v, %v", c, err)
			}
			office.unmerge(root)
			office.reconcile()
			laptop.reconcile()
			laptop.reconcile()
			if !laptop.has(a) || laptop.has(b) {
				t.Fatalf("two again: a %v, b %v", laptop.has(a), laptop.has(b))
			}
			office.joinTo(a, b)
			office.reconcile()
			laptop.reconcile()
			laptop.reconcile()
			if !laptop.has(a) || !laptop.has(b) {
				t.Fatalf("merged again: a %v, b %v", laptop.has(a), laptop.has(b))
			}
		})
	}
}

// TestMergedCasesAreSignedInTogether signs in one of two carries.
func TestMergedCasesAreSignedInTogether(t *testing.T) {
	office, laptop, a, b := carriedTwins(t)
	office.joinTo(a, b)
	carries, err := office.FindCarries(t.Context(), store.CarryFilter{})
	if err != nil || len(carries) != 2 {
		t.Fatalf("got %+v, %v, want both", carries, err)
	}
	for _, c := range carries {
		if c.Station != laptop.Station() || c.Staff != laptop.Me().ID || !c.Until.Equal(carries[0].Until) {
			t.Errorf("%s: got %+v", c.Case, c)
		}
		if c.Case != b {
			continue
		}
		if err := office.CheckIn(t.Context(), []uuid.UUID{c.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if carries, err = office.FindCarries(t.Context(), store.CarryFilter{}); err != nil || len(carries) != 0 {
		t.Errorf("after one was signed in: got %+v, %v", carries, err)
	}
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if laptop.has(a) || laptop.has(b) {
		t.Errorf("signed in: a %v, b %v", laptop.has(a), laptop.has(b))
	}
}

// TestMergeThatKnewOfNoCarry is mended by a station that knows of both: the
// merge was made while its machine was away.
func TestMergeThatKnewOfNoCarry(t *testing.T) {
	office, laptop := twoStations(t)
	a, _ := office.createFamily("森田", "もりた", "")
	b, _ := office.createFamily("森田", "もりた", "")
	office.reconcile()
	laptop.reconcile()
	away := office.city.join("L-03", office.Me().ID, office.Me().ID)
	away.reconcile()
	office.pull()
	laptop.pull()

	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, office.city.now.Add(48*time.Hour), a)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	away.joinTo(a, b)
	away.reconcile()
	mend := func(want bool) {
		t.Helper()
		for range 6 { // each station of the two has its turn within the patience
			for _, s := range []*station{office, away} {
				s.reconcile()
				if err := s.Recharge(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.reconcile()
			}
			office.city.pass(20 * time.Minute)
		}
		laptop.reconcile()
		laptop.reconcile()
		if !laptop.has(a) || laptop.has(b) != want {
			t.Fatalf("a %v, b %v, want b %v", laptop.has(a), laptop.has(b), want)
		}
	}
	mend(true)
	n := len(office.city.log)
	mend(true)
	if len(office.city.log) != n {
		t.Errorf("%d more changes, though nothing was lacking", len(office.city.log)-n)
	}
	away.unmerge(a)
	mend(false)
}
