package page

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"yorisoi/store"
	"yorisoi/store/picture"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
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
	name := fileName(v.a.title(r), r.Text(store.FieldMediaType))
	v.a.chooseFiles(v.a.owner, fileChoice{
		Purpose: "save", Title: present.T("attach.save_do"), Do: present.T("files.save"), Filter: attachEndings,
		Begin: []files.Kind{files.Documents, files.Home}, Save: true, Name: name, Ending: filepath.Ext(name), Replaces: true,
		Chosen: func(paths []string) { v.saveTo(r, paths[0]) },
	})
}

// saveTo writes the content to a file, which is there whole or not at all.
func (v *attachView) saveTo(r *store.Record, path string) {
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		content, err := v.a.Store.OpenAttachment(ctx, r.ID)
		if err != nil {
			return struct{}{}, err
		}
		defer content.Close()
		e := store.AuditEntry{Act: store.AuditSaved, Case: r.Case, Record: r.ID, Screen: "attachment"}
		if err := v.a.Store.Note(ctx, e); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, writeWhole(path, content)
	}, func(_ struct{}, err error) {
		v.fault.set(err)
		if err == nil {
			v.a.Nav.Say(present.T("attach.saved"))
		}
	})
}

// writeWhole writes a file beside its place and puts it there once it is on
// the disk. What is left half is taken away.
func writeWhole(path string, content io.Reader) error {
	w, err := os.CreateTemp(filepath.Dir(path), ".yorisoi-*")
	if err != nil {
		return errors.Join(refuse("attachment_unwritten"), withoutPath(err))
	}
	source := &contentReader{r: content}
	_, err = io.Copy(w, source)
	err = errors.Join(err, w.Sync(), w.Close())
	if err == nil {
		err = os.Rename(w.Name(), path)
	}
	if err == nil {
		return nil
	}
	err = errors.Join(withoutPath(err), withoutPath(os.Remove(w.Name())))
	if source.err != nil {
		return err // it was not the disk
	}
	return errors.Join(refuse("attachment_unwritten"), err)
}

// contentReader remembers that reading failed.
type contentReader struct {
	r   io.Reader
	err error
}

func (w *contentReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// withoutPath is an error of the system without the name of the file, which
// may be the name of a family.
func withoutPath(err error) error {
	var at *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
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
