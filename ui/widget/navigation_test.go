package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestRailTellsWhereToGo(t *testing.T) {
	start(t, theme.Options{})
	got := ""
	rail := widget.NewRail([]widget.RailItem{{ID: "today", Icon: "today", Word: "今日"}, {ID: "case", Icon: "case", Word: "ケース"}}, func(id string) { got = id })
	w := show(t, rail, 92, 400)
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 110))
	if got != "case" {
		t.Errorf("went to %q", got)
	}
	rail.SetBadge("today", 120)
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, "99+") {
		t.Error("a large count is not shown as 99+")
	}
	rail.Select("case")
}

func TestTopBarSearchesAndShowsTheState(t *testing.T) {
	start(t, theme.Options{})
	bar := widget.NewTopBar(widget.TopBarLabels{Search: "さがす", Hint: "Ctrl+K", Lock: "ロック"})
	var typed, entered string
	down, locked := 0, 0
	bar.OnSearch, bar.OnSubmit = func(s string) { typed = s }, func(s string) { entered = s }
	bar.OnDown, bar.OnLock = func() { down++ }, func() { locked++ }
	bar.SetSync(theme.Soon, "オフライン・未送信 2件")
	bar.SetPerson("中野", "中野（保健師）")
	w := show(t, bar, 1200, 60)
	bar.FocusSearch()
	k := keyboard{w}
	k.text("もり")
	k.key(fyne.KeyReturn, fyne.KeyDown)
	if typed != "もり" || entered != "もり" || down != 1 {
		t.Errorf("typed %q, entered %q, down %d", typed, entered, down)
	}
	bar.FocusSearch()
	k.text("お")
	if bar.SearchText() != "お" {
		t.Errorf("Ctrl+K again does not start anew: %q", bar.SearchText())
	}
	for _, want := range []string{"オフライン・未送信 2件", "中野（保健師）"} {
		if !strings.Contains(test.RenderToMarkup(w.Canvas()), want) {
			t.Errorf("%q is not shown", want)
		}
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(1170, 28))
	if locked != 1 {
		t.Error("the lock was not pressed")
	}
}

func TestTabsOpenAndClose(t *testing.T) {
	start(t, theme.Options{})
	var opened, closed string
	tabs := widget.NewTabStrip(func(id string) { opened = id }, func(id string) { closed = id })
	tabs.Set([]widget.Tab{{ID: "t", Word: "今日", Pinned: true}, {ID: "m", Word: "森田 家"}}, "t")
	w := show(t, tabs, 600, 38)
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeyDelete)
	if closed != "" {
		t.Error("a pinned tab was closed")
	}
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeyReturn, fyne.KeyDelete)
	if opened != "m" || closed != "m" {
		t.Errorf("opened %q, closed %q", opened, closed)
	}
}

func TestManyTabsStayInsideTheStrip(t *testing.T) {
	start(t, theme.Options{})
	tabs := widget.NewTabStrip(nil, nil)
	var many []widget.Tab
	for range 30 {
		many = append(many, widget.Tab{ID: "x", Word: "長い名前の家 訪問"})
	}
	tabs.Set(many, "")
	w := show(t, tabs, 800, 38)
	if got := w.Canvas().Size().Width; got > 800 {
		t.Errorf("the strip is %v wide", got)
	}
}

func TestSubTabsFiltersAndToggles(t *testing.T) {
	start(t, theme.Options{})
	tab, chip, on := "", -1, false
	sub := widget.NewSubTabs([]widget.Tab{{ID: "a", Word: "あらまし"}, {ID: "b", Word: "経過"}}, func(id string) { tab = id })
	filters := widget.NewFilters([]string{"すべて", "要保護"}, func(i int) { chip = i })
	toggle := widget.NewToggle("写真あり", func(v bool) { on = v })
	w := show(t, widget.Rows(1, sub, filters, toggle), 600, 200)
	k := keyboard{w}
	for range 2 {
		test.FocusNext(w.Canvas())
	}
	k.key(fyne.KeySpace)
	for range 2 {
		test.FocusNext(w.Canvas())
	}
	k.key(fyne.KeySpace)
	test.FocusNext(w.Canvas())
	k.key(fyne.KeyReturn)
	if tab != "b" || chip != 1 || !on || !toggle.On {
		t.Errorf("tab %q, chip %d, toggle %v", tab, chip, on)
	}
}

func TestFoldSectionHidesItsContent(t *testing.T) {
	start(t, theme.Options{})
	inside := widget.NewText("中身", widget.Body)
	fold := widget.NewFoldSection("母", widget.FoldLabels{Open: "ひらく", Close: "とじる"}, true, inside)
	var told []bool
	fold.OnToggled = func(open bool) { told = append(told, open) }
	w := show(t, fold, 600, 200)
	open := fold.MinSize().Height
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeyReturn)
	if fold.Open() || inside.Visible() || fold.MinSize().Height >= open {
		t.Errorf("still open: %v high", fold.MinSize().Height)
	}
	fold.SetOpen(true)
	if len(told) != 1 || told[0] {
		t.Errorf("told %v, want only what the person did", told)
	}
}

// In large text, or a low window, the rail's destinations share the height:
// none drops out below.
func TestRailKeepsEveryDestinationInSight(t *testing.T) {
	start(t, theme.Options{})
	var items []widget.RailItem
	for _, id := range []string{"today", "case", "phone", "visit", "meeting", "registry", "approval", "resource", "settings", "statistics"} {
		items = append(items, widget.RailItem{ID: id, Icon: id, Word: id})
	}
	for _, height := range []float32{1080, 768, 500, 400} {
		got := ""
		w := show(t, widget.NewRail(items, func(id string) { got = id }), 92, height)
		share := min(66, (height-12)/float32(len(items)))
		for i, item := range items {
			test.TapCanvas(w.Canvas(), fyne.NewPos(40, 12+(float32(i)+0.5)*share))
			if got != item.ID {
				t.Errorf("height %v: pressed %q, went to %q", height, item.ID, got)
			}
		}
	}
}
