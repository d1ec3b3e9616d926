package tour

import "context"

// What somebody writes who does not know yet that she has left, and who
// decides about it.
const (
	lateWords   = "母から電話。夜は祖母が来てくれている。"
	taken       = "中野の担当を柏木が引きつぐ"
	coordinator = "三浦"
)

// leave removes somebody whose laptop is away. What she writes on it waits in
// the hold box when it comes, whoever of the two machines is back first: the
// center has the removal before the laptop is switched on.
func leave(_ context.Context, t *Tour) {
	l, o := on.laptop, on.office
	addStaff(t, coordinator, "統括支援員", "統括支援員")
	t.at(o, "三浦も庁内PCを使えるようにする", tapIn(coordinator, "この端末で使えるようにする"), seeWithin(5, "三浦 さん本人…"),
		field("三浦 さんのパスワード"), typed(password), tap("使えるようにする"), seeWithin(20, "この端末で使えるようになりました"))
	t.at(l, "すべて同期済み", seeWithin(30, "同期済み…"))
	t.try("中野が持出端末を閉じて持ち帰る", func() error { return l.quit() })
	t.at(o, "センター長の大沢が、中野を職員から外そうとする", tap("設定"), tap("職員"), seeWithin(10, "職員を加える"),
		tapIn(nurse, "外す"), seeWithin(5, "…預かり箱…"))
	t.shot(o, "remove-staff")
	t.at(o, "外す", Deed{Do: "tap", Text: "外す", In: "やめる"}, seeWithin(10, "外れている人"))
	t.at(o, "引きつぎを経過に書く。センターに届くまで待つ", writeNote(taken)...)
	t.at(o, "届いた。先に書かれた外す変更も届いている", tap("経過"), seeWithin(10, "…"+taken+"…"),
		Deed{Do: "gone", Text: "この端末にだけ", Seconds: 60}, seeWithin(30, "同期済み…"))
	t.try("持出端末に電波が届かない（センターを止める）", func() error { return t.center.stop() })
	t.try("中野が持出端末を開く", func() (err error) {
		on.laptop, err = t.startStation("持出端末L-02", "laptop")
		return err
	})
	if t.failed != nil {
		return
	}
	l = on.laptop
	t.at(l, "外されたことを知らない中野が使う", seeWithin(60, "だれが使いますか"),
		field("パスワード"), typed(password), tap("開く"), seeWithin(30, "先に片づけること"), seeWithin(30, "オフライン…"))
	t.at(l, "経過を書いて確定する", all(writeNote(lateWords), seeWithin(10, "この端末にだけ"))...)
	t.shot(l, "late-note")
	t.at(o, "庁内では統括支援員の三浦が使う", key("Ctrl+L"), seeWithin(20, "だれが使いますか"), tap(coordinator),
		field("パスワード"), typed(password), key("Return"), seeWithin(30, "先に片づけること"))
	t.try("センターを動かす", func() error { return t.center.start() })
	takeIn(t, o)
	t.at(o, "また大沢が使う", key("Ctrl+L"), seeWithin(20, "だれが使いますか"), tap(founder),
		field("パスワード"), typed(password), key("Return"), seeWithin(30, "先に片づけること"))
	t.at(o, "受け渡しのきまり", tap("設定"), tap("受け渡し"), seeWithin(10, "受け渡しのきまり"))
	t.shot(o, "bundle-policy")
}

// writeNote opens the family and confirms a note about a telephone call.
func writeNote(words string) []Deed {
	return []Deed{
		tap("ケース"), seeWithin(10, "新しいケース"), tap("森田 家"), seeWithin(10, "あらまし"), tap("あらまし"),
		seeWithin(10, "経過を書く"), tap("経過を書く"), seeWithin(10, "事実（見たこと・起きたこと）"),
		field("事実（見たこと・起きたこと）"), key("Ctrl+A"), typed(words),
		seeWithin(10, "下書きを保存しました…"), tap("確定する"), gone("事実（見たこと・起きたこと）"),
	}
}

// takeIn finds in the hold box what came late, and decides.
func takeIn(t *Tour, o *Station) {
	t.at(o, "「今日」に、預かっているものが出る", seeWithin(90, "…預か…"))
	t.shot(o, "held-today")
	t.at(o, "預かり箱を見る", tap("設定"), tap("端末"), tap("預かり箱"), seeWithin(30, "…夜は祖母が…"))
	t.shot(o, "hold-box")
	t.at(o, "理由を書いて取り入れる", field("理由"), typed("中野に電話で確かめた"), tap("選んだものを取り入れる"),
		seeWithin(20, "取り入れました。だれが書いたかは履歴に残ります。"), seeWithin(20, "預かっているものはありません"))
	t.at(o, "ケースの経過に入っている", tap("ケース"), seeWithin(10, "新しいケース"), tap("森田 家"), seeWithin(10, "あらまし"),
		tap("経過"), seeWithin(20, "…夜は祖母が…"))
	t.shot(o, "taken-in")
}
