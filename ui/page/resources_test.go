package page_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// town puts a few resources into the office file and lets a family use two of
// them.
func (d *desk) town() (kase uuid.UUID) {
	d.t.Helper()
	day := time.Now().AddDate(0, 0, -30).Format(time.DateOnly)
	nursery, short := store.NewRecordID(), store.NewRecordID()
	var writes []store.Write
	add := func(id uuid.UUID, set map[string]any) {
		writes = append(writes, store.Write{Case: d.store.Office(), Record: id, Kind: store.KindResource, Set: set})
	}
	add(nursery, map[string]any{
		"name": "すみれ保育所", "kana": "すみれほいくしょ", "category": "nursery", "services": []string{"FS3", "OS7"}, "area": "南町・田無町",
		"phone": "0420001234", "fax": "0420001235", "contact_person": "主任 高橋", "hours": "平日 7:30–18:30", "address": "南町2丁目1-1",
		"council_member": true, "legal_basis": "art25_3", "sending": "hand", "note": "送迎のときに担任と話せる。",
	})
	add(short, map[string]any{
		"name": "こどもの家 ひだまり", "kana": "こどものいえひだまり", "category": "care_home", "services": []string{"FS1"}, "area": "市内全域",
		"phone": "0420005678", "after_hours": "0420005679", "capacity": int64(1), "conditions": "2歳から18歳まで。初めての利用は面談から。",
	})
	add(store.NewRecordID(), map[string]any{"name": "北町クリニック", "kana": "きたまちくりにっく", "category": "pediatrics", "phone": "0420009999", "council_member": true})
	add(store.NewRecordID(), map[string]any{"name": "つくし文庫", "kana": "つくしぶんこ", "category": "npo", "ended_on": day})
	if err := d.store.PutAll(d.t.Context(), writes); err != nil {
		d.t.Fatal(err)
	}
	kase = d.childOf("早川", "support", time.Now().AddDate(-1, -2, 0)).kase
	d.putOne(store.Write{Case: kase, Kind: store.KindAgency, Set: map[string]any{"name": "すみれ保育所", "category": "nursery", "resource": nursery.String()}})
	service := d.putOne(store.Write{Case: kase, Kind: store.KindService, Set: map[string]any{
		"service": "FS1", "act": "recommend", "recommended_on": day, "provider": short.String(), "started_on": day, "stage": "recommended",
	}})
	for _, stage := range []string{"applied", "decided", "in_use"} {
		d.putOne(store.Write{Case: kase, Record: service, Kind: store.KindService, Set: map[string]any{"stage": stage}})
	}
	return kase
}

func TestResourcesShowWhatTheyCarry(t *testing.T) {
	d := newDesk(t).found()
	kase := d.town()
	p := page.NewResources(d.deps)
	d.show(p)
	d.do(see("すべて 3"), see("学校・園 1"), see("医療 1"), tap("すみれ保育所"), see("要対協の構成員（守秘義務）"), see("児童福祉法25条の3"),
		see("主任 高橋"), see("早川 家"))
	d.look("resources")
	d.do(tap("早川 家"))
	d.until("the family to open", func() bool { return slices.Contains(d.opened, "case "+kase.String()) })
	d.do(field("名前・サービス・地域でしぼる"), typed("ショート"), see("あてはまる資源がありません"))
	d.do(tap("しぼりこみを外す"), field("名前・サービス・地域でしぼる"), typed("短期支援"), see("1人のうち 1件"), see("情報を伝える根拠がまだありません…"))
	d.look("resources-full")
	if shows(p.Content(), "つくし文庫") {
		t.Error("one that ended stands among the others")
	}
}

func TestResourcesAreAddedAndEnded(t *testing.T) {
	d := newDesk(t).found()
	p := page.NewResources(d.deps)
	d.show(p)
	d.do(see("まだ資源がありません"))
	d.look("resources-none")
	d.do(tap("資源を足す"), see("どんなところか"), tap("保存"), see("まだ直すところがあり、…"))
	d.look("resources-add")
	d.do(field("名前"), typed("ひばり学童"), field("区分"), tap("学童保育"), tap("保存"), see("すべて 1"), see("関係機関になっている家庭"))
	d.do(tap("使わなくなった"), see("使わなくなった日　ひばり学童"), tap("保存"), see("あてはまる資源がありません"))
	d.do(tap("やめたところも"), see("ひばり学童"), tap("また使う"), see("使わなくなった"))
	all, err := d.store.FindResources(t.Context())
	if err != nil || len(all) != 1 || all[0].Record.Text("ended_on") != "" || all[0].Record.Text("category") != "after_school" {
		t.Errorf("stored %+v, %v", all, err)
	}
}
