package tour

import "context"

// report takes a call, sees the child and goes to the meeting.
func report(_ context.Context, t *Tour) {
	s := on.city
	t.at(s, "受付: いま開いているもの", tap("受付"), seeWithin(10, "新しい受付"), seeWithin(10, "受付番号"))
	t.shot(s, "intakes")
	t.at(s, "保育所から電話。名前を打つと、もうある家庭が出る",
		tap("新しい受付"), seeWithin(10, "こどもの姓（かな可）"),
		tapIn("だれから", "保育所"),
		field("こどもの姓（かな可）"), typed("おのでら"), seeWithin(10, "この家庭かもしれません…"))
	t.shot(s, "intake-known")
	t.at(s, "その家庭に受け付け、聞いたことをそのまま書く",
		tap("この家庭に受け付ける"), seeWithin(10, "この受付のこども（何人でも）"), tap("大翔…"), tap("絃…"),
		tapIn("種別（主）", "ネグレクト"),
		field("聞いたこと（そのままのことばで）"), typed("3日続けて同じ服。昼食をかき込み、「ママねてる」と話す。"))
	t.shot(s, "intake")
	t.at(s, "受け付けて、緊急受理会議をひらく", tap("受け付けて、緊急受理会議をひらく"), seeWithin(20, "会議を始める"))
	t.shot(s, "intake-meeting")
	t.at(s, "受付に戻ると、時計が動いている", tap("受付"), seeWithin(10, "受付番号"))
	t.shot(s, "intakes-running")
	t.at(s, "いちばん急ぐ受付を開く", tap("残り…"), seeWithin(10, "つぎにすること"))
	t.shot(s, "report")
	t.at(s, "まだ会えていない妹の安全確認を書く", tapNth("安全確認を記録", 1), seeWithin(10, "確かめた日時（必須）"))
	t.shot(s, "safety-check")
	t.at(s, "家庭を訪ねて会えた", tap("家庭訪問"), field("こどもの様子・ことば"), typed("母に抱かれて眠っている。手足に傷はない。"),
		tapIn("傷・あざ", "なし"), tapIn("結果（必須）", "要観察"), tap("保存"), seeWithin(10, "…会えました…"), gone("確かめた日時（必須）"))
	t.shot(s, "report-seen")
}

// plan looks at how a family is judged and what is planned for it.
func plan(_ context.Context, t *Tour) {
	s := on.city
	t.at(s, "小野寺家の評価: 両方の判断と合意", tap("小野寺 家のケースを開く"), seeWithin(10, "こどもを見た日"),
		tap("評価"), seeWithin(10, "区分と重症度の移りかわり"))
	t.shot(s, "case-assess")
	t.at(s, "プラン", tap("プラン"), seeWithin(10, "つぎの見直し"))
	t.shot(s, "case-plan")
	t.at(s, "家族に渡す版", tap("家族に渡す版"), seeWithin(10, "この文面だけが家族に渡ります"))
	t.shot(s, "case-plan-handed")
	t.at(s, "会議", tapNth("会議", 1), seeWithin(10, "会議にかける"))
	t.shot(s, "case-meetings")
	t.at(s, "履歴", tap("履歴"), seeWithin(10, "変えた欄"))
	t.shot(s, "case-history")
}

// registry shows what the coordinator runs the center by.
func registry(_ context.Context, t *Tour) {
	s := on.city
	t.at(s, "進行管理台帳", tap("台帳"), seeWithin(10, "進行管理台帳"), seeWithin(10, "現認から"))
	t.shot(s, "registry")
	t.at(s, "学校・園でまとめる", tap("まとめない"), tap("学校・園でまとめる"), gone("まとめない"))
	t.shot(s, "registry-grouped")
	t.at(s, "列を選ぶ", tap("列を選ぶ"), seeWithin(10, "この列で見る"))
	t.shot(s, "registry-columns")
	t.at(s, "閉じる", key("Escape"), gone("この列で見る"))
	t.at(s, "進みぐあい", tap("進みぐあい"), seeWithin(10, "48時間の安全確認"))
	t.shot(s, "progress")
	t.at(s, "資源", tap("資源"), seeWithin(10, "資源を足す"))
	t.shot(s, "resources")
	t.at(s, "会議", tapNth("会議", 0), seeWithin(10, "会議をひらく"))
	t.shot(s, "meetings")
	t.at(s, "設定の期限", tap("設定"), tap("期限"), seeWithin(5, "値を変える"))
	t.shot(s, "settings-rules")
}

// decide is what waits for those who decide.
func decide(_ context.Context, t *Tour) {
	s := on.city
	t.at(s, "統括支援員の三浦が使う", signIn("三浦")...)
	t.shot(s, "coordinator-today")
	t.at(s, "同じ家庭かもしれない2つを見くらべる", tapNth("決める", 0), seeWithin(10, "同じ家庭かもしれません"))
	t.shot(s, "twins")
	t.at(s, "いまは決めない", key("Escape"), gone("同じ家庭かもしれません"))
	t.at(s, "決裁", tap("決裁"), seeWithin(10, "自分の番"))
	t.shot(s, "approvals")
	t.at(s, "出された文書を読む", tapNth("統括支援員の番", 0), seeWithin(10, "決裁の順"))
	t.shot(s, "approval")
	t.at(s, "承認する", field("ひとこと・差戻しの理由"), typed("よい計画です。"), tap("承認する"), seeWithin(10, "承認しました"), gone("承認しました"))
	t.shot(s, "approval-done")
	t.at(s, "文書を開くと、ケースのサービスに着く", tap("文書を開く"), seeWithin(10, "サービスをすすめる"), seeWithin(10, "…養育支援訪問…"))
	t.shot(s, "case-services")
	t.at(s, "合同ケース会議を開く", tapNth("会議", 0), seeWithin(10, "会議をひらく"), tapNth("合同ケース会議…", 1), seeWithin(10, "会議を始める"))
	t.shot(s, "meeting")
	t.at(s, "読めない様式を取り込もうとする", tap("設定"), tap("様式"), field("ファイルの場所"), typed("/no/such/risk.json"), tap("取り込む"),
		seeWithin(5, "このファイルは読めません。"))
	t.shot(s, "settings-forms")
	t.at(s, "センター長の大沢が使い、指導委託の決裁を読む", append(signIn("大沢"),
		tap("決裁"), seeWithin(10, "自分の番"), tap("田島 家…"), seeWithin(10, "決裁の順"))...)
	t.shot(s, "approval-director")
	t.at(s, "文書を開くと、ケースの書類に着く", tap("文書を開く"), seeWithin(10, "児童相談所とのやりとり"))
	t.shot(s, "case-documents")
	t.at(s, "また中野が使う", signIn("中野")...)
}

// signIn locks the window and opens it for somebody of the made-up city.
func signIn(name string) []Deed {
	return []Deed{
		key("Ctrl+L"), seeWithin(20, "だれが使いますか"), tap(name + "…"),
		field("パスワード"), typed("hibari-demo"), key("Return"), seeWithin(60, "先に片づけること"), seeWithin(30, "残り…"),
	}
}

// tapNth presses the second text of its kind and further ones.
func tapNth(text string, n int) Deed { return Deed{Do: "tap", Text: text, Nth: n} }
