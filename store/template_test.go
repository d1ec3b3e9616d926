package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
)

// official is the built-in risk form as another edition would come in: its
// title and version changed, one topic renamed.
func official(t *testing.T, version string) []byte {
	t.Helper()
	data, err := fs.ReadFile(assets.Forms, "risk.json")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	old := lib.Form(store.KindRisk)
	data = bytes.Replace(data, []byte(`"version": "`+old.Version+`"`), []byte(`"version": "`+version+`"`), 1)
	return bytes.ReplaceAll(data, []byte(`"a1_`), []byte(`"z1_`))
}

func TestTemplateReplacesTheFormEverywhere(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	child := office.kid(kase, "三浦", "そら", "そら", "2023-04-03")
	old := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindRisk, Set: map[string]any{
		"on": "2026-11-19", "subject": child.String(), "phase": "intake", "a1_rating": "high",
	}})
	if err := office.ImportTemplate(t.Context(), store.KindRisk, "risk-2027.json", official(t, "2027.1")); err != nil {
		t.Fatal(err)
	}
	exchange(office, laptop)
	for name, s := range map[string]*station{"office": office, "laptop": laptop} {
		f := s.Library().Form(store.KindRisk)
		if f.Version != "2027.1" || f.Item("z1_rating") == nil || f.Item("a1_rating") != nil {
			t.Errorf("%s: got version %s", name, f.Version)
		}
		if faults := s.TemplateFaults(); len(faults) != 0 {
			t.Errorf("%s: faults %v", name, faults)
		}
		r, err := s.FindRecord(t.Context(), old.ID)
		if err != nil || r.Text("a1_rating") != "high" || len(f.Unknown(r.Fields)) == 0 {
			t.Errorf("%s: an old record: got %+v, %v", name, r, err)
		}
	}
	laptop.reopen()
	if got := laptop.Library().Form(store.KindRisk).Version; got != "2027.1" {
		t.Errorf("after reopening: got %s", got)
	}
	r := laptop.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindRisk, Set: map[string]any{
		"on": "2026-11-20", "subject": child.String(), "phase": "review", "z1_rating": "unknown",
	}})
	if n, _ := r.Int("unknown_count"); n != 1 {
		t.Errorf("unknown answers by the new form: got %d", n)
	}
	list := office.office(store.KindTemplate)
	if len(list) != 1 || list[0].Text("version") != "2027.1" || list[0].Text("note") != "risk-2027.json" {
		t.Fatalf("templates: got %v", list)
	}
	if err := office.Withdraw(t.Context(), list[0].ID, "別の版だった"); err != nil {
		t.Fatal(err)
	}
	if f := office.Library().Form(store.KindRisk); f.Item("a1_rating") == nil {
		t.Error("withdrawn, and still in use")
	}
}

func TestTemplatesThatAreRefused(t *testing.T) {
	office, _ := twoStations(t)
	good := official(t, "2027.1")
	for name, tc := range map[string]struct {
		kind string
		data []byte
		want form.FaultCode
		item string
	}{
		"no JSON":           {store.KindRisk, []byte("様式"), form.FaultSyntax, ""},
		"without a subject": {store.KindRisk, bytes.ReplaceAll(good, []byte(`"linkId": "subject"`), []byte(`"linkId": "about_whom"`)), form.FaultMissing, "subject"},
		"another type":      {store.KindRisk, bytes.ReplaceAll(good, []byte(`"linkId": "next_on"`), []byte(`"linkId": "next_on_was"`)), form.FaultMissing, "next_on"},
		"an unknown list":   {store.KindRisk, bytes.ReplaceAll(good, []byte("ValueSet/severity"), []byte("ValueSet/strictness")), form.FaultList, ""},
		"another kind":      {store.KindVisit, good, form.FaultReference, store.KindVisit},
	} {
		err := office.ImportTemplate(t.Context(), tc.kind, "ours.json", tc.data)
		var refused *form.Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		f := refused.Faults[0]
		if f.Code != tc.want || f.File != "ours.json" || tc.item != "" && f.Name != tc.item {
			t.Errorf("%s: got %+v, want %s %s", name, f, tc.want, tc.item)
		}
	}
	if list := office.office(store.KindTemplate); len(list) != 0 {
		t.Errorf("templates: got %v", list)
	}
}

// A template that this program cannot load leaves the form in use, and says so.
func TestTemplateThatDoesNotLoadHere(t *testing.T) {
	office, laptop := twoStations(t)
	if err := office.ImportTemplate(t.Context(), store.KindRisk, "risk-2027.json", official(t, "2027.1")); err != nil {
		t.Fatal(err)
	}
	err := office.PutAll(t.Context(), []store.Write{{Case: office.Office(), Record: store.NewRecordID(), Kind: store.KindTemplate, Set: map[string]any{
		"kind": store.KindRisk, "version": "2028.1", "title": "先の版", "body": `{"resourceType": "Questionnaire"}`, "imported_on": "2026-11-21",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	exchange(office, laptop)
	faults := laptop.TemplateFaults()
	if len(faults) != 1 || faults[0].Version != "2028.1" || faults[0].Refused == nil || !strings.Contains(faults[0].Title, "先の版") {
		t.Errorf("faults: got %+v", faults)
	}
	if got := laptop.Library().Form(store.KindRisk).Version; got != "2027.1" {
		t.Errorf("in use: got %s, want the newest that loads", got)
	}
}

// Pages read the forms while templates come and go.
func TestLibraryWhileTemplatesChange(t *testing.T) {
	office, _ := twoStations(t)
	done := make(chan struct{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					if office.Library().Form(store.KindRisk) == nil {
						t.Error("no form")
						return
					}
				}
			}
		})
	}
	for _, version := range []string{"2027.1", "2027.2", "2027.3"} {
		if err := office.ImportTemplate(t.Context(), store.KindRisk, "risk.json", official(t, version)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	wait.Wait()
	if got := office.Library().Form(store.KindRisk).Version; got != "2027.3" {
		t.Errorf("got version %s", got)
	}
}
