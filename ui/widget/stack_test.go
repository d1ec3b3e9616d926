package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func block(w, h float32) *canvas.Image {
	img := &canvas.Image{}
	img.SetMinSize(fyne.NewSize(w, h))
	return img
}

func TestRowsFillGivesTheRestToTheLast(t *testing.T) {
	start(t, theme.Options{})
	a, b, c := block(10, 20), block(10, 20), block(10, 20)
	b.Hide()
	widget.RowsFill(1, a, b, c).Resize(fyne.NewSize(100, 200))
	if c.Position().Y != 28 || c.Size().Height != 172 {
		t.Errorf("last at %v, %v high", c.Position().Y, c.Size().Height)
	}
}

func TestLineFillGivesTheRestToOne(t *testing.T) {
	start(t, theme.Options{})
	a, b, c := block(10, 20), block(10, 10), block(30, 20)
	widget.LineFill(1, 1, a, b, c).Resize(fyne.NewSize(200, 40))
	if b.Size().Width != 200-10-30-16 || c.Position().X != 170 {
		t.Errorf("middle %v wide, last at %v", b.Size().Width, c.Position().X)
	}
	if b.Position().Y != 15 {
		t.Errorf("not in the middle of the height: %v", b.Position().Y)
	}
}

func TestColumnsShareByWeight(t *testing.T) {
	start(t, theme.Options{})
	a, b := block(10, 20), block(10, 50)
	box := widget.Columns(2, []float32{2, 1}, a, b)
	box.Resize(fyne.NewSize(316, 50))
	if a.Size().Width != 200 || b.Size().Width != 100 || a.Size().Height != 50 {
		t.Errorf("sizes %v, %v", a.Size(), b.Size())
	}
}

func TestFlowBeginsANewLine(t *testing.T) {
	start(t, theme.Options{})
	a, b, c := block(60, 20), block(60, 20), block(60, 20)
	box := widget.Flow(1, a, b, c)
	box.Resize(fyne.NewSize(140, 100))
	if b.Position().Y != 0 || c.Position() != fyne.NewPos(0, 28) {
		t.Errorf("second at %v, third at %v", b.Position(), c.Position())
	}
	if got := box.MinSize().Height; got != 48 {
		t.Errorf("height %v, want 48", got)
	}
}

func TestBesideAndMeasure(t *testing.T) {
	start(t, theme.Options{})
	a, b := block(92, 10), block(10, 10)
	widget.Beside(0, a, b).Resize(fyne.NewSize(1000, 700))
	if a.Size() != fyne.NewSize(92, 700) || b.Size().Width != 908 {
		t.Errorf("sizes %v, %v", a.Size(), b.Size())
	}
	c := block(10, 10)
	widget.Measure(50, c).Resize(fyne.NewSize(1000, 10))
	if c.Size().Width != 400 || c.Position().X != 300 {
		t.Errorf("measured %v at %v", c.Size(), c.Position())
	}
}

func TestFocusScrollsIntoView(t *testing.T) {
	start(t, theme.Options{})
	last := widget.NewEntry("最後")
	column := widget.Rows(1)
	for range 20 {
		column.Add(widget.NewEntry("欄"))
	}
	column.Add(last)
	scroll := widget.NewScroll(column)
	other := widget.NewScroll(widget.Rows(1, block(10, 3000)))
	show(t, widget.Columns(1, nil, scroll, other), 600, 300)
	last.Focus()
	if scroll.Offset.Y == 0 {
		t.Error("the field with the keyboard is out of sight")
	}
	if other.Offset.Y != 0 {
		t.Error("another scroll moved, too")
	}
}
