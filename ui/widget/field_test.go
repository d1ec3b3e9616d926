package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestEntryTypesSubmitsAndSaysWhatIsWrong(t *testing.T) {
	start(t, theme.Options{})
	e := widget.NewEntry("電話")
	submitted, escaped := "", false
	e.OnSubmitted, e.OnEscape = func(s string) { submitted = s }, func() { escaped = true }
	w := show(t, widget.Rows(1, e), 400, 120)
	e.SetMaxLength(5)
	e.Focus()
	k := keyboard{w}
	k.text("0421234")
	k.key(fyne.KeyReturn, fyne.KeyEscape)
	if e.Text() != "04212" || submitted != "04212" || !escaped {
		t.Errorf("text %q, submitted %q, escaped %v", e.Text(), submitted, escaped)
	}
	e.SetHint("市外局番から")
	e.SetError("数字が足りません")
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, "数字が足りません") || strings.Contains(m, "市外局番から") {
		t.Error("the error does not stand in place of the hint")
	}
	e.SetError("")
	if !strings.Contains(test.RenderToMarkup(w.Canvas()), "市外局番から") {
		t.Error("the hint does not come back")
	}
}

func TestEntryShowsTheCaretOfALongText(t *testing.T) {
	start(t, theme.Options{})
	e := widget.NewEntry("住所")
	w := show(t, widget.Rows(1, e), 200, 80)
	e.Focus()
	keyboard{w}.text(strings.Repeat("あ", 60) + "末尾")
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, "末尾") {
		t.Error("the end of the text is out of sight")
	}
}

func TestSecretIsNeitherShownNorCopied(t *testing.T) {
	start(t, theme.Options{})
	e := widget.NewSecret("パスワード")
	w := show(t, widget.Rows(1, e), 400, 80)
	e.Focus()
	k := keyboard{w}
	k.text("himitsu")
	clip := fyne.CurrentApp().Clipboard()
	clip.SetContent("前のもの")
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutCopy{Clipboard: clip})
	k.shortcut(&fyne.ShortcutCut{Clipboard: clip})
	if e.Text() != "himitsu" || clip.Content() != "前のもの" {
		t.Errorf("text %q, clipboard %q", e.Text(), clip.Content())
	}
	if m := test.RenderToMarkup(w.Canvas()); strings.Contains(m, "himitsu") || !strings.Contains(m, "●●●●●●●") {
		t.Error("the password can be read")
	}
}

func TestDateIsUnderstoodWhileTyping(t *testing.T) {
	start(t, theme.Options{})
	d := widget.NewDateField("生年月日", galleryDate, func(error) string { return "日付として読めません" })
	var got []string
	d.OnChanged = func(iso string) { got = append(got, iso) }
	other := widget.NewEntry("次")
	w := show(t, widget.Rows(1, d, other), 500, 200)
	d.Focus()
	k := keyboard{w}
	k.text("r8.11.22")
	if d.ISO() != "2026-11-22" || got[len(got)-1] != "2026-11-22" {
		t.Errorf("iso %q, told %q", d.ISO(), got)
	}
	if d.Error() != "" {
		t.Errorf("complains while typing: %q", d.Error())
	}
	other.Focus()
	m := test.RenderToMarkup(w.Canvas())
	if !strings.Contains(m, "令和8年11月22日（日）") || strings.Contains(m, "r8.11.22") {
		t.Error("after typing the date does not stand as people read it")
	}
	d.Focus()
	k.text("x")
	if d.ISO() != "" || got[len(got)-1] != "" {
		t.Errorf("iso %q of what cannot be read", d.ISO())
	}
	other.Focus()
	if d.Error() != "日付として読めません" {
		t.Errorf("error %q", d.Error())
	}
	d.SetISO("2026-11-22")
	if d.ISO() != "2026-11-22" || d.Error() != "" {
		t.Errorf("after setting: iso %q, error %q", d.ISO(), d.Error())
	}
}

func TestNumberIsReadAsMeant(t *testing.T) {
	tests := []struct {
		typed    string
		decimals int
		want     string
	}{
		{"3410", 0, "3410"}, {"51.20", 1, ""}, {"51.20", 2, "51.2"}, {"051.5", 1, "51.5"}, {".5", 1, "0.5"},
		{"-0", 0, "0"}, {"-3.5", -1, "-3.5"}, {"", 0, ""}, {"-", 0, ""}, {"1.2.3", -1, ""}, {"1-2", -1, ""}, {"3.", 1, "3"},
	}
	for _, tt := range tests {
		if got := widget.Canonical(tt.typed, tt.decimals); got != tt.want {
			t.Errorf("%q with %d decimals: %q, want %q", tt.typed, tt.decimals, got, tt.want)
		}
	}
	for in, want := range map[string]string{"3410": "3,410", "-1234567.5": "-1,234,567.5", "410": "410", "": ""} {
		if got := widget.Grouped(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNumberTakesFullWidthFigures(t *testing.T) {
	start(t, theme.Options{})
	n := widget.NewNumberField("体重", "g", 1)
	got := ""
	n.OnChanged = func(v string) { got = v }
	w := show(t, widget.Rows(1, n), 300, 100)
	n.Focus()
	keyboard{w}.text("３，４１０．５グラム")
	if n.Value() != "3410.5" || got != "3410.5" {
		t.Errorf("value %q, told %q", n.Value(), got)
	}
	n.SetValue("3410.5")
	if n.Typed() != "3410.5" {
		t.Errorf("the same value replaced what was typed: %q", n.Typed())
	}
}

func options(n int) []widget.Option {
	out := make([]widget.Option, n)
	for i := range out {
		out[i] = widget.Option{Code: string(rune('0' + i)), Word: strings.Repeat("選", i+1)}
	}
	return out
}

func TestChoiceByKeyAndPointer(t *testing.T) {
	start(t, theme.Options{})
	c := widget.NewChoiceField("だれから", "", options(4))
	var got []string
	c.OnChanged = func(code string) { got = append(got, code) }
	w := show(t, widget.Rows(1, c), 600, 100)
	c.Focus()
	k := keyboard{w}
	k.key(fyne.KeyRight, fyne.KeySpace) // chosen
	k.text("3")                         // by figure
	k.key(fyne.KeySpace)                // taken back
	test.TapCanvas(w.Canvas(), fyne.NewPos(10, 40))
	if want := "1,3,,0"; strings.Join(got, ",") != want {
		t.Errorf("told %q, want %q", got, want)
	}
	c.SetMandatory(true)
	k.key(fyne.KeySpace)
	if c.Code() != "0" {
		t.Errorf("a choice that has to be was taken back: %q", c.Code())
	}
	c.SetReadOnly(true)
	k.text("2")
	if c.Code() != "0" {
		t.Error("a choice for reading was changed")
	}
}

func TestManyChoicesOpenAsAList(t *testing.T) {
	start(t, theme.Options{})
	c := widget.NewChoiceField("経路", "えらぶ", options(9))
	got := ""
	c.OnChanged = func(code string) { got = code }
	w := show(t, widget.Rows(1, c), 600, 500)
	c.Focus()
	k := keyboard{w}
	k.key(fyne.KeyDown, fyne.KeyDown)
	if got != "1" || c.Code() != "1" {
		t.Errorf("down twice chose %q", got)
	}
	k.key(fyne.KeySpace)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("the list did not open")
	}
	if m := test.RenderToMarkup(w.Canvas()); !strings.Contains(m, strings.Repeat("選", 9)) {
		t.Error("the list lacks an option")
	}
}

func TestNarrowChoicesTakeMoreRows(t *testing.T) {
	start(t, theme.Options{})
	c := widget.NewChoiceField("", "", options(6))
	box := widget.Rows(0, c)
	box.Resize(fyne.NewSize(900, 50))
	wide := c.MinSize().Height
	box.Resize(fyne.NewSize(150, 50))
	if c.MinSize().Height <= wide {
		t.Errorf("height %v at 150, %v at 900", c.MinSize().Height, wide)
	}
}

func TestMultiChoiceYesNoAndPeople(t *testing.T) {
	start(t, theme.Options{})
	m := widget.NewMultiChoice("種別", options(3))
	var codes []string
	m.OnChanged = func(c []string) { codes = c }
	y := widget.NewYesNo("同居", "はい", "いいえ")
	var answer *bool
	y.OnAnswered = func(v *bool) { answer = v }
	p := widget.NewPersonPicker("母", "", []widget.Person{{ID: "p1", Name: "森田 さくら", Note: "29歳"}})
	many := widget.NewPeoplePicker("訪問した人", []widget.Person{{ID: "s1", Name: "中野"}, {ID: "s2", Name: "柏木"}})
	w := show(t, widget.Rows(1, m, y, p, many), 600, 400)
	k := keyboard{w}
	m.SetCodes([]string{"2"})
	m.Focus()
	k.key(fyne.KeySpace)
	if strings.Join(codes, ",") != "0,2" {
		t.Errorf("codes %q", codes)
	}
	y.Focus()
	k.key(fyne.KeyRight, fyne.KeySpace)
	if answer == nil || *answer || y.Value() == nil {
		t.Errorf("answer %v", answer)
	}
	k.key(fyne.KeySpace)
	if answer != nil || y.Value() != nil {
		t.Errorf("an answer that was taken back is %v", answer)
	}
	p.SetCode("p1")
	many.SetCodes([]string{"s2", "s1"})
	if p.Code() != "p1" || strings.Join(many.Codes(), ",") != "s1,s2" {
		t.Errorf("person %q, people %q", p.Code(), many.Codes())
	}
}
