package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// TestCopiesStayInside copies where a rule keeps copies inside the program:
// the system's clipboard gets nothing, pasting inside gives it back, and what
// is copied outside afterwards is what is pasted.
func TestCopiesStayInside(t *testing.T) {
	n, k := note(t)
	clip := fyne.CurrentApp().Clipboard()
	clip.SetContent("外の文")
	widget.KeepCopies(true)
	t.Cleanup(func() { widget.KeepCopies(false) })
	k.text("母の話")
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutCut{Clipboard: clip})
	if got := clip.Content(); got != "外の文" || n.Text() != "" {
		t.Errorf("clipboard %q, text %q", got, n.Text())
	}
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n.Text() != "母の話母の話" {
		t.Errorf("pasted inside: %q", n.Text())
	}
	clip.SetContent("あとから外で写した")
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n.Text() != "母の話母の話あとから外で写した" {
		t.Errorf("pasted from outside: %q", n.Text())
	}
	widget.ForgetCopies()
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n.Text() != "あとから外で写した" {
		t.Errorf("what was copied inside is forgotten: %q", n.Text())
	}
}

// TestCopiesAreTakenBack shows that locking empties the system's clipboard of
// what the program put there, and of nothing else.
func TestCopiesAreTakenBack(t *testing.T) {
	_, k := note(t)
	clip := fyne.CurrentApp().Clipboard()
	k.text("母の話")
	k.shortcut(&fyne.ShortcutSelectAll{})
	k.shortcut(&fyne.ShortcutCopy{Clipboard: clip})
	if got := clip.Content(); got != "母の話" || !widget.CopiesLeave() {
		t.Fatalf("clipboard %q", got)
	}
	widget.ForgetCopies()
	if got := clip.Content(); got != "" {
		t.Errorf("after locking: %q", got)
	}
	k.shortcut(&fyne.ShortcutCopy{Clipboard: clip})
	clip.SetContent("ほかのプログラムの文")
	widget.ForgetCopies()
	if got := clip.Content(); got != "ほかのプログラムの文" {
		t.Errorf("somebody else's: %q", got)
	}
}
