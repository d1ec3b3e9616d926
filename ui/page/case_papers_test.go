package page_test

import (
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/ui/page"
)

func TestServiceIsRecommendedAndDeclined(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartServices)
	d.do(see("まだサービスはありません"), tap("サービスをすすめる"), see("サービス（必須）"),
		tapIn("サービス（必須）", "えらぶ"), tap("子育て世帯訪問支援"), tap("保存"))
	d.until("the service to be saved", func() bool { return len(d.caseFile(f.kase).Of(store.KindService)) == 1 })
	d.do(see("…子育て世帯訪問支援…"))
	d.look("services")
	all := d.caseFile(f.kase).Of(store.KindService)
	if len(all) != 1 || all[0].Text("service") != "FS4" || all[0].Text("act") != "recommend" || all[0].Text("by") != d.store.Me().ID.String() {
		t.Fatalf("services %+v", all)
	}
	d.do(tap("断られた"), see("いまの段階"), field("断った理由"), typed("いまは要らないと言う。"), tap("保存"))
	d.recordIs("the service to be declined", all[0].ID, func(r *store.Record) bool {
		return r.Text("stage") == "declined" && r.Text("decline_reason") == "いまは要らないと言う。"
	})
}

func TestCommissionWaitsForItsApproval(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	id := d.putOne(store.Write{Case: f.kase, Kind: store.KindCommission, Set: map[string]any{
		"office": "ひばり児童相談所", "basis": "art27", "subject": f.child.String(), "asked_on": time.Now().Format(time.DateOnly),
		"content": "月に1回の訪問と面接", "stage": "asked",
	}})
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("…ひばり児童相談所"), see("月に1回の訪問と面接"), tap("受託の決裁にかける"), tap("保存"), see("決裁に出していません"))
	d.look("commission")
	d.do(tap("決裁に出す"), see("…の番"))
	d.recordIs("the commission to wait", id, func(r *store.Record) bool { return r.Text("stage") == "accepting" })
}
