package widget_test

import (
	"errors"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// The gallery draws pages from the widgets, in light, dark and large. With
// YORISOI_GALLERY=DIR it leaves the pictures there; without, it proves that
// every page can be drawn inside the window.
func TestGallery(t *testing.T) {
	looks := []struct {
		name string
		o    theme.Options
	}{
		{"light", theme.Options{}},
		{"dark", theme.Options{Mode: theme.Dark}},
		{"large", theme.Options{Scale: 1.5}},
	}
	pages := []struct {
		name string
		page func() fyne.CanvasObject
	}{
		{"today", todayPage}, {"intake", intakePage}, {"conflict", conflictPage}, {"parts", partsPage}, {"charts", chartsPage}, {"list", listPage},
	}
	for _, l := range looks {
		for _, p := range pages {
			t.Run(l.name+"/"+p.name, func(t *testing.T) {
				start(t, l.o)
				width, height := float32(1366), float32(768)
				if l.o.Scale > 1 {
					width, height = 1920, 1080
				}
				w := show(t, galleryFrame(p.page()), width, height)
				picture(t, w, p.name+"-"+l.name)
				if got := w.Canvas().Size(); got.Width > width {
					t.Errorf("page needs a width of %v", got.Width)
				}
			})
		}
	}
}

func galleryFrame(page fyne.CanvasObject) fyne.CanvasObject {
	rail := widget.NewRail([]widget.RailItem{
		{ID: "today", Icon: "today", Word: "今日", Badge: 3},
		{ID: "case", Icon: "case", Word: "ケース"},
		{ID: "intake", Icon: "phone", Word: "受付"},
		{ID: "visit", Icon: "visit", Word: "訪問"},
		{ID: "meeting", Icon: "meeting", Word: "会議"},
		{ID: "registry", Icon: "registry", Word: "台帳"},
		{ID: "statistics", Icon: "statistics", Word: "統計"},
		{ID: "resource", Icon: "resource", Word: "資源"},
		{ID: "settings", Icon: "settings", Word: "設定"},
	}, nil)
	rail.Select("today")
	bar := widget.NewTopBar(widget.TopBarLabels{Search: "名前・かな・電話・生年月日でさがす", Hint: "Ctrl+K", Lock: "ロック"})
	bar.SetSync(theme.Done, "同期済み 14:32")
	bar.SetPerson("中野", "中野（保健師）")
	tabs := widget.NewTabStrip(nil, nil)
	tabs.Set([]widget.Tab{
		{ID: "today", Word: "今日", Pinned: true}, {ID: "m", Word: "森田 家"}, {ID: "o", Word: "小野寺 家"},
	}, "today")
	right := widget.RowsFill(0, bar, tabs, widget.NewScroll(widget.PadXY(3, 2.25, page)))
	return onPaper(widget.Beside(0, rail, right))
}

func todayPage() fyne.CanvasObject {
	task := func(tone theme.Tone, when, title, detail, action string) fyne.CanvasObject {
		return widget.NewTaskRow(widget.Task{Tone: tone, When: when, Title: title, Detail: detail, Action: action}, nil)
	}
	first := widget.Rows(1.5,
		widget.Rows(0,
			task(theme.Late, "残り 5時間12分", "安全確認  小野寺 家 長女（1歳4か月）", "11/18 19:40 受理・保育所より・担当 柏木", "開く"), widget.NewRule(),
			task(theme.Late, "端末にだけ", "安全確認の結果  1件が未同期", "L-04（柏木） 最終同期 11/20 9:05", "見る"), widget.NewRule(),
			task(theme.Late, "現認なし 34日", "早川 家  長男（1歳2か月）", "前回 10/17 訪問・要支援・担当 中野", "開く"), widget.NewRule(),
			task(theme.Soon, "今日まで", "サポートプラン見直し  藤代 家", "第2版・目標 3（達成 1）", "開く"), widget.NewRule(),
			task(theme.Todo, "競合 1件", "電話番号が2つ  堀 家", "中野（L-02）と 柏木（庁内PC-11）", "決める"),
		),
		widget.NewRule(),
		widget.NewText("赤 = 期限切れ・現認なし  橙 = 今日か近日  青 = すること", widget.Small),
	)
	visit := func(when, who, note string, chips ...fyne.CanvasObject) fyne.CanvasObject {
		return widget.Rows(0.5, widget.NewText(when+"  "+who, widget.Strong), widget.NewText(note, widget.Small), widget.Line(1, chips...))
	}
	visits := widget.Rows(2,
		visit("10:30", "新生児訪問  森田 家", "生後21日・母子・第1子  田無町4丁目", widget.NewChip("持出ずみ", theme.Ours), widget.NewChip("質問票 3", theme.Grey)),
		visit("13:30", "全戸訪問  井口 家", "生後3か月2日（修正 2か月5日） 期限 12/17", widget.NewChip("持出ずみ", theme.Ours)),
		visit("15:30", "養育支援訪問  早川 家", "要支援・2人訪問（中野・柏木）", widget.NewChip("まだ持ち出していない", theme.Soon)),
		widget.Line(1.25, widget.NewPrimary("訪問を始める", nil), widget.NewButton("3件を持ち出す", nil)),
	)
	news := widget.Rows(1)
	for i := range 5 {
		news.Add(widget.NewSpans(widget.Style{Size: theme.SizeSmall},
			widget.Span{Text: fmt.Sprintf("14:%02d  ", 10+i), Color: theme.Muted},
			widget.Span{Text: "柏木：", Color: theme.Muted}, widget.Span{Text: "小野寺 家", Bold: true}, widget.Span{Text: " 受付を追加"}))
	}
	return widget.Rows(1.75,
		widget.PageHead("令和8年11月20日（金）", "先に片づけること 6件  今日の訪問 3件"),
		widget.Columns(2, []float32{4.84, 3.84, 3.26},
			widget.NewCard("先に片づけること", first),
			widget.NewCard("今日の訪問", visits),
			widget.NewCard("前に見てから", news)),
	)
}

var errDate = errors.New("no such date")

func galleryDate(s string) (string, string, error) {
	if s == "r8.11.22" || s == "2026/11/22" {
		return "2026-11-22", "令和8年11月22日（日）", nil
	}
	return "", "", errDate
}

func intakePage() fyne.CanvasObject {
	opts := func(words ...string) []widget.Option {
		out := make([]widget.Option, len(words))
		for i, w := range words {
			out[i] = widget.Option{Code: fmt.Sprint(i), Word: w}
		}
		return out
	}
	from := widget.NewChoiceField("だれから", "えらぶ", opts("家族", "近隣", "保育所", "学校", "警察"))
	from.SetCode("2")
	how := widget.NewChoiceField("方法", "えらぶ", opts("電話", "来所", "文書", "189"))
	how.SetCode("0")
	name := widget.NewEntry("こどもの名前（かな可）")
	name.SetText("おのでら")
	born := widget.NewDateField("生年月日", galleryDate, func(error) string { return "日付として読めません" })
	born.SetISO("2026-11-22")
	phone := widget.NewEntry("電話")
	phone.SetPlaceholder("042-000-0000")
	phone.SetError("数字の数が足りません")
	weight := widget.NewNumberField("体重", "g", 0)
	weight.SetValue("3410")
	list := widget.NewChoiceField("経路", "えらんでください", opts("1", "2", "3", "4", "5", "6", "7"))
	many := widget.NewMultiChoice("種別", opts("身体的", "性的", "ネグレクト", "心理的"))
	many.SetCodes([]string{"2"})
	note := widget.NewNoteEditor("聞いたこと（そのままのことばで）")
	note.SetText("3日続けて同じ服。昼食をかき込み、午睡後に「ママねてる」と話す。迎えは連絡がつかず19時を過ぎる日が続く。")
	left := widget.Rows(1.5,
		widget.NewCard("", widget.Columns(2, []float32{1, 1}, from, how)),
		widget.NewCard("", widget.Rows(1,
			widget.Columns(2, []float32{3, 3, 1.6}, name, born, weight),
			widget.NewBanner(theme.Todo, "もう記録があります", "小野寺 家  長男 3歳・長女 1歳4か月（要保護） 南町2丁目  担当 柏木", widget.NewSmall("この家庭に受け付ける", nil)),
			widget.Columns(2, []float32{1, 1}, phone, list),
			many)),
		widget.NewCard("", note),
	)
	deadline := widget.NewCard("48時間", widget.Rows(0.5,
		widget.NewText("保存すると安全確認の期限は", widget.Body),
		widget.NewText("11/22（日）14:41", widget.Heading),
		widget.NewText("休日も数えます。会って見たときだけ止まります。", widget.SmallPara)))
	deadline.SetTone(theme.Late)
	right := widget.Rows(1.5, deadline,
		widget.NewCard("いま確かめる", widget.Ruled(
			widget.KeyValue("こどもはいまどこに", "保育所", theme.Grey),
			widget.KeyValue("いま安全か", "わからない", theme.Soon),
			widget.KeyValue("きょうだい", "長女・自宅？", theme.Grey))),
		widget.NewCard("", widget.Rows(1.25,
			widget.NewPrimary("受け付けて、緊急受理会議をひらく", nil),
			widget.NewButton("受け付けるだけ", nil),
			widget.NewText("通告者の情報は、受けた人・統括支援員・センター長だけが読めます。", widget.SmallPara))))
	return widget.Rows(1.75,
		widget.PageHead("受付", "R8-虐-0317（仮） 11/20 14:41 から通話 6分"),
		widget.Columns(2.5, []float32{2, 1}, left, right))
}

func conflictPage() fyne.CanvasObject {
	side := func(text string, tone theme.Tone, from, to int, who string) fyne.CanvasObject {
		return widget.NewCard("", widget.Rows(1, widget.NewNoteText(text, widget.Mark{From: from, To: to, Tone: tone}),
			widget.NewText(who, widget.Small), widget.Line(1, widget.NewSmall("これにする", nil))))
	}
	empty := widget.NewCard("", widget.EmptyState("conflict", "ほかに食いちがいはありません", "二人が同じところを知らずに直したとき、ここに並びます。", widget.NewButton("今日にもどる", nil)))
	return widget.Rows(1.75,
		widget.PageHead("堀 家  2か所が食いちがっています", "", widget.NewPrimary("決める", nil)),
		widget.NewText("たがいの変更を知らずに書かれました。どちらも残っています。選んだものと理由は履歴に残ります。", widget.Quiet),
		widget.NewCard("支援の方針", widget.Columns(2, []float32{1, 1, 1},
			side("学校と週1回連絡を取り、登校後に保健室で朝食を確認する。父の就労相談につなぐ。", theme.Ours, 12, 26, "中野  11/19 15:24"),
			side("学校と週1回連絡を取り、父の就労相談につなぐ。12月の三者面談に同席する。", theme.Soon, 23, 36, "柏木  11/19 16:05"),
			side("学校と週1回連絡を取り、登校後に保健室で朝食を確認する。父の就労相談につなぐ。12月の三者面談に同席する。", theme.Ours, 12, 26, "両方を合わせた案"))),
		empty)
}

func partsPage() fyne.CanvasObject {
	fold := widget.NewFoldSection("母", widget.FoldLabels{Open: "ひらく", Close: "とじる"}, false, widget.NewText("…", widget.Body))
	fold.SetSummary("正常分娩 38週4日・母乳・睡眠 断続 5時間・EPDS 8")
	open := widget.NewFoldSection("質問票", widget.FoldLabels{Open: "ひらく", Close: "とじる"}, true, widget.NewBanner(theme.Late,
		"EPDS 項目10 に「ある」", "合計点にかかわらず、今日のうちに統括支援員へ。", widget.NewSmall("電話する", nil), widget.NewSmall("会議にかける", nil)))
	open.SetSummary("育児支援 9/9  EPDS 10/10  気持ち 6/10")
	steps := widget.NewStepList([]widget.Step{
		{ID: "m", Title: "母", State: widget.StepDone}, {ID: "g", Title: "計測", State: widget.StepHere, Word: "いまここ"},
		{ID: "q", Title: "質問票", State: widget.StepPart, Word: "あと4問"}, {ID: "h", Title: "家庭・支え", Word: "–"},
	}, nil)
	progress := widget.NewProgress("はじめての同期", "やめる")
	progress.Set(0.42, "はじめての同期  12,300件", "あと およそ2分")
	notice := widget.NewNotice()
	notice.Say(theme.Done, "下書きを保存しました 10:52:07", "もどす")
	line := func(e widget.TimelineEntry) fyne.CanvasObject { return widget.NewTimelineRow(e, nil) }
	entries := widget.Rows(0,
		line(widget.TimelineEntry{Day: "11/18", Time: "19:40", Kind: "受付", Tone: theme.Todo, Department: "児童福祉", Who: "柏木", Text: "すみれ保育所から。3日続けて同じ服、迎えに連絡がつかない。48時間の安全確認へ。", State: "この端末にだけ", StateTone: theme.Soon}), widget.NewRule(),
		line(widget.TimelineEntry{Day: "11/12", Time: "14:00", Kind: "合同会議", Department: "両方", Who: "統括", Text: "母子保健は見守り、児童福祉は要支援。第3子の妊娠と父の夜勤を合わせ、要保護で合意。", State: "受領 R8-0887"}))
	big := widget.NewNumberField("体重", "g", 0)
	big.SetBig(true)
	big.SetValue("3410")
	secret := widget.NewSecret("パスワード")
	secret.SetText("himitsu")
	disabled := widget.NewPrimary("確定する", nil)
	disabled.Disable()
	return widget.Rows(1.5,
		widget.NewSubTabs([]widget.Tab{{ID: "a", Word: "あらまし"}, {ID: "b", Word: "経過"}, {ID: "c", Word: "評価"}, {ID: "d", Word: "母子保健"}}, nil),
		widget.NewFilters([]string{"すべて 421", "要保護 168", "要支援 244", "特定妊婦 9"}, nil),
		fold, open,
		widget.Columns(2, []float32{2, 1}, widget.NewCard("経過", entries), widget.NewCard("この訪問", steps)),
		widget.Columns(2, []float32{1, 1, 1}, big, secret, widget.Line(1, disabled, widget.NewDanger("取り消す", nil), widget.NewLink("家族に渡す版", nil))),
		progress, notice)
}

func growth() widget.Growth {
	g := widget.Growth{InWords: "体重は25から50パーセンタイルのあいだ", MaxX: 90}
	for i, p := range []float64{3, 10, 25, 50, 75, 90, 97} {
		c := widget.Curve{Percentile: p}
		for d := 0.0; d <= 180; d += 15 {
			c.Points = append(c.Points, widget.Point{X: d, Y: 2.4 + 0.22*float64(i) + 0.05*d*(1-d/600)})
		}
		g.Curves = append(g.Curves, c)
	}
	g.Child = []widget.Point{{X: 0, Y: 3.0}, {X: 4, Y: 2.89}, {X: 21, Y: 3.81}}
	g.X = []widget.AxisLabel{{At: 0, Text: "0"}, {At: 30, Text: "1か月"}, {At: 60, Text: "2か月"}, {At: 90, Text: "3か月"}}
	g.Y = []widget.AxisLabel{{At: 3, Text: "3kg"}, {At: 5, Text: "5kg"}}
	return g
}

func course() widget.Course {
	return widget.Course{
		From: 0, To: 1340, Today: 1335, TodayWord: "今日",
		Months: []widget.AxisLabel{{At: 0, Text: "R5.3 出生"}, {At: 184, Text: "R5.9"}, {At: 365, Text: "R6.3"}, {At: 549, Text: "R6.9"}, {At: 730, Text: "R7.3"}, {At: 914, Text: "R7.9"}, {At: 1095, Text: "R8.3"}, {At: 1279, Text: "R8.9"}},
		Lanes: []widget.Lane{
			{
				Word:  "母子保健",
				Dots:  []widget.TimeDot{{At: 10, Tone: theme.Ours, ID: "v1", Word: "新生児訪問"}, {At: 40, Tone: theme.Ours, ID: "v2"}, {At: 560, Tone: theme.Ours, ID: "v3"}},
				Spans: []widget.TimeSpan{{From: 190, To: 540, Word: "記録のない 11か月", Tone: theme.Late, Gap: true}},
			},
			{Word: "児童福祉", Dots: []widget.TimeDot{{At: 1000, Tone: theme.Todo, ID: "w1"}, {At: 1330, Tone: theme.Todo, ID: "w2"}}},
			{Word: "所属", Spans: []widget.TimeSpan{{From: 800, To: 1340, Word: "すみれ保育所", Tone: theme.Ours}}},
		},
	}
}

func registryList() *widget.List {
	l := widget.NewList([]widget.Column{
		{Title: "№", Width: 5, AtEnd: true}, {Title: "家庭", Width: 12, Sorts: true}, {Title: "対象", Weight: 1},
		{Title: "年齢", Width: 10, AtEnd: true, Sorts: true}, {Title: "区分", Width: 10}, {Title: "所属", Weight: 1.4},
		{Title: "主担当", Width: 7}, {Title: "現認から", Width: 9, AtEnd: true}, {Title: "注意", Weight: 1.2},
	})
	l.Length = func() int { return 30000 }
	l.RowAt = func(i int) widget.Row {
		row := widget.Row{Cells: []widget.Cell{
			{Text: fmt.Sprint(i + 1)}, {Text: "小野寺 家", Bold: true, Sub: "おのでら"}, {Text: "長男"}, {Text: "1歳4か月"},
			{Text: "要保護", Chip: true, Tone: theme.Late}, {Text: "すみれ保育所のとても長い名前の分園"}, {Text: "柏木"}, {Text: "2日"}, {},
		}}
		if i%3 == 1 {
			row.Tint = theme.Late
			row.Cells[7] = widget.Cell{Text: "34日", Tone: theme.Late}
			row.Cells[8] = widget.Cell{Text: "安全確認 今日", Tone: theme.Soon}
		}
		return row
	}
	l.SetSorted(1, true)
	return l
}

func chartsPage() fyne.CanvasObject {
	return widget.Rows(1.5,
		widget.NewCard("", widget.NewTimeLine(course(), nil)),
		widget.Columns(2, []float32{1, 1},
			widget.NewCard("計測", widget.NewGrowthChart(growth())),
			widget.NewCard("通告（年度）", widget.NewBarChart([]widget.Bar{
				{Word: "H30", Value: 363, Shown: "363"}, {Word: "R1", Value: 284, Shown: "284"}, {Word: "R2", Value: 474, Shown: "474"},
				{Word: "R3", Value: 501, Shown: "501"}, {Word: "R4", Value: 501, Shown: "501", Now: true},
			}, "R4 は H30 の 1.38 倍"))))
}

func listPage() fyne.CanvasObject {
	return widget.RowsFill(1.5, widget.PageHead("進行管理台帳", "児童 412  妊婦 9", widget.NewButton("列を選ぶ", nil), widget.NewButton("表計算へ", nil)),
		widget.NewFilters([]string{"すべて 421", "要保護 168", "要支援 244", "特定妊婦 9"}, nil),
		registryList())
}
