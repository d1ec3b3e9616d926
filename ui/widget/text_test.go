package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestLinesBreakWhereJapaneseMay(t *testing.T) {
	start(t, theme.Options{})
	tests := []struct {
		name, text string
		chars      float32
		want       []string
	}{
		{"plain", "あいうえおかき", 3, []string{"あいう", "えおか", "き"}},
		{"no full stop first", "あいう。えお", 3, []string{"あい", "う。え", "お"}},
		{"no small kana or long vowel first", "あいきっター", 3, []string{"あい", "きっ", "ター"}},
		{"no bracket last", "あい「うえ」", 3, []string{"あい", "「うえ」"}},
		{"a number stays whole", "体重3410g です", 4, []string{"体重", "3410g ", "です"}},
		{"what is too long is cut", "abcdefghijklmnopqrstuvwxyz", 4, nil},
		{"paragraphs", "あ\n\nい", 3, []string{"あ", "", "い"}},
		{"empty", "", 3, []string{""}},
		{"spaces hang", "あいう えお", 3, []string{"あいう ", "えお"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := widget.WrapLines(tt.text, tt.chars)
			if tt.want == nil {
				if len(got) < 2 || strings.Join(got, "") != tt.text {
					t.Errorf("got %q", got)
				}
				return
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The space at which a line is broken hangs over its width: that is no reason
// to shorten the line.
func TestSpaceAtTheEndOfALineIsNotTooLong(t *testing.T) {
	start(t, theme.Options{})
	for _, text := range []string{"あいう えお", "あいう　えお", "あいう  えお"} {
		p := widget.NewText(text, widget.Paragraph)
		show(t, p, 400, 200)
		p.Resize(fyne.NewSize(theme.Size(theme.SizeText)*3+1, 200))
		var lines []string
		for _, o := range test.WidgetRenderer(p).Objects() {
			if c, ok := o.(*canvas.Text); ok {
				lines = append(lines, c.Text)
			}
		}
		if got := strings.Join(lines, "|"); got != "あいう|えお" {
			t.Errorf("%q: drawn as %q", text, got)
		}
	}
}

// Breaking must lose nothing, whatever the text and the width.
func TestLinesHoldTheWholeText(t *testing.T) {
	start(t, theme.Options{})
	alphabet := []rune("あいっー、。「」（漢字abc123 %\nか\u3099葛\U000E0100")
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom(alphabet), 0, 120, -1).Draw(r, "text")
		lines := widget.WrapLines(s, float32(rapid.IntRange(1, 20).Draw(r, "width")))
		if got, want := strings.Join(lines, ""), strings.ReplaceAll(s, "\n", ""); got != want {
			r.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestRememberedWidthsAddUpToTheText(t *testing.T) {
	start(t, theme.Options{})
	for _, s := range []string{"母は玄関で笑顔で迎える。", "AVAToffi 3,410 g", "髙﨑邉濵德①㈱㋿", "葛\U000E0100城", "がぎ"} {
		for _, bold := range []bool{false, true} {
			want := fyne.MeasureText(s, 16, fyne.TextStyle{Bold: bold}).Width
			if got := widget.WidthOf(s, 16, bold); got < want-0.5 || got > want+0.5 {
				t.Errorf("%q bold=%v: %v, want %v", s, bold, got, want)
			}
		}
	}
}

func TestTextIsShortenedToItsPlace(t *testing.T) {
	start(t, theme.Options{})
	if got := widget.Fit("すみれ保育所の分園", 16, 80); got != "すみれ保…" && got != "すみれ…" {
		t.Errorf("got %q", got)
	}
	if got := widget.Fit("すみれ", 16, 200); got != "すみれ" {
		t.Errorf("short text changed to %q", got)
	}
}

func TestWrappedTextIsAsHighAsItsWidthMakesIt(t *testing.T) {
	start(t, theme.Options{})
	text := widget.NewText(strings.Repeat("長い文。", 30), widget.Paragraph)
	column := widget.Rows(1, text, widget.NewRule())
	column.Resize(fyne.NewSize(200, 10))
	narrow := text.Size().Height
	column.Resize(fyne.NewSize(800, 10))
	if wide := text.Size().Height; wide >= narrow || wide < 24 {
		t.Errorf("200 wide: %v high, 800 wide: %v high", narrow, wide)
	}
}

func TestTextFollowsTheTheme(t *testing.T) {
	start(t, theme.Options{})
	text := widget.NewText("よりそい", widget.Body)
	w := show(t, onPaper(text), 200, 60)
	before := test.RenderToMarkup(w.Canvas())
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.Dark, Scale: 1.5}))
	text.Refresh()
	if after := test.RenderToMarkup(w.Canvas()); after == before {
		t.Error("the text looks as before")
	}
	if got := text.MinSize().Height; got < 25 {
		t.Errorf("at one and a half times the text is %v high", got)
	}
}

func TestNoteTextMarksDifferences(t *testing.T) {
	start(t, theme.Options{})
	text := widget.NewNoteText("朝食を確認する。", widget.Mark{From: 0, To: 2, Tone: theme.Ours}, widget.Mark{From: 1, To: 99, Tone: theme.Soon})
	if text.String() != "朝食を確認する。" {
		t.Errorf("marks change the text: %q", text.String())
	}
	text.SetMarked("別")
	if text.String() != "別" {
		t.Errorf("got %q", text.String())
	}
}
