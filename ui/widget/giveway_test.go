package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestGiveWayGoesBelowInsteadOfBeyond(t *testing.T) {
	start(t, theme.Options{})
	box := func(width float32) fyne.CanvasObject {
		r := canvas.NewRectangle(nil)
		r.SetMinSize(fyne.NewSize(width, 20))
		return r
	}
	for _, one := range []struct {
		width float32
		lines int
	}{{400, 1}, {250, 2}, {110, 3}} {
		objects := []fyne.CanvasObject{box(100), box(100), box(40)}
		row := widget.GiveWay(1, []float32{1, 1, 1}, objects...)
		show(t, row, one.width, 300)
		lines, last := 1, float32(0)
		for _, o := range objects {
			if y := o.Position().Y; y > last {
				lines, last = lines+1, y
			}
			if end := o.Position().X + o.Size().Width; end > one.width+0.5 {
				t.Errorf("at %v something ends at %v", one.width, end)
			}
		}
		if lines != one.lines || row.MinSize().Width != 100 || row.MinSize().Height != float32(one.lines)*20+float32(one.lines-1)*theme.Space(1) {
			t.Errorf("at %v: %d lines, want %d; at least %v", one.width, lines, one.lines, row.MinSize())
		}
	}
}
