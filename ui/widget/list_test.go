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

func TestListLeavesOutWhatHasNoRoom(t *testing.T) {
	start(t, theme.Options{})
	columns := []widget.Column{{Title: "家庭", Width: 20}, {Title: "区分", Width: 20}, {Title: "次回見直し", Width: 20, Min: 20}, {Title: "注意", Min: 10}}
	l := widget.NewList(columns)
	l.Length = func() int { return 1 }
	l.RowAt = func(int) widget.Row {
		return widget.Row{Cells: []widget.Cell{{Text: "小野寺 家"}, {Text: "要保護"}, {Text: "12/12"}, {Text: "安全確認 今日"}}}
	}
	var leftOut []int
	l.OnLeftOut = func(n int) { leftOut = append(leftOut, n) }
	w := show(t, l, 900, 300)
	leftOut = nil
	for _, c := range []struct {
		width float32
		gone  string
	}{{900, ""}, {480, "安全確認 今日"}, {300, "12/12"}} {
		w.Resize(fyne.NewSize(c.width, 300))
		m := test.RenderToMarkup(w.Canvas())
		if !strings.Contains(m, "小野寺 家") || c.gone != "" && strings.Contains(m, c.gone) {
			t.Errorf("at a width of %v %q still shows, or nothing", c.width, c.gone)
		}
	}
	if fmt.Sprint(leftOut) != "[1 2]" {
		t.Errorf("told of %v columns left out", leftOut)
	}
	w.Resize(fyne.NewSize(900, 300))
	l.SetColumns(columns[:2])
	if fmt.Sprint(leftOut) != "[1 2 0]" || strings.Contains(test.RenderToMarkup(w.Canvas()), "次回見直し") {
		t.Errorf("after other columns: told of %v", leftOut)
	}
}

func TestListOffersMoreOfARowAndFoldsGroups(t *testing.T) {
	l, k, _ := longList(t)
	rows := l.RowAt
	l.RowAt = func(i int) widget.Row {
		if i == 0 {
			return widget.Row{Heading: "すみれ保育所", Beside: "3人"}
		}
		return rows(i)
	}
	var opened, more, marked []int
	l.OnOpened = func(i int) { opened = append(opened, i) }
	l.OnMenu = func(i int) { more = append(more, i) }
	l.OnMarked = func(i int) { marked = append(marked, i) }
	l.Refresh()
	if m := test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, "すみれ保育所") || !strings.Contains(m, "3人") {
		t.Error("the heading is not shown")
	}
	l.Focus()
	k.key(fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyReturn)
	test.TapCanvas(k.w.Canvas(), fyne.NewPos(780, 34+44*2+10))
	if got := fmt.Sprint(opened, more, marked); got != "[0 1] [1 2] [1 2]" {
		t.Errorf("opened, asked for more, marked: %v", got)
	}
}
