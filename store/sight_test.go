package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// sights writes records that may or may not say that a child was seen.
type sights struct {
	*station
	rand        *rand.Rand
	kase        uuid.UUID
	children    []uuid.UUID
	intakes     []uuid.UUID
	commissions []uuid.UUID
	all         []store.Write // those that stand
}

func (g *sights) pick(of ...string) string { return of[g.rand.IntN(len(of))] }

func (g *sights) child() string { return g.children[g.rand.IntN(len(g.children))].String() }

func (g *sights) day() string {
	return fmt.Sprintf("2026-%02d-%02d", 1+g.rand.IntN(10), 1+g.rand.IntN(28))
}

func (g *sights) someChildren() []string {
	var out []string
	for _, c := range g.children {
		if g.rand.IntN(2) == 0 {
			out = append(out, c.String())
		}
	}
	return out
}

// next is a record of some kind that speaks of sightings.
func (g *sights) next() store.Write {
	w := store.Write{Case: g.kase, Record: store.NewRecordID(), Kind: g.pick(
		store.KindVisit, store.KindNote, store.KindSafetyCheck, store.KindSafetyCheck, store.KindCommission, store.KindCommissionReport, store.KindCommissionReport)}
	switch w.Kind {
	case store.KindVisit:
		w.Set = map[string]any{"visited_on": g.day(), "result": g.pick("met", "absent"), "child": g.child(), "child_seen": g.someChildren()}
	case store.KindNote:
		w.Set = map[string]any{"on": g.day(), "child_seen": g.someChildren()}
	case store.KindSafetyCheck:
		w.Parent = g.intakes[g.rand.IntN(len(g.intakes))]
		w.Set = map[string]any{
			"at": g.day() + g.pick("T00:10:00+09:00", "T23:50:00+09:00"), "child": g.child(),
			"method": g.pick("home", "at_school", "office", "agency", "phone", "absent"), "result": g.pick("safe", "watch", "danger", "unconfirmed"),
		}
	case store.KindCommission:
		w.Set = map[string]any{"subject": g.child(), "asked_on": g.day()}
		g.commissions = append(g.commissions, w.Record)
	case store.KindCommissionReport:
		w.Parent = g.commissions[g.rand.IntN(len(g.commissions))]
		w.Set = map[string]any{"on": g.day(), "child_seen_on": g.day()}
	}
	g.all = append(g.all, w)
	return w
}

// edit changes a record, or takes it back.
func (g *sights) edit() {
	t := g.city.t
	i := g.rand.IntN(len(g.all))
	w := g.all[i]
	if g.rand.IntN(3) == 0 {
		if err := g.Withdraw(t.Context(), w.Record, "書きまちがい"); err != nil {
			t.Fatal(err)
		}
		g.all = slices.Delete(g.all, i, i+1)
		return
	}
	set := map[string]any{}
	switch w.Kind {
	case store.KindVisit:
		set["result"] = g.pick("met", "absent")
	case store.KindNote:
		set["child_seen"] = g.someChildren()
	case store.KindSafetyCheck:
		set["method"] = g.pick("home", "phone")
	case store.KindCommission:
		set["subject"] = g.child()
	case store.KindCommissionReport:
		set["child_seen_on"] = g.day()
	}
	if err := g.PutAll(t.Context(), []store.Write{{Case: g.kase, Record: w.Record, Kind: w.Kind, Set: set}}); err != nil {
		t.Fatal(err)
	}
}

// The days in the lists are those of the rules, whatever was written, changed
// or taken back, and in whatever order it arrives.
func TestSightingsAreThoseOfTheRules(t *testing.T) {
	for seed := range uint64(12) {
		office, laptop := twoStations(t)
		g := &sights{station: office, rand: rand.New(rand.NewPCG(seed, 7))}
		g.kase, _ = office.createFamily("三浦", "みうら", "")
		for i := range 3 {
			g.children = append(g.children, office.kid(g.kase, "三浦", fmt.Sprint("子", i), "こ", "2020-01-01"))
		}
		g.intakes = []uuid.UUID{office.intake(g.kase, "2026-11-19T08:10:00+09:00", "abuse").ID}
		g.commissions = []uuid.UUID{uuid.New()} // a report may come before, or without, what it is of
		for range 25 {
			if err := office.PutAll(t.Context(), []store.Write{g.next()}); err != nil {
				t.Fatal(err)
			}
			if g.rand.IntN(3) == 0 {
				g.edit()
			}
			office.sameSightings(g.kase)
		}
		exchange(office, laptop)
		laptop.sameSightings(g.kase)
	}
}

// sameSightings holds the days in the list of cases to those of the rules.
func (s *station) sameSightings(kase uuid.UUID) {
	t := s.city.t
	t.Helper()
	want := casework.LastSeen(s.theCase(kase).Rules())
	for _, c := range s.row(kase).Children {
		if day := want[c.ID.String()]; c.LastSeen != day.String() {
			t.Errorf("%s was last seen %q, by the rules %q", c.Name, c.LastSeen, day)
		}
	}
}

// Whom a report to the children's center speaks of is said by the commission,
// which may arrive after it, change, and be taken back.
func TestReportsFollowTheirCommission(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	first, second := office.kid(kase, "三浦", "そら", "そら", "2020-01-01"), office.kid(kase, "三浦", "うみ", "うみ", "2022-01-01")
	commission := store.NewRecordID()
	put := func(kind string, id, parent uuid.UUID, set map[string]any) {
		if err := office.PutAll(t.Context(), []store.Write{{Case: kase, Record: id, Kind: kind, Parent: parent, Set: set}}); err != nil {
			t.Fatal(err)
		}
	}
	for i, tc := range []struct {
		step          func()
		first, second string
	}{
		{func() {
			put(store.KindCommissionReport, store.NewRecordID(), commission, map[string]any{"on": "2026-11-18", "child_seen_on": "2026-11-16"})
		}, "", ""},
		{func() { put(store.KindCommission, commission, uuid.Nil, map[string]any{"subject": first.String()}) }, "2026-11-16", ""},
		{func() { put(store.KindCommission, commission, uuid.Nil, map[string]any{"subject": second.String()}) }, "", "2026-11-16"},
		{func() {
			if err := office.Withdraw(t.Context(), commission, "別の家庭のもの"); err != nil {
				t.Fatal(err)
			}
		}, "", ""},
	} {
		tc.step()
		for _, c := range office.row(kase).Children {
			if want := map[uuid.UUID]string{first: tc.first, second: tc.second}[c.ID]; c.LastSeen != want {
				t.Errorf("step %d: %s was last seen %q, want %q", i, c.Name, c.LastSeen, want)
			}
		}
		office.sameSightings(kase)
	}
}
