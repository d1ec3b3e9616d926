package demo_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
)

// unassigned are the only telephone numbers there are: each has a block of
// zeros behind its prefix, which no exchange and no carrier has.
var (
	unassigned = regexp.MustCompile(`^(042-000-\d{4}|0[789]0-0000-\d{4})$`)
	numberLike = regexp.MustCompile(`0\d{1,4}-\d{1,4}-\d{3,4}`)
)

func TestNoNumberIsReal(t *testing.T) {
	for f := range demo.City(city(2, 800)) {
		for _, w := range f.Writes {
			for name, v := range w.Set {
				text, _ := v.(string)
				if name == "snapshot" { // repeats what is held elsewhere
					continue
				}
				if name == "phone" && !unassigned.MatchString(text) {
					t.Errorf("%s.phone could be real: %q", w.Kind, text)
				}
				for _, n := range numberLike.FindAllString(text, -1) {
					if uuid.Validate(text) == nil {
						break
					}
					if !unassigned.MatchString(n) {
						t.Errorf("%s.%s holds a number that could be real: %q", w.Kind, name, n)
					}
				}
				if name == "address" && !strings.HasPrefix(text, demo.CityName) {
					t.Errorf("%s lives outside of the made-up city: %q", w.Kind, text)
				}
			}
		}
	}
}

func TestTextsAreWhole(t *testing.T) {
	for f := range demo.City(city(9, 600)) {
		for _, w := range f.Writes {
			for name, v := range w.Set {
				text, ok := v.(string)
				if !ok || name == "snapshot" {
					continue
				}
				if text == "" || strings.ContainsAny(text, "{}|") || strings.Contains(text, "。。") {
					t.Errorf("%s.%s: %q", w.Kind, name, text)
				}
				if strings.HasSuffix(name, "kana") && strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) && r != 'ー' }) {
					t.Errorf("%s.%s is no reading: %q", w.Kind, name, text)
				}
			}
		}
	}
}

// TestTextsVary wants narratives of their own for nearly every record.
func TestTextsVary(t *testing.T) {
	for _, c := range []struct {
		families int
		want     float64
	}{{300, 0.98}, {6000, 0.94}} {
		distinct, total := map[string]bool{}, 0
		for f := range demo.City(city(1, c.families)) {
			for _, r := range fold(f) {
				text := r.text("facts") + r.text("heard") + r.text("opinion") + r.text("response") + r.text("next")
				if r.kind == store.KindVisit {
					text = r.text("note")
				}
				if text != "" && (r.kind == store.KindVisit || r.kind == store.KindNote) {
					distinct[text] = true
					total++
				}
			}
		}
		if got := float64(len(distinct)) / float64(total); got < c.want {
			t.Errorf("%d families: %.3f of %d texts are distinct, want %.2f", c.families, got, total, c.want)
		}
	}
}

// tally is what a city consists of.
type tally struct {
	families, persons, records int
	class, kind                map[string]int
	pregnant, pregnantAtRisk   int
	epds, epdsHigh, item10     int
	registry, reports          int // in the registry today, reports of abuse within a year
}

func count(c demo.Config) tally {
	n := tally{class: map[string]int{}, kind: map[string]int{}}
	for f := range demo.City(c) {
		all := fold(f)
		n.families++
		n.records += len(all)
		expecting := false
		for _, r := range all {
			n.kind[r.kind]++
			switch r.kind {
			case store.KindPerson:
				n.persons++
				expecting = expecting || r.text("role") == "fetus"
			case store.KindRegistry:
				if r.text("ended_on") == "" {
					n.registry++
				}
			case store.KindIntake:
				if r.text("consultation") == "abuse" && r.first.After(c.Today.AddDate(-1, 0, 0)) {
					n.reports++
				}
			case store.KindEPDS:
				n.epds++
				if r.fields["total"].(int64) >= 9 {
					n.epdsHigh++
				}
				if r.text("item10") != "0" {
					n.item10++
				}
			}
		}
		n.class[classOf(all)]++
		if expecting {
			n.pregnant++
			for _, j := range of(all, store.KindJudgement) {
				if j.text("side") == "mch" && j.text("level") != "none" {
					n.pregnantAtRisk++
					break
				}
			}
		}
	}
	return n
}

func between[T int | float64](t *testing.T, what string, got, low, high T) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: got %v, want %v to %v", what, got, low, high)
	}
}

func TestCityScale(t *testing.T) {
	if testing.Short() {
		t.Skip("30,000 families")
	}
	n := count(city(1, 30000))
	between(t, "persons", n.persons, 57000, 66000)
	between(t, "records", n.records, 400000, 445000)
	registered := n.families - n.class[string(casework.MCH)]
	between(t, "registered families", registered, 180, 320)
	between(t, "in the registry", n.registry, 300, 500)
	between(t, "reports of abuse in a year", n.reports, 400, 600)
	between(t, "share of pregnancies at risk", float64(n.pregnantAtRisk)/float64(n.pregnant), 0.15, 0.26)
	between(t, "share of EPDS at 9 and above", float64(n.epdsHigh)/float64(n.epds), 0.06, 0.13)
	between(t, "share of EPDS with item 10", float64(n.item10)/float64(n.epds), 0.005, 0.04)
}
