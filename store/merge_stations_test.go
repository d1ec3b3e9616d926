package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

// TestTwoIntakesOfOneChild has two machines without a network take calls about
// one child: each learns of the other, and nothing is done by itself.
func TestTwoIntakesOfOneChild(t *testing.T) {
	office, laptop := twoStations(t)
	ours, _ := office.createFamily("雨宮", "あまみや", "042-000-8101")
	child := office.kid(ours, "雨宮", "理久", "りく", "2021-03-09")
	theirs, _ := laptop.createFamily("雨宮", "あまみや", "")
	partner := laptop.kid(theirs, "雨宮", "理久", "りく", "2021-03-09")
	for _, s := range []*station{office, laptop} {
		if twins, err := s.FindTwins(t.Context()); err != nil || len(twins) != 0 {
			t.Errorf("before they meet: got %+v, %v", twins, err)
		}
	}
	exchange(office, laptop)
	for _, s := range []*station{office, laptop} {
		twins, err := s.FindTwins(t.Context())
		if err != nil || len(twins) != 1 {
			t.Fatalf("twins: got %+v, %v", twins, err)
		}
		one := twins[0]
		cases, persons := []uuid.UUID{one.Case.ID, one.Other.ID}, []uuid.UUID{one.Person, one.Partner}
		if !slices.Contains(cases, ours) || !slices.Contains(cases, theirs) || !slices.Contains(persons, child) || !slices.Contains(persons, partner) {
			t.Errorf("twin: got %+v", one)
		}
		if !slices.Equal(one.Reasons, []string{"name", "birth"}) && !slices.Equal(one.Reasons, []string{"name", "kana", "birth"}) || one.Score < 60 {
			t.Errorf("twin: got %d, %v", one.Score, one.Reasons)
		}
		if got := s.listed(); len(got) != 2 {
			t.Errorf("something was merged by itself: %v", got)
		}
	}
}

func TestMergeReachesTheOtherStation(t *testing.T) {
	office, laptop := twoStations(t)
	f := newTwoIntakes(office)
	exchange(office, laptop)
	f.merge(f.ours, f.theirs, f.pairs())
	exchange(office, laptop)
	c := laptop.theCase(f.ours)
	if len(c.Joined) != 1 || len(c.Persons) != 2 || !slices.Equal(laptop.listed(), []uuid.UUID{f.ours}) {
		t.Fatalf("merged, on the other station: got %+v", c)
	}
	if twins, err := laptop.FindTwins(t.Context()); err != nil || len(twins) != 0 {
		t.Errorf("still offered: %+v, %v", twins, err)
	}
	if err := laptop.UnmergeCases(t.Context(), c.Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	exchange(laptop, office)
	if c := office.theCase(f.ours); len(c.Joined) != 0 || len(c.Persons) != 1 || len(office.listed()) != 2 {
		t.Errorf("un-merged by the other: got %+v", c)
	}
	if err := laptop.KeepApart(t.Context(), f.ours, f.theirs, "いとこの家"); err != nil {
		t.Fatal(err)
	}
	exchange(laptop, office)
	for _, s := range []*station{office, laptop} {
		if twins, err := s.FindTwins(t.Context()); err != nil || len(twins) != 0 {
			t.Errorf("kept apart: got %+v, %v", twins, err)
		}
	}
}

// TestMergedBothWaysOffline has two stations merge the same cases, each into
// the one that it has open: both see one case, the same one, and whoever takes
// it back has two again.
func TestMergedBothWaysOffline(t *testing.T) {
	office, laptop := twoStations(t)
	f := newTwoIntakes(office)
	exchange(office, laptop)
	office.merge(f.ours, f.theirs, f.pairs())
	laptop.merge(f.theirs, f.ours, map[uuid.UUID]uuid.UUID{f.child: f.partner})
	exchange(office, laptop)
	root := f.ours // the older case has the smaller id
	for _, s := range []*station{office, laptop} {
		if got := s.listed(); !slices.Equal(got, []uuid.UUID{root}) {
			t.Fatalf("list: got %v, want %v alone", got, root)
		}
		c := s.theCase(root)
		if len(c.Persons) != 2 || len(c.Joined) != 1 || c.Joined[0].Other != f.theirs || len(c.Of(store.KindNote)) != 3 {
			t.Errorf("merged both ways: got %d persons, %+v", len(c.Persons), c.Joined)
		}
		if other := s.theCase(f.theirs); other.Into != root {
			t.Errorf("the other leads to %v, want %v", other.Into, root)
		}
	}
	if err := laptop.UnmergeCases(t.Context(), laptop.theCase(root).Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	exchange(laptop, office)
	for _, s := range []*station{office, laptop} {
		if got := s.listed(); len(got) != 2 || len(s.theCase(root).Persons) != 1 {
			t.Errorf("taken back: got %v", got)
		}
	}
}

// TestUnmergedAndMergedAtOnce has one station take a merge back while another,
// which does not know, merges a third case into the merged one.
func TestUnmergedAndMergedAtOnce(t *testing.T) {
	office, laptop := twoStations(t)
	f := newTwoIntakes(office)
	third, _ := office.createFamily("久米", "くめ", "042-000-7003")
	office.merge(f.ours, f.theirs, f.pairs())
	exchange(office, laptop)
	if err := office.UnmergeCases(t.Context(), office.theCase(f.ours).Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	laptop.merge(f.theirs, third, nil)
	exchange(office, laptop)
	for _, s := range []*station{office, laptop} {
		if got := s.listed(); !slices.Equal(sorted(got), sorted([]uuid.UUID{f.ours, f.theirs})) {
			t.Errorf("list: got %v", got)
		}
		if c := s.theCase(f.ours); len(c.Joined) != 1 || c.Joined[0].Other != third || len(c.Persons) != 1 {
			t.Errorf("the third: got %+v, %d persons", c.Joined, len(c.Persons))
		}
	}
}

func sorted(ids []uuid.UUID) []uuid.UUID {
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

func TestChainOfMerges(t *testing.T) {
	office, laptop := twoStations(t)
	f := newTwoIntakes(office)
	third, _ := office.createFamily("久米", "くめ", "042-000-7003")
	same := office.kid(third, "久米", "蒼太", "そうた", "2020-05-02")
	office.merge(f.ours, f.theirs, f.pairs())
	office.merge(third, f.ours, map[uuid.UUID]uuid.UUID{f.child: same})
	exchange(office, laptop)
	for _, s := range []*station{office, laptop} {
		c := s.theCase(third)
		if len(c.Joined) != 2 || len(c.Persons) != 2 || len(c.Of(store.KindNote)) != 3 {
			t.Fatalf("chain: got %d joined, %d persons, %d notes", len(c.Joined), len(c.Persons), len(c.Of(store.KindNote)))
		}
		for _, n := range c.Of(store.KindNote) {
			if n.Texts("child_seen")[0] != same.String() {
				t.Errorf("note: got %v, want %v first", n.Texts("child_seen"), same)
			}
		}
		if a, b := s.theCase(f.theirs).Into, s.theCase(f.ours).Into; a != third || b != third {
			t.Errorf("into: got %v and %v, want %v", a, b, third)
		}
		if got := s.listed(); !slices.Equal(got, []uuid.UUID{third}) {
			t.Errorf("list: got %v", got)
		}
	}
	// Merging what is one already changes nothing.
	laptop.merge(f.theirs, third, nil)
	if unsent, err := laptop.Unsent(t.Context(), 10); err != nil || len(unsent) != 0 {
		t.Errorf("merged again: wrote %d changes, %v", len(unsent), err)
	}
	inner := laptop.theCase(third).Joined[0].Record
	if err := laptop.UnmergeCases(t.Context(), inner, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	exchange(laptop, office)
	for _, s := range []*station{office, laptop} {
		if got := s.listed(); len(got) != 2 || s.theCase(f.ours).Into != third || s.theCase(f.theirs).Into != uuid.Nil {
			t.Errorf("the inner one taken back: got %v", got)
		}
	}
}
