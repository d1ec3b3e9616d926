package form_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestGoldenForms shows every change to a built-in form as a change of lines.
// A linkId is the name of a field in stored records: one that disappears from
// the file leaves records behind whose field nobody asks for any more.
func TestGoldenForms(t *testing.T) {
	var b strings.Builder
	for _, f := range library(t).Forms() {
		fmt.Fprintf(&b, "%s %s (%s) dated by %q\n", f.Kind, f.Title, f.TitleEn, f.DateField)
		f.Walk(func(it *form.Item, depth int) bool {
			fmt.Fprintf(&b, "%s%s %s%s | %s | %s\n", strings.Repeat("  ", depth+1), it.LinkID, it.Type, traits(it), it.Text, it.TextEn)
			return true
		})
		for _, r := range f.Rules {
			fmt.Fprintf(&b, "  ! %s %s %s any=%t %v\n", r.ID, r.Severity, r.Action, r.Any, r.When)
		}
	}
	const file = "testdata/forms.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if got, want := line(gotLines, i), line(wantLines, i); got != want {
			t.Fatalf("%s:%d: got\n%s\nwant\n%s\n(-update writes it anew)", file, i+1, got, want)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// traits gives what matters of an item besides its type.
func traits(it *form.Item) string {
	var b strings.Builder
	if it.Required {
		b.WriteString(" required")
	}
	if it.Repeats {
		b.WriteString(" repeats")
	}
	if it.ReadOnly {
		b.WriteString(" read-only")
	}
	if it.Hidden {
		b.WriteString(" hidden")
	}
	if it.Folded {
		b.WriteString(" folded")
	}
	if it.CodeList != "" {
		b.WriteString(" #" + it.CodeList)
	}
	for _, o := range it.Options {
		b.WriteString(" " + o.Code)
		if o.Score != nil {
			fmt.Fprintf(&b, "=%d", *o.Score)
		}
	}
	if it.Refers != "" {
		b.WriteString(" →" + it.Refers)
	}
	if it.Min != nil || it.Max != nil {
		fmt.Fprintf(&b, " %v…%v", it.Min, it.Max)
	}
	if it.Unit != "" {
		b.WriteString(" " + it.UnitText)
	}
	if len(it.EnableWhen) > 0 {
		fmt.Fprintf(&b, " when any=%t %v", it.EnableAny, it.EnableWhen)
	}
	if it.Sum != nil {
		b.WriteString(" sum of " + strings.Join(it.Sum, "+"))
	}
	return b.String()
}

// TestEverythingHasEnglish: a screen in English has no Japanese left over.
func TestEverythingHasEnglish(t *testing.T) {
	for _, f := range library(t).Forms() {
		if f.TitleEn == "" {
			t.Errorf("%s: title", f.Kind)
		}
		f.Walk(func(it *form.Item, _ int) bool {
			if it.TextEn == "" {
				t.Errorf("%s %s: text", f.Kind, it.LinkID)
			}
			for _, o := range it.Options {
				if o.DisplayEn == "" {
					t.Errorf("%s %s: %s", f.Kind, it.LinkID, o.Code)
				}
			}
			return true
		})
		for _, r := range f.Rules {
			if r.TextEn == "" {
				t.Errorf("%s rule %s", f.Kind, r.ID)
			}
		}
	}
}

// TestNothingIsSkipped puts an element that nobody knows into every object of
// a built-in form, one after the other. Each must be refused where it stands.
func TestNothingIsSkipped(t *testing.T) {
	for _, kind := range []string{"measurement", "relation", "epds"} {
		data, err := fs.ReadFile(assets.Forms, kind+".json")
		if err != nil {
			t.Fatal(err)
		}
		root := decode(t, data)
		paths := objects(root, "")
		if len(paths) < 30 {
			t.Fatalf("%s: got %d objects only", kind, len(paths))
		}
		lists := form.Lists{"score_response": library(t).CodeList("score_response")}
		for i, path := range paths {
			if kind == "epds" && i%9 != 0 {
				continue // the same few shapes over and over
			}
			at, _ := follow(root, path)
			at.(map[string]any)["surprise"] = "!"
			changed, err := json.Marshal(root)
			delete(at.(map[string]any), "surprise")
			if err != nil {
				t.Fatal(err)
			}
			_, err = form.Parse(kind+".json", changed, lists)
			wantFault(t, err, form.FaultElement, strings.TrimPrefix(path+".surprise", "."), "surprise")
		}
	}
}

// objects gives the paths of all objects in v.
func objects(v any, path string) []string {
	var paths []string
	switch v := v.(type) {
	case map[string]any:
		paths = append(paths, path)
		for k, m := range v {
			paths = append(paths, objects(m, strings.TrimPrefix(path+"."+k, "."))...)
		}
	case []any:
		for i, m := range v {
			paths = append(paths, objects(m, fmt.Sprintf("%s[%d]", path, i))...)
		}
	}
	return paths
}

// TestKept: what a form says about itself is not lost, and every kept element
// is the one that stands at its path.
func TestKept(t *testing.T) {
	const json = `{"resourceType":"Questionnaire","status":"draft","publisher":"市","date":"2026-11",` +
		`"identifier":[{"value":"x","n":1.50}],"item":[{"linkId":"a","type":"string","code":[{"code":"c<d","ok":true}],` +
		`"definition":"urn:x"}]}`
	f, err := form.Parse("x.json", []byte(json), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"publisher": `"市"`, "date": `"2026-11"`, "identifier": `[{"value":"x","n":1.50}]`,
		"item[0].code": `[{"code":"c\u003cd","ok":true}]`, "item[0].definition": `"urn:x"`,
	}
	if !maps.Equal(f.Kept, want) {
		t.Errorf("got %v, want %v", f.Kept, want)
	}
}
