package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func urgencyTree(step func(string)) *widget.DecisionTree {
	return widget.NewDecisionTree([]widget.DecisionBranch{
		{Outcome: "AA 緊急の一時保護を検討", Tone: theme.Late, Steps: []widget.DecisionStep{{ID: "step1", Mark: "①", Title: "保護を求めている", Answer: "いいえ"}}},
		{Outcome: "A 分離を前提に緊急介入", Tone: theme.Late, Reached: true, Steps: []widget.DecisionStep{{ID: "step3", Mark: "③", Title: "すでに重い結果", Answer: "はい", Tone: theme.Late, Decide: true}}},
		{Outcome: "D 継続して支援"},
	}, step)
}

func TestDecisionTreeSaysEveryStepAndOutcome(t *testing.T) {
	start(t, theme.Options{})
	w := show(t, urgencyTree(nil), 700, 300)
	markup := test.RenderToMarkup(w.Canvas())
	for _, want := range []string{"① 保護を求めている", "いいえ", "③ すでに重い結果", "はい", "D 継続して支援"} {
		if !strings.Contains(markup, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestDecisionTreeLeadsToAStep(t *testing.T) {
	start(t, theme.Options{})
	var opened []string
	tree := urgencyTree(func(id string) { opened = append(opened, id) })
	show(t, tree, 700, 300)
	for _, o := range widgetsIn(tree) {
		if area, ok := o.(*widget.Area); ok {
			area.OnTapped()
		}
	}
	if !slices.Equal(opened, []string{"step1", "step3"}) {
		t.Errorf("opened %v", opened)
	}
}

func TestDecisionTreeKeepsItsObjects(t *testing.T) {
	start(t, theme.Options{})
	tree := urgencyTree(nil)
	show(t, tree, 700, 300)
	for _, part := range widgetsIn(tree) {
		renderer := test.WidgetRenderer(part)
		before := slices.Clone(renderer.Objects())
		renderer.Layout(part.Size())
		if !slices.Equal(renderer.Objects(), before) {
			t.Errorf("%T: the same layout made other objects", part)
		}
	}
}
