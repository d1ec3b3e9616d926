package tour

import "context"

// join enrols the laptop with a code that the office shows.
func join(_ context.Context, t *Tour) {
	o := on.office
	t.at(o, "設定の「端末」で「端末を登録」を押す",
		tap("設定"), tap("端末"), see("端末を登録"), tap("端末を登録"), seeWithin(15, "YORI1…"))
	t.shot(o, "enrol-station")
	code := t.read(o, "YORI1…")
	t.at(o, "コードの画面を閉じる", tap("閉じる"), gone("YORI1…"))
	t.try("持出端末 L-02 でよりそいを開く", func() (err error) {
		on.laptop, err = t.startStation("持出端末L-02", "laptop")
		return err
	})
	if t.failed != nil {
		return
	}
	l := on.laptop
	t.at(l, "「コードで参加する」を選び、コードと名前を入れる",
		seeWithin(60, "コードで参加する"), tap("コードで参加する"), field("登録コード"), typed(code),
		field("この端末の名前"), typed("L-02"), tap("持出端末"))
	t.shot(l, "join")
	t.at(l, "一覧から中野を選び、パスワードを入れる",
		tap("次へ"), seeWithin(20, "あなたはだれですか"), tap("…中野…"), field("パスワード"), typed(password))
	t.shot(l, "who-are-you")
	t.at(l, "この端末を使う。承認されるまで、何も届かない",
		tap("この端末を使う"), seeWithin(40, "承認を待っています"), see("この端末の印"), see("…大沢（センター長）…"))
	t.shot(l, "waiting")
	t.at(o, "庁内で大沢が、電話で印を読みあわせて承認する",
		seeWithin(30, "承認待ち"), tap("L-02"), see("「L-02」を承認しますか"))
	t.shot(o, "waiting-judge")
	t.at(o, "承認する", tap("同じなので承認する"), gone("「L-02」を承認しますか"))
	t.at(l, "庁内の記録が届く",
		seeWithin(40, "先に片づけること"), seeWithin(30, "同期済み…"), seeWithin(10, "…森田 家…"))
	t.shot(l, "laptop-today")
	t.at(o, "庁内PCの端末の一覧に L-02 が出る", see("設定"), seeWithin(20, "L-02"))
	t.shot(o, "stations")
}

// visitOffline records the newborn visit without a network.
func visitOffline(_ context.Context, t *Tour) {
	t.try("センターを止める（ネットワークのない場所）", func() error { return t.center.stop() })
	l := on.laptop
	t.at(l, "同期の状態が「オフライン」になる", seeWithin(30, "オフライン…"))
	t.at(l, "訪問の画面で森田家をさがす",
		tap("訪問"), field("だれの家庭を訪問しますか"), typed("もりた"), seeWithin(5, "…さくら…"))
	t.shot(l, "visit-search")
	t.at(l, "訪問を始める。種別・児・前回の体重は書かれている",
		Deed{Do: "tap", Text: "訪問を始める", Nth: 1}, seeWithin(10, "新生児訪問 森田 家"), see("この訪問"))
	t.at(l, "面接できた", tapIn("結果（必須）", "面接できた"), seeWithin(5, "下書きを保存しました…"))
	t.shot(l, "visit-begin")
	t.at(l, "体重を入れると、曲線の上の位置と1日あたりが出る",
		Deed{Do: "tap", In: "この訪問", Text: "計測"}, field("体重"), typed("3410"), see("…g/日"), see("…パーセンタイル…"),
		field("身長"), typed("51.2"), seeWithin(5, "下書きを保存しました…"))
	t.shot(l, "visit-weight")
	epds(t, l)
	t.at(l, "記録を書く",
		Deed{Do: "tap", In: "この訪問", Text: "記録"}, field("訪問の記録"),
		typed("母は玄関で笑顔で迎える。居室は片づき、室温は適切。授乳は直接母乳で1日10回、児は力強く吸う。夜間の授乳がつらいと話し、夫の帰宅は22時ごろで日中は二人きり。話すうちに涙ぐむ場面があり、ねむれない日が続いている。"),
		seeWithin(5, "定型文 F2　1…"))
	t.shot(l, "visit-note")
	t.at(l, "確定する。オフラインのまま残る", tap("確定する"), seeWithin(10, "この端末にだけ"))
	t.shot(l, "visit-confirmed")
	t.at(l, "同期の状態を押すと、どこまで届いたかが分かる", tap("オフライン…"), see("いま試す"))
	t.shot(l, "sync-panel")
	t.at(l, "閉じる", tap("閉じる"), gone("いま試す"))
}

// epds scores the questionnaire, item 10 with it.
func epds(t *Tour, l *Station) {
	deeds := []Deed{
		{Do: "tap", In: "この訪問", Text: "質問票"},
		{Do: "tap", In: "EPDS（産後のこころ）", Text: "ひらく"},
	}
	for _, item := range []string{"1 笑い", "2 楽しみ", "3 自責", "4 不安", "5 恐怖", "6 対処できない感じ", "7 不眠", "8 悲しさ", "9 涙"} {
		deeds = append(deeds, tapIn(item, "1"))
	}
	deeds = append(deeds, tapIn("10 自傷", "1"), see("…今日のうちに…"))
	t.at(l, "EPDS を採点する。項目10に点がつくと、することが出る", deeds...)
	t.shot(l, "visit-epds")
}
