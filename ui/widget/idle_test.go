package widget_test

import (
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// A layout that makes new objects asks the canvas for the next layout, and an
// idle window then draws for ever.
func TestSameLayoutKeepsItsObjects(t *testing.T) {
	start(t, theme.Options{})
	options := []widget.Option{{Code: "a", Word: "あ"}, {Code: "b", Word: "い"}}
	for name, w := range map[string]fyne.CanvasObject{
		"GrowthChart": widget.NewGrowthChart(widget.Growth{X: []widget.AxisLabel{{At: 1, Text: "1か月"}}}),
		"TimeLine":    widget.NewTimeLine(widget.Course{Lanes: []widget.Lane{{Word: "母子保健"}}, To: 1}, nil),
		"BarChart":    widget.NewBarChart([]widget.Bar{{Word: "R4", Value: 501, Shown: "501"}}, ""),
		"ChoiceField": widget.NewChoiceField("結果", "", options),
	} {
		t.Run(name, func(t *testing.T) {
			show(t, w, 600, 400)
			for _, part := range widgetsIn(w) {
				renderer := test.WidgetRenderer(part)
				before := slices.Clone(renderer.Objects())
				renderer.Layout(part.Size())
				if !slices.Equal(renderer.Objects(), before) {
					t.Errorf("%T: the same layout made other objects", part)
				}
			}
		})
	}
}

// A page behind another one hears nothing of a change of the theme; what lays
// it out again must show it in the new colours.
func TestAnotherLookIsDrawnAnew(t *testing.T) {
	start(t, theme.Options{Mode: theme.Light})
	title := widget.NewText("先に片づけること", widget.Title)
	title.Resize(fyne.NewSize(300, 30))
	renderer := test.WidgetRenderer(title)
	renderer.Layout(title.Size())
	light := inkOf(t, renderer)
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.Dark}))
	renderer.Layout(title.Size())
	if dark := inkOf(t, renderer); dark == light {
		t.Errorf("the text keeps the ink %v of the light theme", light)
	}
}

func inkOf(t *testing.T, r fyne.WidgetRenderer) color.Color {
	t.Helper()
	for _, o := range r.Objects() {
		if text, ok := o.(*canvas.Text); ok {
			return text.Color
		}
	}
	t.Fatal("nothing is written")
	return nil
}

func widgetsIn(o fyne.CanvasObject) []fyne.Widget {
	switch o := o.(type) {
	case fyne.Widget:
		all := []fyne.Widget{o}
		for _, child := range test.WidgetRenderer(o).Objects() {
			all = append(all, widgetsIn(child)...)
		}
		return all
	case *fyne.Container:
		var all []fyne.Widget
		for _, child := range o.Objects {
			all = append(all, widgetsIn(child)...)
		}
		return all
	}
	return nil
}
