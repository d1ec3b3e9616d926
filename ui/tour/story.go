package tour

import "context"

// chapter is a piece of the story. Chapters of one part go on from each other
// and need none of another part.
type chapter struct {
	part  string
	title string
	tell  func(ctx context.Context, t *Tour)
}

// The parts of the story.
const (
	partVisit = "visit" // a home visit, from a new center on
	partCity  = "city"  // the made-up city
)

// story is what the tour tells. Names and numbers are made up; the telephone
// numbers have blocks of zeros that are assigned to nobody.
var story = []chapter{
	{partVisit, "はじめて使う: センターをつくり、職員とケースを加える", begin},
	{partVisit, "持出端末が参加する", join},
	{partVisit, "オフラインで新生児訪問を記録する", visitOffline},
	{partVisit, "文の途中で電源が切れ、同じ電話番号が両方で変わる", cut},
	{partVisit, "センターが戻り、食いちがいを人が決める", reconcile},
	{partVisit, "写真を加える", attach},
	{partVisit, "持ち出し", carry},
	{partVisit, "外れた人の書いたものを預かる", leave},
	{partVisit, "だれが何を見たか", looks},
	{partVisit, "入れまちがい", mistakes},
	{partCity, "架空の市 300家庭", city},
	{partCity, "通告を受け、こどもに会い、会議にかける", report},
	{partCity, "評価とプラン", plan},
	{partCity, "台帳、進みぐあい、資源", registry},
	{partCity, "統括支援員とセンター長が決める", decide},
	{partCity, "見た目", look},
}

const (
	founder  = "大沢"
	nurse    = "中野"
	worker   = "柏木"
	password = "みんなでそだてる"
	wrong    = "みんなでそだつる"
	policy   = "月に1回、家庭訪問で様子をみる。"
)

// people of the story: their stations live in the tour.
type cast struct {
	office, laptop *Station
	city           *Station
}

var on cast

// begin founds the center at the office.
func begin(ctx context.Context, t *Tour) {
	var code string
	t.try("センターの機械: yorisoi-center init と serve", func() (err error) {
		if t.center, err = newCenter(ctx, t.c.Center, t.dir); err != nil {
			return err
		}
		if err = t.center.start(); err != nil {
			return err
		}
		code, err = t.center.invite(ctx)
		return err
	})
	t.try("庁内PC-11 でよりそいを開く", func() (err error) {
		on.office, err = t.startStation("庁内PC-11", "office")
		return err
	})
	if t.failed != nil {
		return
	}
	o := on.office
	t.at(o, "はじめての画面が出る", seeWithin(60, "よりそいを始めます"), see("架空の市で試す"))
	t.shot(o, "guide")
	t.at(o, "「新しいセンターをつくる」を選び、登録コードを1文字まちがえて入れる",
		tap("新しいセンターをつくる"), field("登録コード"), typed(mistype(code)),
		field("この端末の名前"), typed("庁内PC-11"), tap("次へ"), see("登録コードに打ちまちがいがあるようです。"))
	t.shot(o, "mistyped-code")
	t.at(o, "正しいコードを入れ直す", field("登録コード"), key("Ctrl+A"), typed(code), tap("次へ"), seeWithin(20, "最初の職員"))
	t.at(o, "最初の職員は大沢（センター長）", all(
		field("氏名"), typed(founder), tap("えらぶ"), tap("センター長"),
		field("新しいパスワード"), typed(password), field("もう一度"), typed(password))...)
	t.shot(o, "founder")
	t.at(o, "センターをつくり、復旧シートを見る", tap("センターをつくる"), seeWithin(40, "復旧シート"), see("印刷用のPDFを保存"))
	t.shot(o, "recovery-sheet")
	t.at(o, "はじめての「今日」", tap("あとでつくる"), seeWithin(20, "先に片づけること"), seeWithin(20, "同期済み…"))
	t.shot(o, "empty-today")
	addStaff(t, nurse, "保健師", "母子保健")
	addStaff(t, worker, "相談員", "児童福祉")
	t.shot(o, "staff")
	newFamily(t)
}

// mistype changes the last sign of a code.
func mistype(code string) string {
	if code == "" {
		return code
	}
	last := "7"
	if code[len(code)-1] == '7' {
		last = "8"
	}
	return code[:len(code)-1] + last
}

func addStaff(t *Tour, name, job, role string) {
	t.at(on.office, "職員 "+name+"（"+job+"）を加える",
		tap("設定"), tap("職員"), see("職員を加える"), tap("職員を加える"), see("はじめのパスワード"),
		field("氏名"), typed(name), tap("えらぶ"), tap(job), tapIn("役割", role),
		field("はじめのパスワード"), typed(password), tap("追加"),
		seeWithin(20, "職員を加えました"), gone("職員を加えました"))
}

// newFamily makes the case of the family 森田.
func newFamily(t *Tour) {
	o := on.office
	t.at(o, "新しいケース: 森田家", all(
		tap("ケース"), see("新しいケース"), tap("新しいケース"), see("ケースをつくる"),
		fill("家名", "森田", "ふりがな", "もりた", "住所", "ひばり市田無町4丁目1-2", "電話", "042-000-3311", "支援の方針", policy))...)
	t.shot(o, "new-case")
	t.at(o, "母と、21日前に生まれた長女",
		nthField("名", 0), typed("さくら"), nthField("名のふりがな", 0), typed("さくら"),
		nthField("生年月日", 0), typed("h9.5.3"),
		nthField("名", 1), typed("ひより"), nthField("名のふりがな", 1), typed("ひより"),
		tapNthIn("性別", 1, "女"),
		nthField("生年月日", 1), typed(birthDay()),
		field("出生体重"), typed("3020"), tap("ケースをつくる"), seeWithin(20, "こどもを見た日"), see("…ひより…"))
	t.at(o, "退院時の体重を書く",
		tap("計測を足す"), see("計測した日（必須）"), field("計測した日"), key("Ctrl+A"), typed(dischargeDay()),
		field("体重"), typed("2890"), field("場所"), typed("退院時"), tap("保存"), seeWithin(10, "保存しました"))
	t.shot(o, "case")
}
