package page_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// listed is somebody in the registry, as a test tells it.
type listed struct {
	family, kana, given, role string
	born                      string // so long ago: 3y, 16m
	class, severity, abuse    string
	school, address, agency   string
	seen                      int // days ago, -1 never
	review                    int // days ahead
}

var registryPeople = []listed{
	{family: "小野寺", kana: "おのでら", given: "湊", role: "child", born: "44m", class: "protection", severity: "SV3", abuse: "AB3", school: "すみれ保育所", address: "南町2丁目8-3", agency: "こども家庭センター", seen: 2, review: 20},
	{family: "小野寺", kana: "おのでら", given: "凪", role: "child", born: "16m", class: "protection", severity: "SV3", abuse: "AB3", address: "南町2丁目8-3", agency: "こども家庭センター", seen: 34, review: 20},
	{family: "早川", kana: "はやかわ", given: "蓮", role: "child", born: "14m", class: "support", severity: "SV2", address: "田無町4丁目1-2", agency: "こども家庭センター", seen: 34, review: 13},
	{family: "藤代", kana: "ふじしろ", given: "芽衣", role: "child", born: "88m", class: "protection", severity: "SV3", abuse: "AB4_dv", school: "第三小学校", address: "北原町1-5", agency: "児童相談所", seen: 6, review: -2},
	{family: "藤代", kana: "ふじしろ", given: "樹", role: "child", born: "63m", class: "protection", severity: "SV2", abuse: "AB4_dv", school: "ひまわり幼稚園", address: "北原町1-5", agency: "児童相談所", seen: 6, review: -2},
	{family: "堀", kana: "ほり", given: "颯太", role: "child", born: "125m", class: "support", severity: "SV1", abuse: "AB3", school: "第一小学校", address: "保谷町6丁目2", agency: "第一小学校", seen: 11, review: 55},
	{family: "森田", kana: "もりた", given: "陽子", role: "mother", born: "318m", class: "expectant", address: "田無町4丁目7", agency: "こども家庭センター", seen: 0, review: 90},
	{family: "田島", kana: "たじま", given: "大和", role: "child", born: "170m", class: "protection", severity: "SV4", abuse: "AB1", school: "第二中学校", address: "南町5丁目11", agency: "児童相談所", seen: 3, review: 6},
	{family: "山根", kana: "やまね", given: "結衣", role: "child", born: "199m", class: "support", severity: "SV2", abuse: "AB4", school: "都立高校", address: "富士町3-3", agency: "こども家庭センター", seen: 19, review: 27},
}

// monthsAgo reads 16m.
func monthsAgo(text string) string {
	n := 0
	for _, r := range strings.TrimSuffix(text, "m") {
		n = n*10 + int(r-'0')
	}
	return time.Now().AddDate(0, -n, 0).Format(time.DateOnly)
}

// register puts people into the registry, those of one family into one case,
// and returns the case of each family.
func (d *desk) register(people []listed) map[string]uuid.UUID {
	d.t.Helper()
	me := d.store.Me().ID.String()
	day := func(ahead int) string { return time.Now().AddDate(0, 0, ahead).Format(time.DateOnly) }
	cases := map[string]uuid.UUID{}
	var writes []store.Write
	for _, l := range people {
		kase, known := cases[l.family]
		if !known {
			kase = store.NewRecordID()
			cases[l.family] = kase
			writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindFamily, Set: map[string]any{
				"name": l.family, "kana": l.kana, "class": l.class, "address": l.address, "welfare_staff": me,
			}})
		}
		person, entry := store.NewRecordID(), store.NewRecordID()
		set := map[string]any{"family_name": l.family, "given_name": l.given, "role": l.role, "birth_date": monthsAgo(l.born), "sex": "F", "school": l.school}
		if l.role == "mother" {
			set["due_date"] = day(120)
		}
		writes = append(writes, store.Write{Case: kase, Record: person, Kind: store.KindPerson, Set: set},
			store.Write{Case: kase, Record: entry, Kind: store.KindRegistry, Set: some(map[string]any{
				"person": person.String(), "class": l.class, "registered_on": day(-60), "abuse_main": l.abuse,
				"lead_agency": l.agency, "lead_staff": me, "review_on": day(l.review), "state": "保育所に毎日来ている。",
			})})
		if l.severity != "" {
			writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: map[string]any{
				"on": day(-60), "side": "agreed", "subject": person.String(), "level": l.class, "severity": l.severity, "grounds": "会議で合意した。",
			}})
		}
		if l.seen >= 0 {
			writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
				"on": day(-l.seen), "department": "welfare", "method": "interview", "facts": "会って様子を見た。", "child_seen": []string{person.String()},
			}})
		}
	}
	if err := d.store.PutAll(d.t.Context(), writes); err != nil {
		d.t.Fatal(err)
	}
	return cases
}

// some leaves out what is empty.
func some(m map[string]any) map[string]any {
	for k, v := range m {
		if v == "" {
			delete(m, k)
		}
	}
	return m
}

func (d *desk) registry() *page.Registry {
	d.t.Helper()
	p := page.NewRegistry(d.deps)
	d.show(p)
	return p
}

func TestRegistryShowsWhoIsInIt(t *testing.T) {
	d := newDesk(t).found()
	cases := d.register(registryPeople)
	p := d.registry()
	d.do(see("進行管理台帳"), see("すべて 9"), see("要保護 5"), see("特定妊婦 1"), see("34日"))
	d.look("registry")
	d.do(tap("特定妊婦 1"), see("陽子（母）"))
	d.do(tap("すべて 9"), tap("藤代 家"))
	d.until("the case to open", func() bool { return slices.Contains(d.opened, "case "+cases["藤代"].String()) })
	if shows(p.Content(), "台帳にまだ誰もいません") {
		t.Error("says that there is nobody")
	}
}

// order are the given words in the order in which the page draws them.
func order(p page.Page, words ...string) []string {
	var out []string
	for _, text := range paintedTexts(p.Content()) {
		if slices.Contains(words, text.text) {
			out = append(out, text.text)
		}
	}
	return out
}

func TestRegistrySortsFindsAndGroups(t *testing.T) {
	d := newDesk(t).found()
	d.register(registryPeople)
	p := d.registry()
	d.do(see("すべて 9"), tap("重症度"))
	if got := order(p, "大和", "湊", "蓮", "颯太", "陽子（母）"); !slices.Equal(got, []string{"大和", "湊", "蓮", "颯太", "陽子（母）"}) {
		t.Errorf("by severity: %v", got)
	}
	d.do(tap("重症度"))
	if got := order(p, "大和", "湊", "蓮", "颯太", "陽子（母）"); !slices.Equal(got, []string{"颯太", "蓮", "湊", "大和", "陽子（母）"}) {
		t.Errorf("by severity, the other way: %v", got)
	}
	d.do(tap("現認から"))
	if got := order(p, "凪", "結衣", "大和"); !slices.Equal(got, []string{"凪", "結衣", "大和"}) {
		t.Errorf("by the days unseen: %v", got)
	}
	d.do(field("名前・かな・学校・番号でしぼる"), typed("フジシロ"), see("2行　Enter：ケースをひらく　スペース：点検・終結"))
	d.do(key("Return"), key("Down"), key("Return"))
	d.until("the case to open", func() bool { return len(d.opened) > 0 })
	d.do(field("フジシロ"), typed("zzz"), see("あてはまる行がありません"), tap("しぼりこみを外す"), see("9行　Enter：ケースをひらく　スペース：点検・終結"))
	d.do(tap("まとめない"), tap("主担当機関でまとめる"), see("3人"))
	d.look("registry-grouped")
	if got := order(p, "こども家庭センター", "児童相談所", "第一小学校"); len(got) < 3 {
		t.Errorf("groups: %v", got)
	}
	d.do(tap("児童相談所"))
	if shows(p.Content(), "大和") {
		t.Error("a folded group still shows its lines")
	}
}

func TestRegistryKeepsTheColumnsOfItsReader(t *testing.T) {
	d := newDesk(t).found()
	d.register(registryPeople)
	p := d.registry()
	d.do(see("すべて 9"), tap("列を選ぶ"), see("出す列（左からの順）"))
	d.look("registry-columns")
	d.do(tap("学年"), tour.Deed{Do: "tap", Text: "種別", Nth: 1}, tap("この列で見る"), see("学年"))
	if shows(p.Content(), "種別") {
		t.Error("a column that was taken out still stands there")
	}
	d.until("the view to be kept", func() bool {
		drafts, err := d.store.FindDraftsOf(t.Context(), uuid.NewSHA1(d.store.Me().ID, []byte("registry_view")))
		return err == nil && len(drafts) == 1
	})
	again := d.registry()
	d.do(see("学年"), see("就学前"))
	if shows(again.Content(), "種別") {
		t.Error("the choice was forgotten")
	}
	if drafts, err := d.store.FindDrafts(t.Context()); err != nil || len(drafts) != 0 {
		t.Errorf("the view stands among the drafts to finish: %v %v", drafts, err)
	}
}

func TestRegistryGoesToASpreadsheet(t *testing.T) {
	d := newDesk(t).found()
	people := slices.Clone(registryPeople[:2])
	people[0].school = "=HYPERLINK(\"x\")\tすみれ"
	d.register(people)
	d.registry()
	d.do(see("すべて 2"), tap("表計算へ"), see("家庭の情報が、守られた外へ出ます。…"))
	d.look("registry-copy")
	if got := fyne.CurrentApp().Clipboard().Content(); got != "" {
		t.Fatalf("copied before it was agreed to: %q", got)
	}
	d.do(tap("コピーする"))
	d.until("the copy, which is noted first", func() bool { return fyne.CurrentApp().Clipboard().Content() != "" })
	lines := strings.Split(strings.TrimSpace(fyne.CurrentApp().Clipboard().Content()), "\r\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	if want := "№\t家庭\t対象\t年齢\t区分\t重症度\t種別\t所属\t主担当\t現認から\t次回見直し\t注意"; lines[0] != want {
		t.Errorf("titles %q", lines[0])
	}
	first := strings.Split(lines[1], "\t")
	if len(first) != 12 || first[1] != "小野寺" || first[7] != " =HYPERLINK(\"x\") すみれ" || first[9] != "2" {
		t.Errorf("first line %q", first)
	}
	if want := time.Now().AddDate(0, 0, 20).Format("2006/01/02"); first[10] != want {
		t.Errorf("review on %q, want %q", first[10], want)
	}
	if !slices.Contains(d.said, "2行をコピーしました。表計算に貼りつけてください。") {
		t.Errorf("said %v", d.said)
	}
}

func TestRegistryEntryIsReviewedAndEnded(t *testing.T) {
	d := newDesk(t).found()
	d.register(registryPeople[2:3])
	d.registry()
	d.do(see("すべて 1"), key("Space"), see("登録の内容をなおす"))
	d.look("registry-menu")
	d.do(tap("点検を記録"), see("点検　早川 家　蓮"))
	d.look("registry-review")
	d.do(tap("保存"))
	next := time.Now().AddDate(0, d.store.Rules().ReviewMonthsRegistry, 0)
	rows, err := d.store.FindRegistry(t.Context(), store.RegistryFilter{})
	d.until("the review to be saved", func() bool {
		rows, err = d.store.FindRegistry(t.Context(), store.RegistryFilter{})
		return err != nil || len(rows) == 1 && rows[0].Reviewed == time.Now().Format(time.DateOnly)
	})
	if err != nil || rows[0].ReviewOn[:7] != next.Format("2006-01") {
		t.Fatalf("next review %v, %v", rows, err)
	}
	d.do(key("Space"), tap("終結"), see("終結　早川 家　蓮"))
	d.look("registry-end")
	d.do(tap("保存"), see("終える理由を選んでください"), field("終えた理由"), tap("改善"), tap("保存"), see("終結したもの 1"), tap("終結したもの 1"), see("早川 家"))
	ended, err := d.store.FindRegistry(t.Context(), store.RegistryFilter{Ended: true})
	if err != nil || len(ended) != 1 || ended[0].EndReason != "improved" || ended[0].Ended != time.Now().Format(time.DateOnly) {
		t.Errorf("ended %+v, %v", ended, err)
	}
}
