package form_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yorisoi/store/form"
)

// strangers gives the files of questionnaires that nobody of this project
// wrote. They are fetched from a package registry; where there is none to be
// had, the test is skipped, unless everything is to be tested.
func strangers(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("YORISOI_QUESTIONNAIRES")
	if dir == "" {
		cmd := exec.Command("testdata/fetch-questionnaires")
		var complaint strings.Builder
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			const how = "cannot fetch questionnaires (%v): %s\nset YORISOI_QUESTIONNAIRES to a directory that holds */Questionnaire-*.json"
			if os.Getenv("CI") != "" || os.Getenv("YORISOI_FULL") != "" {
				t.Fatalf(how, err, complaint.String())
			}
			t.Skipf(how, err, complaint.String())
		}
		dir = strings.TrimSpace(string(out))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "Questionnaire-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no questionnaires in %s: %v", dir, err)
	}
	return files
}

// builtIn gives the code lists of the program, as a stranger's form would be
// loaded with.
func builtIn(t testing.TB) form.Lists {
	lists := form.Lists{}
	for _, name := range []string{"sex", "visit_type", "support_need"} {
		lists[name] = library(t).CodeList(name)
	}
	return lists
}

// TestStrangersQuestionnaires loads every one of them and holds the reader to
// its word: a form is read to its last element, or it is refused for
// something that really is in the file.
func TestStrangersQuestionnaires(t *testing.T) {
	lists := builtIn(t)
	loaded, refused := 0, map[form.FaultCode]int{}
	for _, file := range strangers(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		f, err := form.Parse(name, data, lists)
		if err == nil {
			loaded++
			checkWhole(t, f, name, data, lists)
			continue
		}
		var r *form.Refused
		if !errors.As(err, &r) || f != nil {
			t.Errorf("%s: got %v, want a form or a *form.Refused", name, err)
			continue
		}
		refused[r.Faults[0].Code]++
		checkNamed(t, name, data, r)
	}
	t.Logf("%d loaded; refused: %v", loaded, refused)
	if loaded < 3 {
		t.Errorf("only %d forms loaded: the subset is of no use to a stranger", loaded)
	}
}

// checkWhole counts the values of the JSON by another way than the reader's.
func checkWhole(t *testing.T, f *form.Form, name string, data []byte, lists form.Lists) {
	t.Helper()
	all, read := form.Account(name, data, lists)
	want := countValues(decode(t, data))
	if all != want || read != want {
		t.Errorf("%s: read %d of %d values, want all of %d", name, read, all, want)
	}
	if got, want := countItems(f), countMembers(decode(t, data), "linkId"); got != want {
		t.Errorf("%s: got %d items, want %d", name, got, want)
	}
}

func countItems(f *form.Form) int {
	n := 0
	f.Walk(func(*form.Item, int) bool { n++; return true })
	return n
}

// checkNamed follows the path of every fault and looks for the thing it names.
func checkNamed(t *testing.T, name string, data []byte, r *form.Refused) {
	t.Helper()
	root := decode(t, data)
	if len(r.Faults) == 0 {
		t.Errorf("%s: refused without a fault", name)
	}
	for _, f := range r.Faults {
		if f.File != name || f.Code == "" || f.Name == "" {
			t.Errorf("%s: fault %+v lacks file, code or name", name, f)
		}
		at, ok := follow(root, f.Path)
		if !ok || f.Path == "" && f.Code != form.FaultMissing {
			t.Errorf("%s: nothing at path %q of fault %v", name, f.Path, f)
			continue
		}
		if f.Code == form.FaultMissing {
			if object, _ := at.(map[string]any); object == nil || object[f.Name] != nil {
				t.Errorf("%s: %v, but it is there", name, f)
			}
			continue
		}
		if !strings.HasSuffix(f.Path, f.Name) && !mentions(at, f.Name) {
			t.Errorf("%s: %v, but what it names is not there", name, f)
		}
	}
}

// TestStrangersByName pins what some of the examples of the standard come to,
// so that the reader can neither refuse everything nor take everything.
func TestStrangersByName(t *testing.T) {
	tests := []struct {
		file string
		code form.FaultCode // "" for loaded
		path string
		name string
	}{
		{file: "Questionnaire-f201.json"},
		{file: "Questionnaire-bb.json"},
		{file: "Questionnaire-gcs.json"},
		{"Questionnaire-3141.json", form.FaultList, "item[0].item[0].answerValueSet", "http://hl7.org/fhir/ValueSet/yesnodontknow"},
		{"Questionnaire-zika-virus-exposure-assessment.json", form.FaultType, "item[2].type", "quantity"},
		{"Questionnaire-zika-virus-exposure-assessment.json", form.FaultExtension, "item[0].extension[0]", "http://example.org/additional-information"},
		{"Questionnaire-child-rel-demo.json", form.FaultSubset, "item[0].repeats", "repeats"},
		{"Questionnaire-example-practitioner-info.json", form.FaultMissing, "item[0].item[1]", "answerOption"},
	}
	lists := builtIn(t)
	files := map[string]string{}
	for _, file := range strangers(t) {
		files[filepath.Base(file)] = file
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+tt.name, func(t *testing.T) {
			data, err := os.ReadFile(files[tt.file])
			if err != nil {
				t.Fatal(err)
			}
			_, err = form.Parse(tt.file, data, lists)
			if tt.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantFault(t, err, tt.code, tt.path, tt.name)
		})
	}
}
