package widget_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func longList(t testing.TB) (*widget.List, keyboard, map[int]int) {
	t.Helper()
	start(t, theme.Options{})
	asked := map[int]int{}
	l := widget.NewList([]widget.Column{{Title: "№", Width: 8, AtEnd: true, Sorts: true}, {Title: "家庭"}})
	l.Length = func() int { return 30000 }
	l.RowAt = func(i int) widget.Row {
		asked[i]++
		return widget.Row{Cells: []widget.Cell{{Text: fmt.Sprint(i)}, {Text: fmt.Sprintf("家%d", i)}}}
	}
	return l, keyboard{show(t, l, 800, 400)}, asked
}

func TestListAsksOnlyForRowsThatAreSeen(t *testing.T) {
	l, k, asked := longList(t)
	if len(asked) > 12 {
		t.Errorf("asked for %d rows", len(asked))
	}
	l.Focus()
	k.key(fyne.KeyEnd)
	if l.Selected() != 29999 || asked[29999] == 0 || asked[15000] != 0 {
		t.Errorf("at row %d, asked for the middle %d times", l.Selected(), asked[15000])
	}
	if l.RowsDrawn() > 12 {
		t.Errorf("%d rows exist", l.RowsDrawn())
	}
}

func TestListMovesByKeyAndOpens(t *testing.T) {
	l, k, _ := longList(t)
	var opened []int
	l.OnOpened = func(i int) { opened = append(opened, i) }
	l.Focus()
	k.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyUp, fyne.KeySpace, fyne.KeyHome, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp)
	test.TapCanvas(k.w.Canvas(), fyne.NewPos(200, 34+44*3+10))
	if fmt.Sprint(opened) != "[2 1 3]" {
		t.Errorf("opened %v", opened)
	}
	if l.Selected() != 3 {
		t.Errorf("mark on %d", l.Selected())
	}
}

func TestListDrawsAChangedRowAnew(t *testing.T) {
	l, k, asked := longList(t)
	before, other := asked[3], asked[2]
	name := "家3"
	rows := l.RowAt
	l.RowAt = func(i int) widget.Row {
		r := rows(i)
		if i == 3 {
			r.Cells[1] = widget.Cell{Text: name, Sub: "かな", Bold: true}
		}
		return r
	}
	name = "新しい名前"
	l.RefreshRow(3)
	if asked[3] != before+1 || asked[2] != other {
		t.Errorf("row 3 asked %d times, row 2 %d times", asked[3], asked[2])
	}
	if !strings.Contains(test.RenderToMarkup(k.w.Canvas()), "新しい名前") {
		t.Error("the new name is not shown")
	}
}

func TestListShrinksWithItsRows(t *testing.T) {
	l, k, _ := longList(t)
	l.Focus()
	k.key(fyne.KeyEnd)
	l.Length = func() int { return 2 }
	l.RefreshAll()
	if l.Selected() != 1 {
		t.Errorf("mark on %d", l.Selected())
	}
	l.Length = func() int { return 0 }
	l.Reload()
	k.key(fyne.KeyDown, fyne.KeyReturn, fyne.KeyPageDown)
	if l.Selected() != -1 {
		t.Errorf("mark on %d of nothing", l.Selected())
	}
}

func TestListTitlesSort(t *testing.T) {
	l, k, _ := longList(t)
	got := -1
	l.OnSort = func(column int) { got = column }
	test.FocusNext(k.w.Canvas())
	k.key(fyne.KeyReturn)
	if got != 0 {
		t.Errorf("sorted by %d", got)
	}
	l.SetSorted(0, true)
	test.FocusNext(k.w.Canvas())
	k.key(fyne.KeyDown)
	if l.Selected() != 1 {
		t.Error("a title that does not sort takes the keyboard")
	}
}

func BenchmarkListScroll(b *testing.B) {
	l, _, _ := longList(b)
	i := 0
	for b.Loop() {
		i = (i + 3) % 30000
		l.Select(i)
	}
}
