package tour

import (
	"context"
	"time"
)

const unfinished = "上の子のときも夜は眠れなかったと話し、"

// cut kills the laptop in the middle of a sentence and lets both stations
// change the same family.
func cut(_ context.Context, t *Tour) {
	l, o := on.laptop, on.office
	t.at(l, "電話番号を直す: 042-000-3317、住所も足す",
		tap("森田 家"), tap("あらまし"), tap("家庭の情報を直す"), see("はじめの区分"),
		field("電話"), key("Ctrl+A"), typed("042-000-3317"),
		field("住所"), key("Ctrl+A"), typed("ひばり市田無町4丁目1-2 ひばり荘203"),
		field("支援の方針"), key("Ctrl+A"), typed(policy+"夜間の授乳は助産師と相談する。"), tap("保存"), seeWithin(10, "保存しました"))
	t.at(o, "庁内でも電話番号を直す: 042-000-3320、ケース番号を付ける",
		tap("ケース"), tap("森田 家"), seeWithin(10, "家庭の情報を直す"), tap("家庭の情報を直す"), see("はじめの区分"),
		field("電話"), key("Ctrl+A"), typed("042-000-3320"),
		field("ケース番号"), key("Ctrl+A"), typed("R8-0123"),
		field("支援の方針"), key("Ctrl+A"), typed(policy+"父の帰りの時間を確かめる。"), tap("保存"), seeWithin(10, "保存しました"))
	t.at(l, "経過を書きはじめる", tap("経過を書く"), seeWithin(10, "事実（見たこと・起きたこと）"),
		tapIn("方法", "えらぶ"), tap("電話"), field("事実（見たこと・起きたこと）"), typed(unfinished), seeWithin(5, "下書きを保存しました…"))
	t.shot(l, "unfinished-note")
	t.at(l, "続きを打っている途中で", typed("祖母が"))
	t.try("持出端末の電源が切れる（SIGKILL）", func() error {
		l.kill()
		return nil
	})
	t.try("持出端末をもう一度開く", func() (err error) {
		on.laptop, err = t.startStation("持出端末L-02", "laptop")
		return err
	})
	if t.failed != nil {
		return
	}
	l = on.laptop
	t.at(l, "だれが使うかをきかれる", seeWithin(60, "だれが使いますか"), see("…L-02"))
	t.shot(l, "sign-in")
	t.at(l, "まちがったパスワードでは開かない。プログラムは動いている",
		field("パスワード"), typed(wrong), tap("開く"), seeWithin(20, "パスワードがちがいます。"))
	t.shot(l, "wrong-password")
	t.at(l, "正しいパスワードで開く。書きかけが「今日」にある",
		field("パスワード"), key("Ctrl+A"), typed(password), tap("開く"), seeWithin(30, "書きかけ"))
	t.shot(l, "draft-survived")
	t.at(l, "続きを書く: 最後に止まったところまで残っている", tap("続きを書く"), seeWithin(10, "事実（見たこと・起きたこと）"), see("…"+unfinished+"…"))
	t.shot(l, "draft-continued")
}

// reconcile brings the center back.
func reconcile(_ context.Context, t *Tour) {
	l, o := on.laptop, on.office
	t.at(o, "庁内PCはまだ持出端末の訪問を知らない", tap("経過"), see("体重 2,890 g"), gone("…新生児訪問…"))
	back := time.Now()
	t.try("センターを動かす", func() error { return t.center.start() })
	t.at(l, "持出端末がひとりでに同期する", seeWithin(60, "同期済み…"))
	t.at(o, "庁内PCに訪問が出る", seeWithin(60, "…新生児訪問…"))
	t.say("　　センターが戻ってから " + time.Since(back).Round(time.Second).String())
	t.shot(o, "visit-arrived")
	t.at(o, "訪問の記録を読む", tap("…新生児訪問…"), seeWithin(10, "変更の履歴"), see("3,410 g"))
	t.shot(o, "record")
	t.at(o, "「今日」に食いちがいがある", tap("今日"), seeWithin(20, "…が食いちがい　森田 家"))
	t.shot(o, "office-today")
	t.at(o, "電話番号の2つの値をくらべ、持出端末のものにする",
		tap("決める"), seeWithin(10, "森田 家　2か所が食いちがっています"),
		Deed{Do: "tap", In: "042-000-3317", Text: "これにする"}, see("これにします"), tap("この案にする"))
	t.at(o, "理由を書く", field("理由"), typed("母に電話で確かめた"))
	t.shot(o, "conflict")
	t.at(o, "決める", tap("決める"), seeWithin(10, "決まりました。理由は履歴に残ります。"), tap("あらまし"), seeWithin(10, "…042-000-3317…"), see("…R8-0123"), see("…ひばり荘203…"), see(policy+"父の帰りの時間を確かめる。夜間の授乳は助産師と相談する。"))
	t.shot(o, "settled")
	t.at(l, "持出端末にも届く", tap("今日"), seeWithin(20, "同期済み…"),
		key("Ctrl+K"), typed("0420003317"), seeWithin(5, "森田 家"))
	t.shot(l, "search-phone")
	t.at(l, "見つかった家庭を開く", key("Return"), seeWithin(10, "こどもを見た日"), seeWithin(10, "…R8-0123"))
	t.shot(l, "case-on-laptop")
	for _, s := range []*Station{o, l} {
		t.at(s, "すべて同期済み", seeWithin(30, "同期済み…"))
	}
}
