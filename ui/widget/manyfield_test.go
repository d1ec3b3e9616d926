package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestManyFieldAddsAndTakesAway(t *testing.T) {
	start(t, theme.Options{})
	m := widget.NewManyField("だれが", "えらぶ", "・", []widget.Option{{Code: "a", Word: "中野"}, {Code: "b", Word: "柏木"}, {Code: "c", Word: "大沢"}})
	var told []string
	m.OnChanged = func(codes []string) { told = codes }
	w := show(t, widget.Rows(1, m), 300, 400)
	pick := func(word string) {
		t.Helper()
		m.Focus()
		keyboard{w}.key(fyne.KeySpace)
		menu := w.Canvas().Overlays().Top()
		if menu == nil {
			t.Fatal("no list opened")
		}
		for i, o := range []string{"えらぶ", "中野", "柏木", "大沢"} {
			if o == word {
				for range i + 1 {
					keyboard{w}.key(fyne.KeyDown)
				}
				keyboard{w}.key(fyne.KeyReturn)
			}
		}
	}
	pick("柏木")
	pick("中野")
	if want := []string{"b", "a"}; !slices.Equal(told, want) || !slices.Equal(m.Codes(), want) {
		t.Fatalf("chose %v, told %v, want %v", m.Codes(), told, want)
	}
	if !strings.Contains(test.RenderToMarkup(w.Canvas()), "柏木・中野") {
		t.Error("the names do not stand on the field")
	}
	pick("柏木")
	if want := []string{"a"}; !slices.Equal(m.Codes(), want) {
		t.Errorf("left %v, want %v", m.Codes(), want)
	}
	pick("えらぶ")
	if len(m.Codes()) != 0 || len(told) != 0 {
		t.Errorf("left %v, told %v", m.Codes(), told)
	}
}

func TestMoveAreaStepsAndMoves(t *testing.T) {
	start(t, theme.Options{})
	pressed, stepped, moved := 0, 0, 0
	a := widget.NewMoveArea(widget.NewText("森田 家", widget.Body), func() { pressed++ })
	a.OnStep, a.OnMove = func(by int) { stepped += by }, func(by int) { moved += by }
	w := show(t, a, 300, 60)
	widget.Focus(a)
	k := keyboard{w}
	k.key(fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	for _, name := range []fyne.KeyName{fyne.KeyUp, fyne.KeyUp, fyne.KeyDown} {
		k.shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierAlt})
	}
	if pressed != 1 || stepped != 1 || moved != -1 {
		t.Errorf("pressed %d, stepped %d, moved %d", pressed, stepped, moved)
	}
	passed := 0
	w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { passed++ })
	k.control(fyne.KeyK)
	if passed != 1 {
		t.Error("other shortcuts do not reach the page")
	}
}
