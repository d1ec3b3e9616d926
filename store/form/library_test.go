package form_test

import (
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

func library(t testing.TB) *form.Library {
	t.Helper()
	l, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestBuiltInFormsLoad(t *testing.T) {
	want := []string{"agency", "appointment", "epds", "family", "measurement", "mibs", "note", "person",
		"relation", "support_checklist", "visit"}
	forms := library(t).Forms()
	if len(forms) != len(want) {
		t.Fatalf("got %d forms, want %d", len(forms), len(want))
	}
	for i, f := range forms {
		if f.Kind != want[i] {
			t.Errorf("got kind %s, want %s", f.Kind, want[i])
		}
	}
}
