package demo_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
)

// drawFamily draws a seed and one of the first families of its city.
func drawFamily(t *rapid.T) []*record {
	seed := rapid.Uint64().Draw(t, "seed")
	skip := rapid.IntRange(0, 60).Draw(t, "family")
	for f := range demo.City(city(seed, skip+1)) {
		if skip == 0 {
			return fold(f)
		}
		skip--
	}
	t.Fatal("the city ended early")
	return nil
}

func day(t interface{ Fatalf(string, ...any) }, text string) casework.Date {
	d, err := casework.ParseISO(text)
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return d
}

func inRole(people []*record, role string) []*record {
	return slices.DeleteFunc(slices.Clone(people), func(p *record) bool { return p.text("role") != role })
}

func TestHouseholdsArePossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := of(drawFamily(t), store.KindPerson)
		if len(people) < 1 || len(people) > 6 {
			t.Fatalf("%d persons, want 1 to 6", len(people))
		}
		children := append(inRole(people, "child"), inRole(people, "sibling")...)
		if len(children)+len(inRole(people, "fetus")) == 0 {
			t.Fatalf("a family without children")
		}
		names := map[string]bool{}
		for _, p := range people {
			if n := p.text("given_name"); n != "" && names[n] {
				t.Fatalf("two people called %s", n)
			} else {
				names[n] = true
			}
		}
		for _, m := range append(inRole(people, "mother"), inRole(people, "father")...) {
			born := day(t, m.text("birth_date"))
			for _, c := range children {
				at := day(t, c.text("birth_date"))
				age, ok := casework.AgeOn(born, at)
				if !ok || age.Years < 15 || m.text("role") == "mother" && age.Years > 47 {
					t.Fatalf("%s born %s has a child born %s", m.text("role"), born, at)
				}
			}
		}
		checkSiblings(t, children, inRole(people, "fetus"))
	})
}

func checkSiblings(t *rapid.T, children, expected []*record) {
	for i, a := range children {
		born := day(t, a.text("birth_date"))
		if born.After(casework.DateOf(today)) {
			t.Fatalf("child born in the future: %s", born)
		}
		for _, b := range children[:i] {
			other := day(t, b.text("birth_date"))
			if gap := max(born.DaysSince(other), other.DaysSince(born)); gap != 0 && gap < 275 {
				t.Fatalf("brothers or sisters born %s and %s", born, other)
			}
		}
		for _, f := range expected {
			due := day(t, f.text("due_date"))
			if gap := due.DaysSince(born); gap < 310 || !due.After(casework.DateOf(today)) {
				t.Fatalf("child born %s, another expected %s", born, due)
			}
		}
	}
}

func TestRelationsArePossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawFamily(t)
		born := map[string]string{}
		for _, p := range of(all, store.KindPerson) {
			born[p.id.String()] = p.text("birth_date")
		}
		for _, r := range of(all, store.KindRelation) {
			from, to := born[r.text("from")], born[r.text("to")]
			since, until := r.text("since"), r.text("until")
			switch {
			case r.text("from") == r.text("to"):
				t.Fatalf("%s of somebody with themselves", r.text("type"))
			case since != "" && until != "" && since > until:
				t.Fatalf("%s from %s until %s", r.text("type"), since, until)
			case r.text("type") == "parent" && to != "" && to <= from:
				t.Fatalf("parent born %s, child %s", from, to)
			case r.text("type") == "marriage" && since != "":
				for _, b := range []string{from, to} {
					if age, _ := casework.AgeOn(day(t, b), day(t, since)); age.Years < 18 {
						t.Fatalf("born %s, married %s", b, since)
					}
				}
			}
		}
	})
}

func TestNothingIsKnownBeforeBirth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawFamily(t)
		born := map[string]string{}
		for _, p := range of(all, store.KindPerson) {
			born[p.id.String()] = p.text("birth_date")
		}
		for _, r := range all {
			on := r.text("on") + r.text("visited_on")
			if on == "" {
				on = r.first.Format("2006-01-02")
			}
			seen, _ := r.fields["child_seen"].([]string)
			if c := r.text("child"); c != "" && r.kind != store.KindAppointment {
				seen = append(slices.Clone(seen), c)
			}
			for _, c := range seen {
				if b := born[c]; b == "" || on < b {
					t.Fatalf("%s of %s about a child born %q", r.kind, on, b)
				}
			}
			if b := born[r.text("child")]; r.kind == store.KindVisit && b != "" {
				checkVisitType(t, r.text("visit_type"), day(t, on).DaysSince(day(t, b)))
			}
			if r.kind != store.KindAppointment && r.kind != store.KindMeeting && on > today.Format("2006-01-02") {
				t.Fatalf("%s of the future: %s", r.kind, on)
			}
		}
	})
}

// checkVisitType wants the visits to newborns in the first months.
func checkVisitType(t *rapid.T, kind string, age int) {
	latest := map[string]int{"newborn": 40, "premature": 45, "all_homes": 120, "infant": 365}
	if last, ok := latest[kind]; ok && age > last {
		t.Fatalf("%s visit at an age of %d days", kind, age)
	}
}

func TestGrowthIsPlausible(t *testing.T) {
	growth, err := casework.LoadGrowth(assets.Growth, "growth_r5.csv")
	if err != nil {
		t.Fatal(err)
	}
	total, outside := 0, 0
	far := ""
	for f := range demo.City(city(4, 1500)) {
		all := fold(f)
		children := map[string]*record{}
		for _, p := range of(all, store.KindPerson) {
			children[p.id.String()] = p
		}
		for _, r := range append(of(all, store.KindMeasurement), of(all, store.KindVisit)...) {
			grams, ok := r.fields["weight_g"].(int64)
			child := children[r.text("child")]
			if !ok {
				continue
			}
			weeks, _ := child.fields["gestation_weeks"].(int64)
			on := day(t, r.text("on")+r.text("visited_on"))
			months, _ := casework.AgeInMonths(day(t, child.text("birth_date")), on)
			if weeks < 37 {
				continue // not on the survey's curves in the first year
			}
			lines, err := growth.Percentiles(casework.Weight, casework.Sex(child.text("sex")), months)
			if err != nil {
				t.Fatalf("weight at %v months: %v", months, err)
			}
			total++
			if kg := casework.Kilograms(grams); kg < lines[0] || kg > lines[6] {
				outside++
				if kg < 0.85*lines[0] || kg > 1.15*lines[6] {
					far = fmt.Sprintf("%v kg at %.1f months, curves %v", kg, months, lines)
				}
			}
		}
	}
	if total < 2000 || outside > total/20 {
		t.Errorf("%d of %d weights lie outside of the curves, want at most one in twenty", outside, total)
	}
	if far != "" {
		t.Errorf("far from the curves: %s", far)
	}
}
