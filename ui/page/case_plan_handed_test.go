package page_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

// leaves are the fields whose words may stand in the copy for the family. A
// field that is not here must never be in it.
var leaves = map[string][]string{
	store.KindPlan:        {"child_voice", "guardian_voice", "strengths", "present", "vision", "contact", "remarks"},
	store.KindPlanIssue:   {"what"},
	store.KindPlanGoal:    {"goal"},
	store.KindPlanMeasure: {"what", "who", "frequency", "family_part"},
	store.KindPerson:      {"family_name", "given_name", "family_kana", "given_kana"},
}

// marked is a record of a kind with every field filled: texts by a mark of
// their own, the rest by values that show when they are read.
func marked(f *form.Form, parent uuid.UUID, id uuid.UUID) *store.Record {
	r := &store.Record{ID: id, Parent: parent, Kind: f.Kind, State: store.StateConfirmed, Fields: map[string]any{}}
	f.Walk(func(it *form.Item, _ int) bool {
		mark := fmt.Sprintf("【%s.%s】", f.Kind, it.LinkID)
		switch {
		case it.Type == form.Group || it.Type == form.Display:
		case it.Type == form.Date:
			r.Fields[it.LinkID] = "2026-11-22"
		case it.Type == form.Boolean:
			r.Fields[it.LinkID] = true
		case it.Type == form.Integer:
			r.Fields[it.LinkID] = int64(31415)
		case it.Repeats:
			r.Fields[it.LinkID] = []string{mark}
		default:
			r.Fields[it.LinkID] = mark
		}
		return true
	})
	// What a plan names is there, so that its fields are asked for.
	for name, v := range map[string]any{"subjects": []string{personID.String()}, "subject": personID.String(), "child": personID.String()} {
		if f.Item(name) != nil {
			r.Fields[name] = v
		}
	}
	return r
}

var personID = uuid.MustParse("0193a1b0-0000-7000-8000-000000000001")

// TestNothingInternalIsInTheCopyForTheFamily fills every field of every kind of
// record that the program knows, puts all of them into one file, and looks at
// what the family gets.
func TestNothingInternalIsInTheCopyForTheFamily(t *testing.T) {
	if err := present.Load(assets.I18n); err != nil {
		t.Fatal(err)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	plan, goal := store.NewRecordID(), store.NewRecordID()
	file := &store.Case{Family: marked(lib.Form(store.KindFamily), uuid.Nil, store.NewRecordID())}
	for _, f := range lib.Forms() {
		id, parent := store.NewRecordID(), uuid.Nil
		switch f.Kind {
		case store.KindPlan:
			id = plan
		case store.KindPlanGoal:
			id, parent = goal, plan
		case store.KindPlanMeasure, store.KindPlanEvaluation:
			parent = goal
		case store.KindPerson:
			id = personID
		default:
			parent = plan // even what stands below the plan by mistake stays out
		}
		r := marked(f, parent, id)
		file.Records = append(file.Records, r)
		if f.Kind == store.KindPerson {
			file.Persons = append(file.Persons, r)
		}
	}
	parts := page.PlanOf(file, recordOf(file, plan))
	if len(parts.Goals) != 1 || len(parts.Goals[0].Measures) != 1 || len(parts.Goals[0].Evaluations) != 1 || len(parts.Issues) != 1 {
		t.Fatalf("the plan is not whole: %+v", parts)
	}
	copyOf := page.HandedPlan(parts, page.HandedNames{
		Persons: file.Persons, Library: lib,
		Staff:  func(string) string { return "柏木" },
		Agency: func(string) string { return "すみれ保育所" },
	})
	var text strings.Builder
	for _, p := range copyOf {
		text.WriteString(p.Head + "\n" + strings.Join(p.Lines, "\n") + "\n")
	}
	got := text.String()
	for _, r := range append(file.Records, file.Family) {
		for name := range r.Fields {
			mark := fmt.Sprintf("【%s.%s】", r.Kind, name)
			allowed := slices.Contains(leaves[r.Kind], name)
			if in := strings.Contains(got, mark); in && !allowed && r.Kind+"."+name != "plan_measure.service" {
				t.Errorf("%s is in the copy", mark)
			} else if !in && allowed {
				t.Errorf("%s is missing from the copy", mark)
			}
		}
	}
	if strings.Contains(got, "31415") {
		t.Error("a number of the record is in the copy")
	}
	for _, word := range []string{"通告", "緊急度", "重症度", "リスク", "虐待"} {
		if strings.Contains(got, word) {
			t.Errorf("the copy says %s", word)
		}
	}
	if !strings.Contains(got, "柏木") || !strings.Contains(got, "すみれ保育所") {
		t.Error("who helps is missing from the copy")
	}
}

func recordOf(file *store.Case, id uuid.UUID) *store.Record {
	for _, r := range file.Records {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func TestMarkOfACopyIsThatOfItsWords(t *testing.T) {
	a := []page.HandedPart{{Head: "目標 1", Lines: []string{"眠れる", "週3日"}}}
	b := []page.HandedPart{{Head: "目標 1", Lines: []string{"眠れる", "週2日"}}}
	c := []page.HandedPart{{Head: "目標 1", Lines: []string{"眠れる週3日"}}}
	if page.HandedDigest(a) != page.HandedDigest(slices.Clone(a)) {
		t.Error("the same words have two marks")
	}
	if page.HandedDigest(a) == page.HandedDigest(b) || page.HandedDigest(a) == page.HandedDigest(c) {
		t.Error("different words have one mark")
	}
}
