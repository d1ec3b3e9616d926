package page

import (
	"context"
	"errors"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"yorisoi/store"
	"yorisoi/store/picture"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// askSave names what would leave the sealed store, before a file is written.
func (v *attachView) askSave() {
	r, _ := v.record()
	if r == nil {
		return
	}
	text := present.T("attach.save_photo")
	if !isPicture(r) {
		text = present.T("attach.save_document")
	}
	var hide func()
	rows := widget.Rows(2,
		widget.NewText(present.T("attach.save_title"), widget.Title),
		widget.NewText(v.a.title(r), widget.Style{Bold: true, Wrap: true}),
		widget.NewText(v.a.facts(r), widget.SmallPara),
		widget.NewText(text, widget.Paragraph),
		widget.Line(1.25,
			widget.NewPrimary(present.T("attach.save_do"), func() {
				hide()
				v.chooseTarget(r)
			}),
			widget.NewButton(present.T("button.cancel"), func() { hide() })),
	)
	hide = ShowOverlay(v.a.Nav.Window(), 68, rows)
}

// chooseTarget asks where to.
func (v *attachView) chooseTarget(r *store.Record) {
	win := v.a.Nav.Window()
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return // nowhere
		}
		v.saveTo(r, w)
	}, win)
	d.SetFileName(fileName(v.a.title(r), r.Text(store.FieldMediaType)))
	d.Resize(win.Canvas().Size())
	d.Show()
}

// saveTo writes the content and closes the file.
func (v *attachView) saveTo(r *store.Record, w io.WriteCloser) {
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		content, err := v.a.Store.OpenAttachment(ctx, r.ID)
		if err != nil {
			return struct{}{}, errors.Join(err, w.Close())
		}
		defer content.Close()
		if _, err = io.Copy(w, content); err != nil {
			err = errors.Join(refuse("attachment_unwritten"), err)
		}
		return struct{}{}, errors.Join(err, w.Close())
	}, func(_ struct{}, err error) {
		v.fault.set(err)
		if err == nil {
			v.a.Nav.Say(present.T("attach.saved"))
		}
	})
}

// fileName is a title as the name of a file that every system takes.
func fileName(title, media string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, title)
	if name = strings.Trim(name, " ."); name == "" {
		name = "yorisoi"
	}
	switch media {
	case picture.JPEG:
		return name + ".jpg"
	case picture.PNG:
		return name + ".png"
	}
	return name + ".pdf"
}

// askWithdraw takes an attachment back: with a reason, or, while it is part of
// a draft, for good.
func (v *attachView) askWithdraw() {
	r, _ := v.record()
	if r == nil {
		return
	}
	fault, reason := newFaultBox(), widget.NewEntry(present.T("record.reason"))
	title, text := present.T("attach.withdraw_title"), present.T("attach.withdraw_text")
	if r.State == store.StateDraft {
		text = present.T("attach.discard_text")
		reason.Hide()
	}
	var hide func()
	var do *widget.Button
	do = widget.NewDanger(present.T("record.withdraw_do"), func() {
		why := strings.TrimSpace(reason.Text())
		do.Disable()
		async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
			if r.State == store.StateDraft {
				return struct{}{}, v.a.Store.DiscardDraft(ctx, r.ID)
			}
			return struct{}{}, v.a.Store.Withdraw(ctx, r.ID, why)
		}, func(_ struct{}, err error) {
			do.Enable()
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			v.close()
			v.a.Nav.Say(present.T("record.withdrawn_said"))
			v.a.added()
		})
	})
	rows := widget.Rows(2, widget.NewText(title, widget.Title), widget.NewText(v.a.title(r), widget.Style{Bold: true, Wrap: true}),
		widget.NewText(text, widget.Paragraph), reason, fault,
		widget.Line(1.25, do, widget.NewButton(present.T("button.cancel"), func() { hide() })))
	fault.within = rows
	hide = ShowOverlay(v.a.Nav.Window(), 64, rows)
	if r.State != store.StateDraft {
		reason.Focus()
	}
}
