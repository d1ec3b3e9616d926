package widget

import "fyne.io/fyne/v2"

// clip is what was copied, where a rule of the center keeps it inside the
// program: the system's clipboard is read by every other program.
var clip struct {
	inside bool
	text   string // copied inside
	beside string // what the system's clipboard held then
	put    string // what the program itself put on the system's clipboard last
}

// KeepCopies says whether what is copied stays inside the program.
func KeepCopies(inside bool) {
	if clip.inside != inside {
		clip.inside, clip.text, clip.beside = inside, "", ""
	}
}

// CopiesLeave reports whether what is copied can be pasted outside.
func CopiesLeave() bool { return !clip.inside }

// Copy copies a text, to where the rule allows.
func Copy(text string) { copyTo(fyne.CurrentApp().Clipboard(), text) }

func copyTo(c fyne.Clipboard, text string) {
	if clip.inside {
		clip.text, clip.beside = text, c.Content()
		return
	}
	clip.put = text
	c.SetContent(text)
}

// pasted is what was copied last, inside or outside.
func pasted(c fyne.Clipboard) string {
	outside := c.Content()
	if clip.inside && clip.text != "" && outside == clip.beside {
		return clip.text
	}
	return outside
}

// ForgetCopies takes away what was copied inside and what the program put on
// the system's clipboard, if nothing else was copied since.
func ForgetCopies() {
	clip.text, clip.beside = "", ""
	if app := fyne.CurrentApp(); clip.put != "" && app != nil && app.Clipboard().Content() == clip.put {
		app.Clipboard().SetContent("")
	}
	clip.put = ""
}
