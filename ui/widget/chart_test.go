package widget_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestGrowthTellsThePlaceBetweenTheCurves(t *testing.T) {
	g := widget.Growth{Curves: []widget.Curve{
		{Percentile: 3, Points: []widget.Point{{X: 0, Y: 2}, {X: 10, Y: 3}}},
		{Percentile: 50, Points: []widget.Point{{X: 0, Y: 3}, {X: 10, Y: 5}}},
		{Percentile: 97, Points: []widget.Point{{X: 0, Y: 4}, {X: 10, Y: 7}}},
	}}
	tests := []struct {
		name string
		p    widget.Point
		want string
	}{
		{"below", widget.Point{X: 5, Y: 1}, "0 3 true"},
		{"between", widget.Point{X: 5, Y: 3}, "3 50 true"},
		{"on the middle", widget.Point{X: 5, Y: 4}, "50 97 true"},
		{"above", widget.Point{X: 5, Y: 9}, "97 100 true"},
		{"too old", widget.Point{X: 11, Y: 5}, "0 0 false"},
	}
	for _, tt := range tests {
		low, high, ok := g.Place(tt.p)
		if got := fmt.Sprint(low, high, ok); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if _, _, ok := (widget.Growth{}).Place(widget.Point{}); ok {
		t.Error("a place without curves")
	}
}

func TestGrowthChartDrawsWhatItIsGiven(t *testing.T) {
	start(t, theme.Options{})
	for name, g := range map[string]widget.Growth{
		"all":       growth(),
		"no child":  {Curves: growth().Curves},
		"no curves": {Child: []widget.Point{{X: 1, Y: 2}}},
		"nothing":   {},
	} {
		chart := widget.NewGrowthChart(g)
		w := show(t, chart, 400, 220)
		w.Canvas().Capture()
		if chart.Words() != g.InWords {
			t.Errorf("%s: words %q", name, chart.Words())
		}
	}
	chart := widget.NewGrowthChart(growth())
	w := show(t, chart, 400, 220)
	m := test.RenderToMarkup(w.Canvas())
	for _, want := range []string{"97", "50", "2か月", "5kg"} {
		if !strings.Contains(m, ">"+want+"<") {
			t.Errorf("no label %q", want)
		}
	}
}

func TestTimeLineOpensWhatIsPressed(t *testing.T) {
	start(t, theme.Options{})
	got := ""
	line := widget.NewTimeLine(course(), func(id string) { got = id })
	w := show(t, line, 1000, 180)
	m := test.RenderToMarkup(w.Canvas())
	for _, want := range []string{"母子保健", "記録のない 11か月", "すみれ保育所", "今日", "R5.3 出生"} {
		if !strings.Contains(m, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	// The first dot stands ten days after the beginning.
	found := false
	for x := float32(60); x < 140 && !found; x += 2 {
		line.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 18+19)})
		found = got == "v1"
		if found {
			line.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 37)}})
		}
	}
	if !found {
		t.Fatalf("the first visit cannot be pressed, got %q", got)
	}
	if !strings.Contains(test.RenderToMarkup(w.Canvas()), "新生児訪問") {
		t.Error("the word of the dot under the pointer is not shown")
	}
	line.MouseOut()
	if strings.Contains(test.RenderToMarkup(w.Canvas()), "新生児訪問") {
		t.Error("the word stays")
	}
}

func TestBarChartShowsNumbersInWords(t *testing.T) {
	start(t, theme.Options{})
	chart := widget.NewBarChart([]widget.Bar{{Word: "R3", Value: 501, Shown: "501"}, {Word: "R4", Shown: "0"}}, "減っている")
	w := show(t, chart, 300, 200)
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, ">501<") || !strings.Contains(m, ">R4<") {
		t.Error("numbers or years are not shown")
	}
	if chart.Words() != "減っている" {
		t.Errorf("words %q", chart.Words())
	}
	chart.Set(nil, "")
	w.Canvas().Capture()
}
