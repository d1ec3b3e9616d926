package page

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// newPassword are the two fields in which a new password is typed.
type newPassword struct{ first, second *widget.Entry }

func newPasswordFields() newPassword {
	p := newPassword{widget.NewSecret(present.T("guide.password_new")), widget.NewSecret(present.T("guide.password_again"))}
	p.first.SetHint(present.T("guide.password_hint", store.MinPassword))
	return p
}

// text is what was typed, when both are the same and long enough.
func (p newPassword) text() (string, error) {
	switch next := p.first.Text(); {
	case len([]rune(next)) < store.MinPassword:
		return "", store.ErrPasswordShort
	case next != p.second.Text():
		return "", refuse("password_mismatch")
	default:
		return next, nil
	}
}

// newWordsField is where the words of recovery are typed or scanned.
func newWordsField() *widget.NoteEditor {
	words := widget.NewNoteEditor(present.T("recovery.words"))
	words.SetHint(present.T("recovery.words_hint"))
	words.MinRows, words.MaxRows = 3, 5
	return words
}

// forgot lets somebody in by words, or says whom to ask for them.
func (s *SignIn) forgot() {
	if s.chosen < 0 || s.chosen >= len(s.people) {
		return
	}
	person := s.people[s.chosen]
	var hide func()
	rows := widget.Rows(2,
		widget.NewText(present.T("forgot.title", person.Name), widget.Title),
		widget.NewText(present.T("signin.forgot_safe"), widget.Style{Wrap: true, Color: theme.Green}),
	)
	cancel := widget.NewButton(present.T("button.cancel"), func() { hide() })
	words, sheet := store.CanRecover(s.d.Config.Dir, person.Staff)
	if !words {
		rows.Add(widget.NewText(present.T("forgot.unprepared"), widget.Paragraph))
		rows.Add(lineOf(cancel))
		hide = ShowOverlay(s.d.Window, 76, rows)
		return
	}
	rows.Add(widget.NewText(present.T("forgot.ask"), widget.Paragraph))
	if sheet {
		rows.Add(widget.NewText(present.T("forgot.sheet"), widget.SmallPara))
	}
	field, password, fault := newWordsField(), newPasswordFields(), newFaultBox()
	fault.within = rows
	do := widget.NewPrimary(present.T("forgot.do"), nil)
	do.OnTapped = func() { s.openWithWords(person, field, password, fault, do, func() { hide() }) }
	for _, o := range []fyne.CanvasObject{field, widget.Columns(2, []float32{1, 1}, password.first, password.second), fault, lineOf(do, cancel)} {
		rows.Add(o)
	}
	hide = ShowOverlay(s.d.Window, 84, rows)
	field.Focus()
}

// openWithWords opens the station by what was typed.
func (s *SignIn) openWithWords(person store.SignIn, field *widget.NoteEditor, password newPassword, fault *faultBox, do *widget.Button, hide func()) {
	next, err := password.text()
	if err != nil {
		fault.set(err)
		return
	}
	text := paper.WordsIn(field.Text())
	do.Disable()
	async.Run(s.owner, func(ctx context.Context) (*store.Store, error) {
		return store.OpenWithWords(ctx, s.d.Config, person.Staff, text, next)
	}, func(opened *store.Store, err error) {
		do.Enable()
		fault.set(err)
		if err == nil {
			hide()
			s.d.Opened(opened)
		}
	})
}
