package page_test

import (
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

func TestCaseProposesAndTakesBack(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	c := page.NewCase(d.deps, kase)
	d.show(c)
	c.ShowPart(page.PartMeetings)
	d.do(see("会議にはまだかけていません"), tap("会議にかける"), see("提案の理由（必須）"), tap("保存"), see("議題を待つ提案"))
	d.look("case-proposed")
	var sheet *store.Record
	for _, r := range d.caseFile(kase).Of(store.KindSheet) {
		sheet = r
	}
	if sheet == nil || sheet.Text("meeting_kind") != "joint" || sheet.Text("proposer") != d.store.Me().ID.String() || sheet.Text("department") == "" {
		t.Fatalf("proposed %v", sheet)
	}
	d.do(tap("取り下げる"), see("この提案を取り下げますか"), tour.Deed{Do: "tap", Text: "取り下げる", In: "やめる"}, see("入れてください"))
	d.do(field("理由"), typed("落ち着いた"), tour.Deed{Do: "tap", Text: "取り下げる", In: "やめる"}, see("会議にはまだかけていません"))
	d.recordIs("the proposal to be withdrawn", sheet.ID, func(r *store.Record) bool { return r.State == store.StateWithdrawn })
}

func TestCaseShowsWhatMeetingsDecided(t *testing.T) {
	d := newDesk(t).found()
	kase, _, _ := d.onodera()
	id, sheets := d.meets("joint", kase)
	today := time.Now().Format(time.DateOnly)
	d.putOne(store.Write{Case: d.store.Office(), Record: id, Kind: store.KindMeeting, Set: map[string]any{"stage": "held"}})
	d.putOne(store.Write{Case: kase, Record: sheets[0], Kind: store.KindSheet, Set: map[string]any{
		"stage": "discussed", "discussed_on": today, "policy": "夜の支えを探す。", "lead_department": "welfare",
	}})
	for what, done := range map[string]string{"長女に会う": "", "園に電話": today} {
		set := map[string]any{"what": what, "due": today, "staff": []string{d.store.Me().ID.String()}}
		if done != "" {
			set["done_on"], set["result"] = done, "出席は週3日"
		}
		d.putOne(store.Write{Case: kase, Kind: store.KindTask, Parent: sheets[0], Set: set})
	}
	c := page.NewCase(d.deps, kase)
	d.show(c)
	c.ShowPart(page.PartMeetings)
	d.do(see("…夜の支えを探す。"), see("長女に会う"), see("…出席は週3日"))
	d.look("case-meetings")
	d.do(tap("会議を開く"))
	if len(d.opened) != 1 || d.opened[0] != "meeting "+id.String() {
		t.Errorf("led to %v", d.opened)
	}
	d.do(tap("済みにする"), field("結果"), typed("会えた"), tour.Deed{Do: "tap", Text: "済みにする", In: "結果"}, tour.Deed{Do: "gone", Text: "済みにする"})
}
