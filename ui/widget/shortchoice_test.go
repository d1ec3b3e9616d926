package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func shortRoutes() *widget.ShortChoice {
	few := []widget.Option{{Code: "RT01", Word: "家族"}, {Code: "RT12", Word: "保育所"}}
	all := append(slices.Clone(few), widget.Option{Code: "RT18", Word: "医療機関"}, widget.Option{Code: "RT20", Word: "警察"})
	return widget.NewShortChoice("だれから", "…", "えらばない", few, all)
}

func TestShortChoiceTakesTheFewAtOnce(t *testing.T) {
	start(t, theme.Options{})
	c := shortRoutes()
	var got []string
	c.OnChanged = func(code string) { got = append(got, code) }
	w := show(t, widget.Rows(1, c), 500, 300)
	c.Focus()
	k := keyboard{w}
	k.text("2")
	k.key(fyne.KeySpace)
	if want := []string{"RT12", ""}; !slices.Equal(got, want) || c.Code() != "" {
		t.Errorf("chose %q, want %q; now %q", got, want, c.Code())
	}
}

func TestShortChoiceOpensTheListOfAll(t *testing.T) {
	start(t, theme.Options{})
	c := shortRoutes()
	w := show(t, widget.Rows(1, c), 500, 300)
	c.Focus()
	k := keyboard{w}
	k.text("3")
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("the last segment opens no list")
	}
	if c.Code() != "" {
		t.Errorf("opening the list chose %q", c.Code())
	}
}

func TestShortChoiceShowsWhatIsInTheListOnly(t *testing.T) {
	start(t, theme.Options{})
	c := shortRoutes()
	w := show(t, widget.Rows(1, c), 500, 300)
	for _, one := range []struct{ code, word string }{{"RT18", "医療機関"}, {"RT77", "RT77"}} {
		c.SetCode(one.code)
		m := test.RenderToMarkup(w.Canvas())
		if c.Code() != one.code || !strings.Contains(m, one.word) {
			t.Errorf("%s: code %q, %s shown: %v", one.code, c.Code(), one.word, strings.Contains(m, one.word))
		}
	}
	c.SetCode("")
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, "…") || strings.Contains(m, "RT77") {
		t.Error("the way to the list does not come back")
	}
}
