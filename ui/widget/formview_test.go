package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/store/form"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

type told struct {
	id    string
	value any
}

func formView(t *testing.T, kind, section string) (*widget.FormView, keyboard, *[]told) {
	t.Helper()
	start(t, theme.Options{})
	v := widget.NewFormView(formConfig(library(t).Form(kind), section))
	calls := &[]told{}
	v.OnChanged = func(id string, value any) { *calls = append(*calls, told{id, value}) }
	w := show(t, widget.NewScroll(v), 900, 700)
	return v, keyboard{w}, calls
}

func last(calls *[]told) told {
	if len(*calls) == 0 {
		return told{}
	}
	return (*calls)[len(*calls)-1]
}

func TestFormGivesValuesOfTheRecordsTypes(t *testing.T) {
	v, k, calls := formView(t, "visit", "sec_measure")
	v.SetValues(map[string]any{"result": "met"})
	v.Focus("weight_g")
	k.text("３４１０")
	if got := last(calls); got.id != "weight_g" || got.value != int64(3410) {
		t.Errorf("weight: %#v", got)
	}
	k.key(fyne.KeyReturn)
	k.text("51.2")
	if got := last(calls); got.id != "height_cm" || got.value != "51.2" {
		t.Errorf("Enter leads on, height: %#v", got)
	}
	v.Focus("base_date")
	k.text("r8.11.22")
	if got := last(calls); got.id != "base_date" || got.value != "2026-11-22" {
		t.Errorf("date: %#v", got)
	}
	v.Focus("posture")
	k.key(fyne.KeySpace)
	if got := last(calls); got.id != "posture" || got.value == nil {
		t.Errorf("choice: %#v", got)
	}
	k.key(fyne.KeySpace)
	if got := last(calls); got.value != nil {
		t.Errorf("choice taken back: %#v", got)
	}
	if got := v.Values(); got["weight_g"] != int64(3410) || got["result"] != "met" || got["posture"] != nil {
		t.Errorf("values %#v", got)
	}
}

func TestFormShowsWhatTheAnswersAskFor(t *testing.T) {
	v, _, _ := formView(t, "visit", "sec_visit")
	v.SetValues(map[string]any{"result": "absent"})
	if v.Field("met").Visible() {
		t.Error("who was met is asked of a visit without anybody")
	}
	var absent string
	for _, o := range library(t).Form("visit").Item("result").Choices("2026-11-20") {
		v.SetValue("result", o.Code)
		if v.Field("result_note").Visible() && !v.Field("met").Visible() {
			absent = o.Code
		}
	}
	if absent == "" {
		t.Fatal("no result asks how it was when nobody was met")
	}
	v.SetValue("result", "met")
	if v.Field("result_note").Visible() || !v.Field("met").Visible() {
		t.Error("a successful visit asks the wrong thing")
	}
}

func TestFormComputesTotals(t *testing.T) {
	v, k, calls := formView(t, "epds", "")
	lib := library(t).Form("epds")
	for i := 1; i <= 10; i++ {
		id := "item" + string(rune('0'+i))
		if i == 10 {
			id = "item10"
		}
		if lib.Item(id) == nil {
			t.Fatalf("no %s", id)
		}
		v.Focus(id)
		k.key(fyne.KeySpace)
	}
	if len(*calls) != 10 {
		t.Fatalf("told %d answers", len(*calls))
	}
	want := lib.Compute(v.Values())["total"]
	if want == nil || v.Values()["total"] != want {
		t.Errorf("total %#v, want %#v", v.Values()["total"], want)
	}
}

func TestFormWritesProblemsAtTheirFields(t *testing.T) {
	v, k, _ := formView(t, "visit", "sec_visit")
	problems := library(t).Form("visit").Validate(v.Values())
	first := v.ShowProblems(problems)
	if first == "" {
		t.Fatal("an empty visit has no problems")
	}
	if m := test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, "直してください") {
		t.Error("the problem is not shown")
	}
	v.Focus(first)
	if v.ShowProblems(nil) != "" {
		t.Error("problems that are no more are still told")
	}
	if m := test.RenderToMarkup(k.w.Canvas()); strings.Contains(m, "直してください") {
		t.Error("problems that are no more are still shown")
	}
}

func TestFormSaysWhatCannotBeRead(t *testing.T) {
	v, k, calls := formView(t, "visit", "sec_visit")
	v.Focus("start_time")
	k.text("2561")
	v.Focus("end_time")
	if m := test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, "読み取れません") {
		t.Error("a time that is none is accepted")
	}
	k.text("11:20")
	if got := last(calls); got.id != "end_time" || got.value != "11:20" {
		t.Errorf("time: %#v", got)
	}
}

func TestFormKeepsACodeThatIsNoLongerOffered(t *testing.T) {
	v, k, _ := formView(t, "visit", "sec_visit")
	v.SetValues(map[string]any{"result": "gone_code", "visitors": []string{"s9"}})
	for _, want := range []string{"gone_code", "s9"} {
		if m := test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, want) {
			t.Errorf("%q has vanished", want)
		}
	}
	if got := v.Values()["visitors"].([]string); len(got) != 1 || got[0] != "s9" {
		t.Errorf("visitors %q", got)
	}
}

func TestConfirmedFormIsOnlyRead(t *testing.T) {
	v, k, calls := formView(t, "visit", "sec_measure")
	v.SetValues(map[string]any{"result": "met", "weight_g": int64(3410)})
	v.SetReadOnly(true)
	v.Focus("weight_g")
	k.text("9")
	if len(*calls) != 0 || v.Values()["weight_g"] != int64(3410) {
		t.Errorf("changed: %#v", *calls)
	}
}

func TestEveryFormCanBeDrawn(t *testing.T) {
	start(t, theme.Options{})
	for _, f := range library(t).Forms() {
		for _, big := range []bool{false, true} {
			cfg := formConfig(f, "")
			cfg.Big = big
			v := widget.NewFormView(cfg)
			w := show(t, widget.NewScroll(v), 760, 700)
			if got := w.Canvas().Size().Width; got > 760 {
				t.Errorf("%s big=%v needs a width of %v", f.Kind, big, got)
			}
			f.Walk(func(it *form.Item, _ int) bool {
				asks := it.Type != form.Group && it.Type != form.Display && !it.Hidden
				if asks != v.Has(it.LinkID) {
					t.Errorf("%s: item %s drawn: %v", f.Kind, it.LinkID, v.Has(it.LinkID))
				}
				return true
			})
		}
	}
}
