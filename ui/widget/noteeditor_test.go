package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// keyboard types into what has the focus of a window.
type keyboard struct{ w fyne.Window }

func (k keyboard) text(s string) { test.Type(k.w.Canvas().Focused(), s) }

func (k keyboard) key(names ...fyne.KeyName) {
	for _, n := range names {
		k.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (k keyboard) shifted(names ...fyne.KeyName) {
	f := k.w.Canvas().Focused().(desktop.Keyable)
	f.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	k.key(names...)
	f.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

func (k keyboard) shortcut(s fyne.Shortcut) {
	k.w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(s)
}

func (k keyboard) control(name fyne.KeyName) {
	k.shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl})
}

func note(t testing.TB) (*widget.NoteEditor, keyboard) {
	t.Helper()
	start(t, theme.Options{})
	n := widget.NewNoteEditor("記録")
	w := show(t, widget.NewScroll(n), 900, 600)
	n.Focus()
	return n, keyboard{w}
}

func TestNoteTypesAndCallsBack(t *testing.T) {
	n, k := note(t)
	var got []string
	n.OnChanged = func(s string) { got = append(got, s) }
	k.text("母は")
	k.key(fyne.KeyReturn)
	k.text("寝た")
	if n.Text() != "母は\n寝た" {
		t.Errorf("text %q", n.Text())
	}
	if len(got) != 5 || got[4] != "母は\n寝た" {
		t.Errorf("calls %q", got)
	}
	n.SetText("別")
	if len(got) != 5 {
		t.Error("SetText called back")
	}
}

func TestNoteMovesAndSelects(t *testing.T) {
	n, k := note(t)
	n.SetText("一行目の文\n二行目\n三行目の文です")
	k.control(fyne.KeyHome)
	k.key(fyne.KeyEnd, fyne.KeyDown) // a short row keeps the column in mind
	k.key(fyne.KeyDown)
	k.text("|")
	if want := "一行目の文\n二行目\n三行目の文|です"; n.Text() != want {
		t.Errorf("after moving down: %q, want %q", n.Text(), want)
	}
	k.key(fyne.KeyHome)
	k.shifted(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	k.text("3行目")
	if want := "一行目の文\n二行目\n3行目の文|です"; n.Text() != want {
		t.Errorf("typing over a selection: %q, want %q", n.Text(), want)
	}
	k.shifted(fyne.KeyUp)
	k.key(fyne.KeyBackspace)
	if want := "一行目の文\n二行目の文|です"; n.Text() != want {
		t.Errorf("deleting over rows: %q, want %q", n.Text(), want)
	}
}

func TestNoteClipboardAndUndo(t *testing.T) {
	n, k := note(t)
	clip := fyne.CurrentApp().Clipboard()
	k.text("朝。昼")
	k.shortcut(&fyne.ShortcutUndo{})
	if n.Text() != "朝。" {
		t.Errorf("undo takes back a phrase: %q", n.Text())
	}
	k.shortcut(&fyne.ShortcutRedo{})
	if n.Text() != "朝。昼" {
		t.Errorf("redo: %q", n.Text())
	}
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutCut{Clipboard: clip})
	if n.Text() != "" || clip.Content() != "朝。昼" {
		t.Errorf("cut: text %q, clipboard %q", n.Text(), clip.Content())
	}
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n.Text() != "朝。昼朝。昼" {
		t.Errorf("paste: %q", n.Text())
	}
	clip.SetContent("a\r\nb\tc\x07")
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n.Text() != "a\nb c" {
		t.Errorf("pasted control characters: %q", n.Text())
	}
}

func TestNoteTreatsACharacterOfSeveralRunesAsOne(t *testing.T) {
	n, k := note(t)
	n.SetText("葛\U000E0100城か\u3099")
	k.control(fyne.KeyEnd)
	k.key(fyne.KeyBackspace)
	if n.Text() != "葛\U000E0100城" {
		t.Errorf("backspace tore a character: %q", n.Text())
	}
	k.key(fyne.KeyLeft, fyne.KeyLeft)
	k.text("・")
	if n.Text() != "・葛\U000E0100城" {
		t.Errorf("left tore a character: %q", n.Text())
	}
}

func TestNoteIsScrolledToTheCaret(t *testing.T) {
	n, k := note(t)
	n.SetText(strings.Repeat("行です。\n", 100))
	k.control(fyne.KeyEnd)
	if n.Offset() == 0 {
		t.Error("the end is not in view")
	}
	k.control(fyne.KeyHome)
	if n.Offset() != 0 {
		t.Error("the beginning is not in view")
	}
	k.key(fyne.KeyPageDown, fyne.KeyPageDown)
	k.text("ここ")
	if line := strings.Count(strings.SplitN(n.Text(), "ここ", 2)[0], "\n"); line < 20 || line > 40 {
		t.Errorf("two pages down is row %d", line)
	}
}

func TestNoteGrowsWithItsText(t *testing.T) {
	n, _ := note(t)
	low := n.MinSize().Height
	n.SetText(strings.Repeat("行\n", 9))
	high := n.MinSize().Height
	n.SetText(strings.Repeat("行\n", 90))
	if n.MinSize().Height <= high || high <= low {
		t.Errorf("heights %v, %v, %v", low, high, n.MinSize().Height)
	}
	n.MaxRows = 0
	n.SetText(strings.Repeat("行\n", 91))
	if n.MinSize().Height < 91*16 {
		t.Errorf("without a limit it is %v high", n.MinSize().Height)
	}
}

func TestReadOnlyNoteIsNotChanged(t *testing.T) {
	n, k := note(t)
	n.SetText("確定")
	n.SetReadOnly(true)
	k.text("x")
	k.key(fyne.KeyBackspace)
	k.shortcut(&fyne.ShortcutUndo{})
	if n.Text() != "確定" {
		t.Errorf("changed to %q", n.Text())
	}
}

func TestNoteHandsOnWhatIsNotItsOwn(t *testing.T) {
	_, k := note(t)
	var key fyne.KeyName
	k.w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { key = e.Name })
	k.key(fyne.KeyEscape)
	if key != fyne.KeyEscape {
		t.Error("Esc did not reach the page")
	}
	searched := false
	k.w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { searched = true })
	k.control(fyne.KeyK)
	if !searched {
		t.Error("Ctrl+K did not reach the page")
	}
}

// However a text came about, taking everything back ends at the beginning and
// doing it again ends at the text.
func TestUndoReachesTheBeginning(t *testing.T) {
	n, k := note(t)
	rapid.Check(t, func(r *rapid.T) {
		n.SetText("はじめ")
		for range rapid.IntRange(0, 30).Draw(r, "steps") {
			switch rapid.IntRange(0, 6).Draw(r, "step") {
			case 0:
				k.key(fyne.KeyBackspace)
			case 1:
				k.key(fyne.KeyDelete)
			case 2:
				k.key(fyne.KeyLeft)
			case 3:
				k.shifted(fyne.KeyLeft, fyne.KeyLeft)
			case 4:
				k.key(fyne.KeyReturn)
			default:
				k.text(rapid.SampledFrom([]string{"あ", "、", "漢字", "a", "葛\U000E0100", "。"}).Draw(r, "text"))
			}
		}
		end := n.Text()
		for range 60 {
			k.shortcut(&fyne.ShortcutUndo{})
		}
		if n.Text() != "はじめ" {
			r.Fatalf("undone to %q", n.Text())
		}
		for range 60 {
			k.shortcut(&fyne.ShortcutRedo{})
		}
		if n.Text() != end {
			r.Fatalf("redone to %q, want %q", n.Text(), end)
		}
	})
}

func BenchmarkNoteKey(b *testing.B) {
	for name, chars := range map[string]int{"100": 100, "5000": 5000} {
		b.Run(name, func(b *testing.B) {
			n, k := note(b)
			n.SetText(strings.Repeat("母は玄関で笑顔で迎える。居室は片づき、室温は適切。\n", chars/25))
			k.control(fyne.KeyEnd)
			for b.Loop() {
				k.text("あ")
				k.key(fyne.KeyBackspace)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(2*b.N)/1000, "ms/key")
		})
	}
}

func BenchmarkNoteKeyWithPicture(b *testing.B) {
	n, k := note(b)
	n.SetText(strings.Repeat("母は玄関で笑顔で迎える。居室は片づき、室温は適切。", 200))
	for b.Loop() {
		k.text("あ")
		k.w.Canvas().Capture()
	}
}

func BenchmarkWrap5000(b *testing.B) {
	start(b, theme.Options{})
	s := strings.Repeat("母は玄関で笑顔で迎える。居室は片づき、室温は適切。", 200)
	for b.Loop() {
		widget.WrapLines(s, 44)
	}
}
