package page_test

import (
	"testing"

	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

func TestEscKeepsWhatWasTypedInTheEditor(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(tap("家庭の情報を直す"), field("電話"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed("042-000-3399"))
	page.CloseTop(d.win)
	if err := c.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.do(tap("家庭の情報を直す"), see("前に書きかけた内容です…"), see("042-000-3399"), tap("保存"))
	d.until("the record to be saved", func() bool { return len(d.said) > 0 })
	r, err := d.store.FindRecord(t.Context(), f.record)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Text("phone"); got != "042-000-3399" {
		t.Errorf("phone %q", got)
	}
	d.do(tap("家庭の情報を直す"), see("気をつけること"), tour.Deed{Do: "gone", Text: "前に書きかけた内容です…"})
}

func TestCancelForgetsWhatWasTypedInTheEditor(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	d.show(page.NewCase(d.deps, f.kase))
	d.do(tap("家庭の情報を直す"), field("電話"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed("042-000-3399"),
		see("042-000-3399"), tap("やめる"), see("こどもを見た日"), tap("家庭の情報を直す"), see("042-000-3311"))
	r, err := d.store.FindRecord(t.Context(), f.record)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Text("phone"); got != "042-000-3311" {
		t.Errorf("phone %q", got)
	}
}
