package page

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// attachEndings are the files that are shown; those of telephones that cannot
// be read are among them, so that it can be said what to do about them.
var attachEndings = files.Filter{".jpg", ".jpeg", ".png", ".pdf", ".heic", ".heif"}

// barHEIC tells of a photograph that cannot be read what to do about it.
func barHEIC(name string) error {
	if (files.Filter{".heic", ".heif"}).Takes(name) {
		return store.ErrAttachmentHEIC
	}
	return nil
}

// chooseFile lets one look for files.
func (a *attachments) chooseFile() {
	a.chooseFiles(a.owner, fileChoice{
		Purpose: "attach", Title: present.T("attach.choose"), Do: present.T("attach.choose_do"), DoMany: "attach.choose_many",
		Filter: attachEndings, Bar: barHEIC, Begin: []files.Kind{files.Pictures, files.Home},
		Chosen: func(paths []string) {
			uris := make([]fyne.URI, len(paths))
			for i, path := range paths {
				uris[i] = storage.NewFileURI(path)
			}
			a.add(uris)
		},
	})
}

// addedFiles is what became of the files that were to be added.
type addedFiles struct {
	count int
	name  string // of the first that could not be added
	err   error
}

// add takes files in, one after the other; one that cannot be kept does not
// stop the others. A second try while the first goes on does nothing.
func (a *attachments) add(files []fyne.URI) {
	if len(files) == 0 || a.choose.Disabled() {
		return
	}
	a.choose.Disable()
	a.fault.set(nil)
	if a.Active != nil {
		a.Active()
	}
	owner := a.owner.Child()
	bar := widget.NewProgress("", present.T("button.cancel"))
	bar.OnCancel = owner.Close
	running, step := true, 0
	show := func() {
		if !running {
			return
		}
		bar.Set(float64(step)/float64(len(files)), present.T("attach.adding", files[step].Name()), present.T("attach.of", step+1, len(files)))
		if len(a.working.Objects) > 0 {
			return
		}
		a.work(bar)
	}
	async.NewDebouncer(a.owner, progressAfter).Call(show)
	async.Run(a.owner, func(context.Context) (addedFiles, error) {
		defer owner.Close()
		return a.addAll(owner.Context(), files, func(n int) {
			a.owner.Show(func() {
				step = n
				if len(a.working.Objects) > 0 {
					show()
				}
			})
		}), nil
	}, func(done addedFiles, _ error) {
		running = false
		a.finish(done)
	})
}

func (a *attachments) addAll(ctx context.Context, files []fyne.URI, step func(int)) addedFiles {
	var done addedFiles
	for i, f := range files {
		step(i)
		err := a.addOne(ctx, f)
		if ctx.Err() != nil {
			return done // somebody stopped it
		}
		if err != nil && done.err == nil {
			done.name, done.err = f.Name(), err
		}
		if err == nil {
			done.count++
		}
	}
	return done
}

func (a *attachments) addOne(ctx context.Context, file fyne.URI) error {
	f, err := os.Open(file.Path())
	if err != nil {
		return refuse("attachment_unreadable")
	}
	defer f.Close()
	_, err = a.Store.Attach(ctx, store.NewAttachment{
		Record: store.NewRecordID(), Case: a.kase, Parent: a.parent, Name: filepath.Base(file.Path()), Content: f,
	})
	var path *os.PathError
	if errors.As(err, &path) {
		return refuse("attachment_unreadable")
	}
	return err
}

// finish says what became of the files.
func (a *attachments) finish(done addedFiles) {
	a.choose.Enable()
	a.work()
	if done.err != nil {
		a.work(widget.NewText(present.T("attach.not_added", done.name), widget.Style{Bold: true, Wrap: true}))
	}
	a.fault.set(done.err)
	if done.count > 0 {
		a.Nav.Say(present.T("attach.added", done.count))
		a.added()
	}
}

// work shows how far adding is, or what became of it.
func (a *attachments) work(objects ...fyne.CanvasObject) {
	a.working.Objects, a.working.Hidden = objects, len(objects) == 0
	a.working.Refresh()
	a.content.Refresh()
}

// dropped takes the files of those that were let fall on the window.
func (a *attachments) dropped(uris []fyne.URI) {
	var files []fyne.URI
	for _, u := range uris {
		if u.Scheme() == "file" {
			files = append(files, u)
		}
	}
	a.add(files)
}
