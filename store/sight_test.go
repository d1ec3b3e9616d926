package store_test

import (
	"fmt"
	"math/rand/v2"
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
	all         map[uuid.UUID]string // kind of each record
}

func (g *sights) pick(of ...string) string { return of[g.rand.IntN(len(of))] }

func (g *sights) child() string { return g.children[g.rand.IntN(len(g.children))].String() }

func (g *sights) day() string {
	return fmt.Sprintf("2026-%02d-%02d", 1+g.rand.IntN(10), 1+g.rand.IntN(28))
}

func (g *sights) children2() []string {
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
		w.Set = map[string]any{"visited_on": g.day(), "result": g.pick("met", "absent"), "child": g.child(), "child_seen": g.children2()}
	case store.KindNote:
		w.Set = map[string]any{"on": g.day(), "child_seen": g.children2()}
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
	g.all[w.Record] = w.Kind
	return w
}

// edit changes a record, or takes it back.
func (g *sights) edit() {
	t := g.city.t
	for id, kind := range g.all {
		if g.rand.IntN(3) == 0 {
			if err := g.Withdraw(t.Context(), id, "書きまちがい"); err != nil {
				t.Fatal(err)
			}
			delete(g.all, id)
			return
		}
		set := map[string]any{}
		switch kind {
		case store.KindVisit:
			set["result"] = g.pick("met", "absent")
		case store.KindNote:
			set["child_seen"] = g.children2()
		case store.KindSafetyCheck:
			set["method"] = g.pick("home", "phone")
		case store.KindCommission:
			set["subject"] = g.child()
		case store.KindCommissionReport:
			set["child_seen_on"] = g.day()
		}
		if err := g.PutAll(t.Context(), []store.Write{{Case: g.kase, Record: id, Kind: kind, Set: set}}); err != nil {
			t.Fatal(err)
		}
		return
	}
}

// The days in the lists are those of the rules, whatever was written, changed
// or taken back, and in whatever order it arrives.
func TestSightingsAreThoseOfTheRules(t *testing.T) {
	for seed := range uint64(12) {
		office, laptop := twoStations(t)
		g := &sights{station: office, rand: rand.New(rand.NewPCG(seed, 7)), all: map[uuid.UUID]string{}}
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
		}
		exchange(office, laptop)
		for name, s := range map[string]*station{"office": office, "laptop": laptop} {
			want := casework.LastSeen(s.theCase(g.kase).Rules())
			rows, _, err := s.FindCases(t.Context(), store.CaseFilter{})
			if err != nil || len(rows) != 1 || len(rows[0].Children) != len(g.children) {
				t.Fatalf("list: got %+v, %v", rows, err)
			}
			for _, c := range rows[0].Children {
				if day := want[c.ID.String()]; c.LastSeen != day.String() {
					t.Errorf("seed %d, %s: %s was last seen %q, by the rules %q", seed, name, c.Name, c.LastSeen, day)
				}
			}
		}
	}
}
