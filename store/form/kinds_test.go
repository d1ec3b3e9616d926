package form_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yorisoi/store/form"
)

var shortTypes = map[form.Type]string{
	form.String: "s", form.Text: "t", form.Date: "d", form.DateTime: "dt", form.Time: "tm",
	form.Integer: "i", form.Boolean: "b", form.Coding: "c",
}

// shortly writes an item as the contract does, behind its name.
func shortly(f *form.Form, it *form.Item) string {
	short := shortTypes[it.Type]
	if it.Refers != "" {
		short = "r"
	}
	if it.Repeats {
		short += "*"
	}
	switch {
	case it.Refers != "":
		short += ":" + it.Refers
	case it.CodeList != "":
		short += ":" + it.CodeList
	case len(it.Options) > 0:
		var codes []string
		for _, o := range it.Options {
			codes = append(codes, o.Code)
		}
		short += ":" + strings.Join(codes, "/")
	}
	if it.ReadOnly {
		short += " ro"
	}
	if f.DateField == it.LinkID {
		short += " DATE"
	}
	return short
}

// fieldsOf gives the items of a form that have values, by name.
func fieldsOf(f *form.Form) map[string]*form.Item {
	fields := map[string]*form.Item{}
	f.Walk(func(it *form.Item, _ int) bool {
		if it.Type != form.Group && it.Type != form.Display {
			fields[it.LinkID] = it
		}
		return true
	})
	return fields
}

func TestFormsKeepTheContract(t *testing.T) {
	l := library(t)
	for kind, fields := range contract {
		f := l.Form(kind)
		if f == nil {
			t.Errorf("no form %s", kind)
			continue
		}
		left := fieldsOf(f)
		for _, field := range strings.Split(fields, ", ") {
			name, want, _ := strings.Cut(field, " ")
			name, required := strings.CutSuffix(name, "!")
			it := left[name]
			delete(left, name)
			if it == nil {
				t.Errorf("%s has no field %s", kind, name)
				continue
			}
			if got := shortly(f, it); got != want || it.Required != required {
				t.Errorf("%s %s: got %s required=%t, want %s required=%t", kind, name, got, it.Required, want, required)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(left)) {
			t.Errorf("%s has a field %s that nobody knows", kind, name)
		}
	}
}

// TestEveryKindMayBeReferredTo: a record may name a record of any kind.
func TestEveryKindMayBeReferredTo(t *testing.T) {
	l := library(t)
	forms := fstest.MapFS{}
	for _, f := range l.Forms() {
		refers := fmt.Sprintf(`{"resourceType":"Questionnaire","url":"https://yorisoi.example/fhir/Questionnaire/%s",`+
			`"version":"1","title":"x","status":"draft","item":[{"linkId":"a","text":"x","type":"string",%s}]}`,
			f.Kind, ext(form.OwnExtension+"refers-to", `"valueCode":"`+f.Kind+`"`))
		forms[f.Kind+".json"] = &fstest.MapFile{Data: []byte(refers)}
	}
	loaded, err := form.LoadLibrary(forms, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range loaded.Forms() {
		if got := f.Item("a").Refers; got != f.Kind {
			t.Errorf("got %s, want %s", got, f.Kind)
		}
	}
}

func TestReferencesNameKinds(t *testing.T) {
	l := library(t)
	found := map[string]bool{}
	for _, f := range l.Forms() {
		for name, it := range fieldsOf(f) {
			if it.Refers == "" || it.Refers == "staff" {
				continue
			}
			found[it.Refers] = true
			if l.Form(it.Refers) == nil {
				t.Errorf("%s %s refers to %s, which is no kind", f.Kind, name, it.Refers)
			}
		}
	}
	if len(found) < 10 {
		t.Errorf("got references to %d kinds only: %v", len(found), found)
	}
}

// TestLeastRecord fills in what each form requires and nothing else. That is
// enough to confirm it, and leaving any of it out is not.
func TestLeastRecord(t *testing.T) {
	l := library(t)
	for kind := range contract {
		f := l.Form(kind)
		fields := map[string]any{}
		for name, it := range fieldsOf(f) {
			if it.Required && len(it.EnableWhen) == 0 {
				fields[name] = sample(l, it)
			}
		}
		if problems := f.Validate(fields); len(problems) > 0 {
			t.Errorf("%s: got %+v, want none", kind, problems)
		}
		for name, v := range fields {
			delete(fields, name)
			want := form.Problem{LinkID: name, Code: form.ProblemRequired}
			if got := f.Validate(fields); len(got) != 1 || got[0] != want {
				t.Errorf("%s without %s: got %+v, want %+v", kind, name, got, want)
			}
			fields[name] = v
		}
	}
}

// sample gives a value that an item takes.
func sample(l *form.Library, it *form.Item) any {
	one := map[form.Type]string{
		form.String: "あ", form.Text: "あ\nい", form.Date: "2026-11-22",
		form.DateTime: "2026-11-20T17:40:00+09:00", form.Time: "17:40",
	}[it.Type]
	switch {
	case it.Type == form.Integer:
		return int64(1)
	case it.Type == form.Boolean:
		return true
	case it.Refers != "":
		one = "0199f3a0-0000-7000-8000-000000000001"
	case it.CodeList != "":
		one = l.CodeList(it.CodeList).Codes[0].Code
	case len(it.Options) > 0:
		one = it.Options[0].Code
	}
	if it.Repeats {
		return []string{one}
	}
	return one
}
