package form_test

import (
	"slices"
	"testing"

	"yorisoi/store/form"
)

const someID = "018f3f5e-8f6c-7c3a-9d5e-2b1a4c6d8e0f"

func TestValidate(t *testing.T) {
	visit := func(more map[string]any) map[string]any {
		fields := map[string]any{"visited_on": "2026-11-22", "visit_type": "newborn", "result": "met"}
		for k, v := range more {
			fields[k] = v
		}
		return fields
	}
	type P = form.Problem
	tests := []struct {
		name   string
		kind   string
		fields map[string]any
		want   []P
	}{
		{"OK", "visit", visit(map[string]any{
			"weight_g": int64(3410), "height_cm": "51.2", "visitors": []string{someID}, "start_time": "10:34",
			"skin": []string{"dry", "rash"}, "note": "a\nb", "next_on": nil, "from_the_future": "kept"}), nil},
		{"NothingYet", "visit", map[string]any{}, []P{
			{LinkID: "visited_on", Code: "required"}, {LinkID: "visit_type", Code: "required"}, {LinkID: "result", Code: "required"}}},
		{"Cleared", "relation", map[string]any{"from": nil, "to": " ", "type": "close"}, []P{
			{LinkID: "from", Code: "required"}, {LinkID: "to", Code: "required"}}},
		{"NotADate", "visit", visit(map[string]any{"visited_on": "2026-02-30"}), []P{{LinkID: "visited_on", Code: "format"}}},
		{"NotATime", "visit", visit(map[string]any{"start_time": "9:05"}), []P{{LinkID: "start_time", Code: "format"}}},
		{"NotAnID", "visit", visit(map[string]any{"mother": "森田"}), []P{{LinkID: "mother", Code: "format"}}},
		{"NotCanonical", "visit", visit(map[string]any{"height_cm": "51.20"}), []P{{LinkID: "height_cm", Code: "format"}}},
		{"TooLight", "visit", visit(map[string]any{"weight_g": int64(34)}), []P{{LinkID: "weight_g", Code: "min", Limit: "200"}}},
		{"TooHot", "visit", visit(map[string]any{"mother_temp_c": "43.1"}), []P{{LinkID: "mother_temp_c", Code: "max", Limit: "43"}}},
		{"TooFine", "visit", visit(map[string]any{"height_cm": "51.25"}), []P{{LinkID: "height_cm", Code: "decimals", Limit: "1"}}},
		{"TooEarly", "person", map[string]any{"birth_date": "1889-12-31"}, []P{{LinkID: "birth_date", Code: "min", Limit: "1890-01-01"}}},
		{"TooLong", "family", map[string]any{"name": "森", "number": "123456789012345678901234567890森"}, []P{{LinkID: "number", Code: "max_length", Limit: "30"}}},
		{"LineBreak", "family", map[string]any{"name": "森\n田"}, []P{{LinkID: "name", Code: "format"}}},
		{"UnknownCode", "visit", visit(map[string]any{"visit_type": "moon"}), []P{{LinkID: "visit_type", Code: "unknown_code", Limit: "moon"}}},
		{"UnknownChoice", "visit", visit(map[string]any{"skin": []string{"dry", "green"}}), []P{{LinkID: "skin", Code: "unknown_code", Limit: "green"}}},
		{"ChoiceTwice", "visit", visit(map[string]any{"skin": []string{"dry", "dry"}}), []P{{LinkID: "skin", Code: "format"}}},
		{"NumberAsText", "visit", visit(map[string]any{"weight_g": "3410"}), []P{{LinkID: "weight_g", Code: "type"}}},
		{"TextAsNumber", "visit", visit(map[string]any{"height_cm": int64(51)}), []P{{LinkID: "height_cm", Code: "type"}}},
		{"OneOfMany", "visit", visit(map[string]any{"skin": "dry"}), []P{{LinkID: "skin", Code: "type"}}},
		{"ManyOfOne", "visit", visit(map[string]any{"result": []string{"met"}}), []P{{LinkID: "result", Code: "type"}}},
		{"BoolAsText", "person", map[string]any{"lives_with": "true"}, []P{{LinkID: "lives_with", Code: "type"}}},
		{"Float", "visit", visit(map[string]any{"weight_g": 3.41}), []P{{LinkID: "weight_g", Code: "type"}}},
		{"DisabledIsNotLookedAt", "visit", visit(map[string]any{"result": "refused", "weight_g": int64(1)}), nil},
	}
	l := library(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Form(tt.kind).Validate(tt.fields); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	f := library(t).Form("note")
	got := f.Unknown(map[string]any{"zeta": "1", "facts": "x", "alpha": nil, "sec_content": "a section has no value"})
	if want := []string{"alpha", "sec_content", "zeta"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEnabled(t *testing.T) {
	f := library(t).Form("visit")
	tests := []struct {
		name   string
		fields map[string]any
		item   string
		want   bool
	}{
		{"SectionBeforeResult", nil, "sec_mother", true},
		{"SectionWhenMet", map[string]any{"result": "met"}, "weight_g", true},
		{"SectionWhenAbsent", map[string]any{"result": "absent"}, "weight_g", false},
		{"JudgementWhenAbsent", map[string]any{"result": "absent"}, "support_need", true},
		{"NoteWhenAbsent", map[string]any{"result": "absent"}, "result_note", true},
		{"NoNoteBeforeResult", nil, "result_note", false},
		{"BottlesWhenMixed", map[string]any{"feeding": "mixed"}, "formula_ml", true},
		{"NoBottlesAtBreast", map[string]any{"feeding": "breast"}, "formula_ml", false},
		{"NoBottlesWhenAbsent", map[string]any{"result": "absent", "feeding": "mixed"}, "formula_ml", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := f.Enabled(tt.fields)[tt.item]; got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestOperators tries every operator on every type that has an order.
func TestOperators(t *testing.T) {
	types := []struct {
		typ, element, json string
		below, at, above   any
	}{
		{"integer", "answerInteger", "10", int64(9), int64(10), int64(11)},
		{"decimal", "answerDecimal", "10.0", "9.99", "10", "10.01"},
		{"date", "answerDate", `"2026-11-22"`, "2026-11-21", "2026-11-22", "2026-11-23"},
		{"time", "answerTime", `"10:00:00"`, "09:59", "10:00", "10:01"},
		{"dateTime", "answerDateTime", `"2026-11-22T10:00:00+09:00"`, "2026-11-22T10:30:00+10:00", "2026-11-22T01:00:00Z", "2026-11-22T09:30:00+08:00"},
	}
	want := map[string][3]bool{ // below, at, above
		"=": {false, true, false}, "!=": {true, false, true},
		"<": {true, false, false}, "<=": {true, true, false},
		">": {false, false, true}, ">=": {false, true, true},
	}
	for _, ty := range types {
		for op, holds := range want {
			f, err := form.Parse("x.json", []byte(one(`{"linkId":"q","type":"`+ty.typ+`"},{"linkId":"a","type":"string","enableWhen":[{"question":"q","operator":"`+op+`","`+ty.element+`":`+ty.json+`}]}`)), nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range []any{ty.below, ty.at, ty.above} {
				if got := f.Enabled(map[string]any{"q": v})["a"]; got != holds[i] {
					t.Errorf("%s %v %s %s: got %v, want %v", ty.typ, v, op, ty.json, got, holds[i])
				}
			}
			if got := f.Enabled(nil)["a"]; got != (op == "!=") {
				t.Errorf("%s %s without an answer: got %v", ty.typ, op, got)
			}
		}
	}
}

func TestProgress(t *testing.T) {
	f := library(t).Form("epds")
	fields := answers("012-------")
	fields["total"] = int64(3)
	if got, total := f.Progress(fields, "sec_items"); got != 3 || total != 10 {
		t.Errorf("got %d of %d, want 3 of 10: the total is computed, the help is text", got, total)
	}
	if got, total := f.Progress(fields, "nowhere"); got != 0 || total != 0 {
		t.Errorf("got %d of %d for a section that is not there", got, total)
	}
	visit := library(t).Form("visit")
	if got, total := visit.Progress(map[string]any{"result": "absent"}, "sec_mother"); got != 0 || total != 0 {
		t.Errorf("got %d of %d, want nothing to ask when nobody was met", got, total)
	}
}
