package page

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// passwordForm keeps what is typed while the settings are drawn anew.
type passwordForm struct {
	old, first, second *widget.Entry
	fault              *faultBox
	save               *widget.Button
}

// mePart is the password, and for those who may the center's secret.
func (s *Settings) mePart() fyne.CanvasObject {
	f := &s.form
	if f.old == nil {
		f.old = widget.NewSecret(present.T("settings.password_old"))
		f.first = widget.NewSecret(present.T("guide.password_new"))
		f.first.SetHint(present.T("guide.password_hint", store.MinPassword))
		f.second = widget.NewSecret(present.T("guide.password_again"))
		f.fault = newFaultBox()
		f.save = widget.NewPrimary(present.T("settings.password_change"), s.changePassword)
	}
	left := widget.NewCard(present.T("settings.password"), widget.Rows(2, f.old, f.first, f.second, f.fault, lineOf(f.save)))
	right := widget.Rows(2, widget.NewCard(present.T("settings.forgotten"), widget.NewText(present.T("settings.forgotten_text"), widget.SmallPara)))
	if s.Store.CanManage() {
		right.Add(widget.NewCard(present.T("guide.secret"), widget.Rows(1.5,
			widget.NewText(present.T("settings.sheet_sub"), widget.SmallPara),
			lineOf(widget.NewButton(present.T("settings.sheet_show"), s.showSheet)))))
	}
	return widget.Columns(2, []float32{1, 1}, widget.NewScroll(left), right)
}

func (s *Settings) changePassword() {
	f := &s.form
	old, next := f.old.Text(), f.first.Text()
	if next != f.second.Text() {
		f.fault.set(refuse("password_mismatch"))
		s.content.Refresh()
		return
	}
	f.save.Disable()
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Store.ChangePassword(ctx, old, next)
	}, func(_ struct{}, err error) {
		f.save.Enable()
		f.fault.set(err)
		s.content.Refresh()
		if err != nil {
			return
		}
		for _, e := range []*widget.Entry{f.old, f.first, f.second} {
			e.SetText("")
		}
		s.Nav.Say(present.T("settings.password_changed"))
	})
}

// showSheet shows the center secret again.
func (s *Settings) showSheet() {
	var hide func()
	hide = ShowOverlay(s.Nav.Window(), 70, widget.Rows(2,
		widget.NewText(present.T("guide.secret"), widget.Title),
		widget.NewText(present.T("settings.sheet_sub"), widget.Paragraph),
		widget.NewText(SecretText(s.Store.CenterSecret()), widget.Style{Bold: true, Wrap: true, Align: fyne.TextAlignCenter}),
		lineOf(widget.NewPrimary(present.T("button.close"), func() { hide() })),
	))
}
