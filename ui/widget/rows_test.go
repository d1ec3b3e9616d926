package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestTaskRowLeadsToItsTask(t *testing.T) {
	start(t, theme.Options{})
	n := 0
	row := widget.NewTaskRow(widget.Task{Tone: theme.Late, When: "残り 5時間", Title: "安全確認", Detail: "担当 柏木", Action: "開く"}, func() { n++ })
	w := show(t, row, 500, 48)
	test.TapCanvas(w.Canvas(), fyne.NewPos(200, 20))
	test.TapCanvas(w.Canvas(), fyne.NewPos(480, 24))
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeyReturn)
	if n != 3 {
		t.Errorf("opened %d times, want 3", n)
	}
}

func TestStepListLeadsToASection(t *testing.T) {
	start(t, theme.Options{})
	got := ""
	steps := widget.NewStepList([]widget.Step{{ID: "m", Title: "母", State: widget.StepDone}, {ID: "k", Title: "計測", State: widget.StepHere, Word: "いまここ"}}, func(id string) { got = id })
	w := show(t, steps, 300, 200)
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 70))
	if got != "k" {
		t.Errorf("went to %q", got)
	}
	steps.Set([]widget.Step{{ID: "q", Title: "質問票", State: widget.StepPart, Word: "あと4問"}})
	if !strings.Contains(test.RenderToMarkup(w.Canvas()), "あと4問") {
		t.Error("new states are not shown")
	}
}

func TestTimelineRowsShareTheirColumns(t *testing.T) {
	start(t, theme.Options{})
	opened := 0
	a := widget.NewTimelineRow(widget.TimelineEntry{Day: "11/18", Time: "19:40", Kind: "受付", Tone: theme.Todo, Text: strings.Repeat("長い文。", 60), State: "この端末にだけ", StateTone: theme.Soon}, func() { opened++ })
	w := show(t, widget.Rows(0, a), 900, 300)
	test.TapCanvas(w.Canvas(), fyne.NewPos(400, 30))
	if opened != 1 {
		t.Error("pressing the row did not open it")
	}
	if h := a.MinSize().Height; h > 120 {
		t.Errorf("a long text makes the row %v high", h)
	}
}

func TestNoticeSpeaksAndFallsSilent(t *testing.T) {
	start(t, theme.Options{})
	n := widget.NewNotice()
	if n.Visible() {
		t.Error("it shows without anything to say")
	}
	undone := 0
	n.OnAction = func() { undone++ }
	w := show(t, widget.Rows(1, n), 500, 100)
	n.Say(theme.Done, "下書きを保存しました", "もどす")
	if !n.Visible() || !strings.Contains(test.RenderToMarkup(w.Canvas()), "下書きを保存しました") {
		t.Error("the words are not shown")
	}
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeyReturn)
	n.Clear()
	if undone != 1 || n.Visible() {
		t.Errorf("undone %d, visible %v", undone, n.Visible())
	}
}

func TestProgressCanBeStopped(t *testing.T) {
	start(t, theme.Options{})
	p := widget.NewProgress("はじめての同期", "やめる")
	stopped := 0
	p.OnCancel = func() { stopped++ }
	w := show(t, p, 500, 60)
	p.Set(1.7, "はじめての同期 12,300件", "あと 2分")
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, "あと 2分") {
		t.Error("what is left is not shown")
	}
	test.FocusNext(w.Canvas())
	keyboard{w}.key(fyne.KeySpace)
	if stopped != 1 {
		t.Errorf("stopped %d times", stopped)
	}
}

func TestBannerAndEmptyStateSayTheirWords(t *testing.T) {
	start(t, theme.Options{})
	banner := widget.NewBanner(theme.Late, "項目10", "今日のうちに統括支援員へ。", widget.NewSmall("電話する", nil))
	card := widget.NewCard("題", widget.EmptyState("info", "まだありません", "ここに並びます。", widget.NewPrimary("はじめる", nil)))
	card.SetTone(theme.Late)
	w := show(t, widget.Rows(1, banner, card, widget.NewAvatar("葛\U000E0100城", theme.Todo), widget.NewChip("要保護", theme.Late), widget.InfoRow("住所", "南町2丁目"), widget.KeyValue("いま安全か", "わからない", theme.Soon)), 700, 600)
	banner.Set(theme.Soon, "項目10", "確かめました。")
	m := test.RenderToMarkup(w.Canvas())
	for _, want := range []string{"確かめました。", "電話する", "まだありません", "はじめる", "葛\U000E0100<", "要保護", "南町2丁目", "わからない"} {
		if !strings.Contains(m, want) {
			t.Errorf("%q is not shown", want)
		}
	}
}
