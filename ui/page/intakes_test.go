package page_test

import (
	"slices"
	"strings"
	"testing"

	fynetest "fyne.io/fyne/v2/test"

	"yorisoi/ui/page"
)

func TestIntakesShowTheClockThatEndsFirst(t *testing.T) {
	d := newDesk(t).found()
	_, intake, _ := d.report(40, nil)
	d.show(page.NewIntakes(d.deps))
	d.do(see("残り 7時間…"), see("ほか 1人"), see("保育所"), see("小野寺 家"), see("この端末にだけ"))
	d.look("intakes")
	if m := fynetest.RenderToMarkup(d.win.Canvas()); strings.Contains(m, "みなみ保育園") || !strings.Contains(m, "保育所") {
		t.Error("who reported can be read in the list, or the route cannot")
	}
	d.do(tap("小野寺 家"))
	d.until("the report to open", func() bool { return slices.Contains(d.opened, "report "+intake.String()) })
	d.do(tap("終わったもの"), see("終わった受付はまだありません"))
	d.look("intakes-closed")
}

func TestIntakesSayHowToBegin(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewIntakes(d.deps))
	d.do(see("受付中のものはありません"), tap("新しい受付"))
	if !slices.Contains(d.opened, "intake") {
		t.Errorf("led to %v", d.opened)
	}
}
