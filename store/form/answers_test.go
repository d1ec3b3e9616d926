package form_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"yorisoi/store/form"
)

// answers gives item1 … item10 the codes, one character each; "-" is no
// answer.
func answers(codes string) map[string]any {
	fields := map[string]any{"on": "2026-11-22"}
	for i, c := range codes {
		if c != '-' {
			fields[fmt.Sprintf("item%d", i+1)] = string(c)
		}
	}
	return fields
}

func rules(findings []form.Finding) []string {
	ids := []string{}
	for _, f := range findings {
		ids = append(ids, f.Rule)
	}
	return ids
}

func TestScores(t *testing.T) {
	tests := []struct {
		name, kind, codes string
		total             any
		findings          []string
	}{
		{"Nothing", "epds", "----------", nil, []string{}},
		{"Below", "epds", "1111111100", int64(8), []string{}},
		{"AtThreshold", "epds", "1111111110", int64(9), []string{"total"}},
		{"Above", "epds", "3333333330", int64(27), []string{"total"}},
		{"Item10Alone", "epds", "0000000001", int64(1), []string{"item10"}},
		{"Item10AndTotal", "epds", "1111111111", int64(10), []string{"item10", "total"}},
		{"Item10Unfinished", "epds", "---------2", nil, []string{"item10"}},
		{"ThresholdUnfinished", "epds", "333-------", nil, []string{"total"}},
		{"Zero", "epds", "0000000000", int64(0), []string{"zero"}},
		{"ZeroUnfinished", "epds", "000000000-", nil, []string{}},
		{"Highest", "epds", "3333333333", int64(30), []string{"item10", "total"}},

		{"Calm", "mibs", "0000000000", int64(0), []string{}},
		{"BelowThree", "mibs", "1100000000", int64(2), []string{}},
		{"Three", "mibs", "1100000001", int64(3), []string{"total"}},
		{"Item3", "mibs", "0010000000", int64(1), []string{"anger"}},
		{"Item5", "mibs", "0000100000", int64(1), []string{"anger"}},
	}
	l := library(t)
	for _, tt := range tests {
		t.Run(tt.kind+tt.name, func(t *testing.T) {
			f := l.Form(tt.kind)
			fields := answers(tt.codes)
			if got := f.Compute(fields)["total"]; got != tt.total {
				t.Errorf("got total %v, want %v", got, tt.total)
			}
			if got := rules(f.Findings(fields)); !slices.Equal(got, tt.findings) {
				t.Errorf("got findings %v, want %v", got, tt.findings)
			}
		})
	}
}

// TestDirectionOfScores holds the order of the choices to the order in which
// the paper forms print them: on some items the first choice is the highest.
func TestDirectionOfScores(t *testing.T) {
	firstIsZero := map[string][]int{"epds": {1, 2, 4}, "mibs": {1, 6, 8, 10}}
	for kind, up := range firstIsZero {
		for i := 1; i <= 10; i++ {
			it := library(t).Form(kind).Item(fmt.Sprintf("item%d", i))
			var got []int
			for _, o := range it.Options {
				if o.Code != fmt.Sprint(*o.Score) {
					t.Errorf("%s %s: code %s has score %d", kind, it.LinkID, o.Code, *o.Score)
				}
				got = append(got, *o.Score)
			}
			want := []int{3, 2, 1, 0}
			if slices.Contains(up, i) {
				want = []int{0, 1, 2, 3}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: got scores %v, want %v", kind, it.LinkID, got, want)
			}
		}
	}
}

func TestUrgentFindings(t *testing.T) {
	l := library(t)
	tests := []struct {
		kind   string
		fields map[string]any
		want   form.Finding
	}{
		{"epds", answers("0000000001"), form.Finding{Rule: "item10", Key: "epds.item10", Items: []string{"item10"}}},
		{"support_checklist", map[string]any{"item9": "yes"},
			form.Finding{Rule: "item9", Key: "support_checklist.item9", Items: []string{"item9"}}},
		{"visit", map[string]any{"injury": "present"}, form.Finding{Rule: "injury", Key: "visit.injury", Items: []string{"injury"}}},
	}
	for _, tt := range tests {
		got := l.Form(tt.kind).Findings(tt.fields)
		if len(got) != 1 {
			t.Fatalf("%s: got %v, want one finding", tt.kind, got)
		}
		f := got[0]
		if f.Severity != form.Red || f.Action != "notify_supervisor" || f.Text("ja") == "" || f.Text("en") == f.Text("ja") {
			t.Errorf("%s: got %+v, want a red one for the supervisor in two languages", tt.kind, f)
		}
		if f.Rule != tt.want.Rule || f.Key != tt.want.Key || !slices.Equal(f.Items, tt.want.Items) {
			t.Errorf("%s: got %+v, want %+v", tt.kind, f, tt.want)
		}
	}
}

func TestChecklistTopics(t *testing.T) {
	f := library(t).Form("support_checklist")
	got := f.Findings(map[string]any{"item1": "no", "item4a": "none", "item4b": "no", "item5": "yes", "item6": "no"})
	if len(got) != 1 || got[0].Severity != form.Blue || !reflect.DeepEqual(got[0].Items, []string{"item5", "item4a"}) {
		t.Errorf("got %+v, want one blue finding for items 5 and 4a", got)
	}
	if f.Item("total") != nil {
		t.Error("the checklist has a total; it must not")
	}
}

// TestDisabledAnswersDoNotCount: what was typed before the visit turned out
// to be refused asks for nothing.
func TestDisabledAnswersDoNotCount(t *testing.T) {
	f := library(t).Form("visit")
	got := rules(f.Findings(map[string]any{"result": "absent", "injury": "present"}))
	if want := []string{"not_met"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
