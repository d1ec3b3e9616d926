package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/demo"
	"yorisoi/store/form"
)

// today is a Friday in the morning, in Japan.
var today = time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("JST", 9*3600))

func city(seed uint64, families int) demo.Config {
	return demo.Config{Seed: seed, Families: families, Today: today}
}

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

func forms(t testing.TB) *form.Library {
	t.Helper()
	l, err := library()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// record is a record as its writes merge to it.
type record struct {
	id     uuid.UUID
	kind   string
	parent uuid.UUID
	first  time.Time
	fields map[string]any
}

func (r *record) text(name string) string {
	s, _ := r.fields[name].(string)
	return s
}

// fold merges the writes of a family, records in the order of their first.
func fold(f demo.Family) []*record {
	byID := map[uuid.UUID]*record{}
	var all []*record
	for _, w := range f.Writes {
		r := byID[w.Record]
		if r == nil {
			r = &record{id: w.Record, kind: w.Kind, parent: w.Parent, first: w.At, fields: map[string]any{}}
			byID[w.Record] = r
			all = append(all, r)
		}
		for k, v := range w.Set {
			r.fields[k] = v
		}
	}
	return all
}

// classOf is how a family is classed by what was agreed last.
func classOf(all []*record) string {
	class, on := all[0].text("class"), ""
	for _, j := range of(all, store.KindJudgement) {
		if j.text("class") != "" && j.text("on") >= on {
			class, on = j.text("class"), j.text("on")
		}
	}
	return class
}

func of(all []*record, kind string) []*record {
	return slices.DeleteFunc(slices.Clone(all), func(r *record) bool { return r.kind != kind })
}

// hash is over every byte of the city that matters.
func hash(c demo.Config) string {
	sum := sha256.New()
	for f := range demo.City(c) {
		for _, w := range f.Writes {
			fmt.Fprintf(sum, "%s %s %s %s %s %s %v\n", w.Case, w.Record, w.Kind, w.Parent, w.Reason, w.At.UTC().Format(time.RFC3339Nano), w.Set)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func TestCity(t *testing.T) {
	t.Run("SameSeedSameBytes", func(t *testing.T) {
		if got, want := hash(city(7, 120)), hash(city(7, 120)); got != want {
			t.Errorf("second time got %s, want %s", got, want)
		}
	})
	t.Run("OtherSeedOtherBytes", func(t *testing.T) {
		if hash(city(7, 20)) == hash(city(8, 20)) {
			t.Error("seeds 7 and 8 gave the same city")
		}
	})
	t.Run("SmallCityBeginsTheLargeOne", func(t *testing.T) {
		var small, large []demo.Family
		for f := range demo.City(city(3, 20)) {
			small = append(small, f)
		}
		for f := range demo.City(city(3, 500)) {
			if large = append(large, f); len(large) == len(small) {
				break
			}
		}
		for i := range small {
			if small[i].Case != large[i].Case || len(small[i].Writes) != len(large[i].Writes) {
				t.Errorf("family %d differs", i)
			}
		}
	})
}

func TestFamilyWrites(t *testing.T) {
	ids := map[uuid.UUID]uuid.UUID{} // record -> case
	for f := range demo.City(city(11, 400)) {
		if len(f.Writes) == 0 || f.Writes[0].Kind != store.KindFamily {
			t.Fatalf("case %s does not begin with its family", f.Case)
		}
		known := map[uuid.UUID]bool{}
		last := time.Time{}
		for _, w := range f.Writes {
			if w.At.Before(last) || !w.At.Before(today) {
				t.Errorf("%s at %s after %s, today %s", w.Kind, w.At, last, today)
			}
			last = w.At
			if owner, ok := ids[w.Record]; ok && owner != f.Case {
				t.Errorf("record %s is in two cases", w.Record)
			}
			if known[w.Record] && store.NeedsReason(w.Kind) && w.Reason == "" {
				t.Errorf("%s corrected without a reason", w.Kind)
			}
			ids[w.Record], known[w.Record] = f.Case, true
			if w.Case != f.Case || w.Record.Version() != 7 || w.Record.Variant() != uuid.RFC4122 {
				t.Errorf("write %s of case %s is no write of %s", w.Record, w.Case, f.Case)
			}
		}
	}
}

func TestEveryRecordFitsItsForm(t *testing.T) {
	l := forms(t)
	for f := range demo.City(city(1, 700)) {
		for _, r := range fold(f) {
			def := l.Form(r.kind)
			if def == nil {
				t.Fatalf("no form for %s", r.kind)
			}
			if p := def.Validate(r.fields); len(p) > 0 {
				t.Fatalf("%s: %+v in %v", r.kind, p, r.fields)
			}
			if u := def.Unknown(r.fields); len(u) > 0 {
				t.Fatalf("%s: unknown fields %v", r.kind, u)
			}
			enabled := def.Enabled(r.fields)
			for name := range r.fields {
				if !enabled[name] {
					t.Fatalf("%s: %s is not asked for in %v", r.kind, name, r.fields)
				}
			}
			for name, want := range def.Compute(r.fields) {
				if got := r.fields[name]; got != want {
					t.Fatalf("%s: %s got %v, want %v", r.kind, name, got, want)
				}
			}
		}
	}
}

func TestReferencesHold(t *testing.T) {
	l := forms(t)
	staff := map[string]bool{}
	for _, s := range demo.Roster(5) {
		staff[s.ID.String()] = true
	}
	office := map[string]string{}
	for _, w := range demo.Office(city(5, 400)) {
		office[w.Record.String()] = w.Kind
	}
	for f := range demo.City(city(5, 400)) {
		for _, w := range f.Office {
			office[w.Record.String()] = w.Kind
		}
		all := fold(f)
		kinds := map[string]string{}
		written := map[string]time.Time{}
		for _, r := range all {
			kinds[r.id.String()], written[r.id.String()] = r.kind, r.first
		}
		for _, r := range all {
			if r.parent != uuid.Nil && kinds[r.parent.String()] == "" {
				t.Errorf("%s lies in nothing", r.kind)
			}
			for name, v := range r.fields {
				item := l.Form(r.kind).Item(name)
				if item.Refers == "" {
					continue
				}
				list, ok := v.([]string)
				if !ok {
					list = []string{v.(string)}
				}
				for _, id := range list {
					switch {
					case item.Refers == "staff" && !staff[id], item.Refers != "staff" && kinds[id] != item.Refers && office[id] != item.Refers:
						t.Errorf("%s.%s names %s, no %s", r.kind, name, id, item.Refers)
					case item.Refers == "person" && written[id].After(r.first):
						t.Errorf("%s.%s names a person written later", r.kind, name)
					}
				}
			}
		}
	}
}
