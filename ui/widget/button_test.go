package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestButtonIsPressedByPointerEnterAndSpace(t *testing.T) {
	start(t, theme.Options{})
	n := 0
	b := widget.NewPrimary("確定する", func() { n++ })
	w := show(t, b, 300, 100)
	test.Tap(b)
	w.Canvas().Focus(b)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyA} {
		b.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if n != 4 {
		t.Errorf("pressed %d times, want 4", n)
	}
	b.Disable()
	test.Tap(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if n != 4 {
		t.Error("a disabled button was pressed")
	}
}

func TestButtonsAreLargeEnoughToHit(t *testing.T) {
	start(t, theme.Options{})
	b := widget.NewButton("開く", nil)
	if got := b.MinSize().Height; got < 40 {
		t.Errorf("height %v, want 40", got)
	}
	b.Big = true
	if got := b.MinSize().Height; got < 56 {
		t.Errorf("height in field mode %v, want 56", got)
	}
}

func TestEscOnAButtonReachesThePage(t *testing.T) {
	start(t, theme.Options{})
	b := widget.NewButton("開く", nil)
	w := show(t, b, 300, 100)
	var got fyne.KeyName
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { got = e.Name })
	w.Canvas().Focus(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got != fyne.KeyEscape {
		t.Error("the page never saw it")
	}
}

func TestTabGoesFromButtonToButtonPastDisabledOnes(t *testing.T) {
	start(t, theme.Options{})
	a, b, c := widget.NewButton("一", nil), widget.NewButton("二", nil), widget.NewLink("三", nil)
	b.Disable()
	w := show(t, widget.Line(1, a, b, c), 400, 60)
	test.FocusNext(w.Canvas())
	if w.Canvas().Focused() != fyne.Focusable(a) {
		t.Fatalf("first focus on %v", w.Canvas().Focused())
	}
	test.FocusNext(w.Canvas())
	if w.Canvas().Focused() != fyne.Focusable(c) {
		t.Errorf("then on %v", w.Canvas().Focused())
	}
}
