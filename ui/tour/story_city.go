package tour

import "context"

// mistakes shows what is said to a person who slips.
func mistakes(_ context.Context, t *Tour) {
	o := on.office
	t.at(o, "必要なところを空けたまま訪問を確定する",
		tap("訪問"), field("だれの家庭を訪問しますか"), typed("もりた"), seeWithin(5, "…さくら…"),
		Deed{Do: "tap", Text: "訪問を始める", Nth: 1}, seeWithin(10, "この訪問"), tap("確定する"),
		seeWithin(10, "まだ直すところがあり、確定できませんでした。"))
	t.shot(o, "not-complete")
	t.at(o, "下書きを捨てる（一度だけきかれる）", tap("この下書きを捨てる"), see("下書きを捨てますか"))
	t.shot(o, "discard")
	t.at(o, "捨てる", tap("捨てる"), gone("この訪問"))
	t.at(o, "ロックする", key("Ctrl+L"), seeWithin(20, "だれが使いますか"))
	t.at(o, "パスワードを忘れたとき", tap("パスワードを忘れたとき"), seeWithin(5, "書いた記録は…"))
	t.shot(o, "forgotten")
	t.try("両方の端末を閉じる", func() error {
		err := on.office.quit()
		if e := on.laptop.quit(); err == nil {
			err = e
		}
		return err
	})
}

// city shows the made-up city.
func city(_ context.Context, t *Tour) {
	t.try("新しい端末でよりそいを開く", func() (err error) {
		on.city, err = t.startStation("架空の市", "city")
		return err
	})
	if t.failed != nil {
		return
	}
	s := on.city
	t.at(s, "「架空の市で試す」を選ぶ", seeWithin(60, "架空の市で試す"), tap("架空の市で試す"), seeWithin(20, "…/ 300家庭"))
	t.shot(s, "city-making")
	t.at(s, "保健師の中野で「今日」が開く", seeWithin(120, "今日の訪問"), seeWithin(30, "同期済み…"), seeWithin(10, "現認なし…"))
	t.shot(s, "city-today")
	t.at(s, "ケースの一覧", tap("ケース"), seeWithin(10, "すべて 300"))
	t.shot(s, "city-cases")
	t.at(s, "要支援でしぼる", tap("要支援…"), see("要支援…"))
	t.shot(s, "city-cases-filtered")
	t.at(s, "ローマ字のはじめでさがす", key("Ctrl+K"), typed("onod"), seeWithin(5, "小野寺 家"))
	t.shot(s, "city-search")
	t.at(s, "最初の家庭を開く", key("Return"), seeWithin(10, "こどもを見た日"))
	t.shot(s, "city-case")
	t.at(s, "経過", tap("経過"), seeWithin(10, "こどもの声だけ"))
	t.shot(s, "city-course")
	t.at(s, "家族を直す画面", tap("あらまし"), tap("家庭の情報を直す"), see("気をつけること"))
	t.shot(s, "city-edit")
	t.at(s, "閉じる", key("Escape"), gone("気をつけること"))
	t.at(s, "経過を書く", tap("経過を書く"), seeWithin(10, "書き方"))
	t.shot(s, "city-note")
}

// look shows the appearances.
func look(_ context.Context, t *Tour) {
	s := on.city
	t.at(s, "設定", tap("設定"), see("職員"))
	t.shot(s, "settings-staff")
	t.at(s, "設定の「自分」", tap("自分"), seeWithin(5, "パスワードを変える"))
	t.shot(s, "settings-me")
	t.at(s, "設定の「表示」で「暗い」にする", tap("表示"), see("明るさ"), tap("暗い"))
	t.shot(s, "settings-dark")
	t.at(s, "暗い画面の「今日」", tap("今日"), see("先に片づけること"))
	t.shot(s, "dark-today")
	t.at(s, "暗い画面のケース", tap("残り…"), seeWithin(10, "田島 家のケースを開く"), tap("田島 家のケースを開く"), seeWithin(10, "こどもを見た日"))
	t.shot(s, "dark-case")
	t.at(s, "明るく、文字を 150 % にする", tap("設定"), tap("明るい"), tap("150 %"))
	t.shot(s, "large-settings")
	t.at(s, "150 % の「今日」", tap("今日"), see("先に片づけること"))
	t.shot(s, "large-today")
	t.at(s, "150 % の訪問", tap("訪問を始める"), seeWithin(10, "この訪問"))
	t.shot(s, "large-visit")
	t.at(s, "100 % に戻す", tap("設定"), tap("100 %"))
	t.at(s, "英語にする", tap("English"), seeWithin(10, "Appearance"))
	t.shot(s, "english-settings")
	t.at(s, "英語の「今日」", tap("Today"), seeWithin(10, "First of all"))
	t.shot(s, "english-today")
	t.at(s, "英語のケース", tap("田島 family"), seeWithin(10, "Children last seen"))
	t.shot(s, "english-case")
	t.try("閉じる", func() error { return s.quit() })
}
