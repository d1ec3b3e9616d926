package page

import (
	"context"
	"path/filepath"
	"strings"

	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// confirm chooses what is ticked or marked, or saves under the name.
func (s *fileSheet) confirm() {
	switch {
	case s.busy || s.listing == nil:
	case s.name != nil:
		s.confirmName()
	case len(s.ticked) > 0:
		var paths []string
		for i, e := range s.listing.Entries {
			if s.ticked[e.Name] {
				paths = append(paths, s.listing.Path(i))
			}
		}
		s.take(paths)
	default:
		if e := s.marked(); e != nil && e.Folder {
			s.open(filepath.Join(s.listing.Folder, e.Name))
		} else if e != nil {
			s.take([]string{filepath.Join(s.listing.Folder, e.Name)})
		}
	}
}

// take hands on what was chosen, if it is still there: a drive may have been
// pulled out since the folder was read.
func (s *fileSheet) take(paths []string) {
	for _, path := range paths {
		if err := s.bar(filepath.Base(path)); err != nil {
			s.fault.set(err)
			return
		}
	}
	s.setBusy(true)
	async.Run(s.owner, func(context.Context) (struct{}, error) {
		for _, path := range paths {
			found, err := files.Look(path)
			if err == nil && found != files.File {
				err = files.ErrGone
			}
			if err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	}, func(_ struct{}, err error) {
		s.setBusy(false)
		if err != nil {
			s.fail(err)
			return
		}
		s.finish(paths)
	})
}

// finish remembers the folder and hands the paths on.
func (s *fileSheet) finish(paths []string) {
	s.Folders.Keep(s.choice.Purpose, filepath.Dir(paths[0]))
	s.close()
	s.choice.Chosen(paths)
}

// confirmName saves under what is typed: a name in this folder, or a path.
func (s *fileSheet) confirmName() {
	text := strings.TrimSpace(s.name.Text())
	switch {
	case text == "":
		s.fault.set(folderFault(files.ErrNoName))
	case files.IsPath(text):
		s.saveAs(s.resolve(text))
	default:
		s.saveAs(filepath.Join(s.listing.Folder, text))
	}
}

// saveAs checks a path that is to be written to. One that is a folder is
// opened.
func (s *fileSheet) saveAs(path string) {
	folder, name := filepath.Dir(path), filepath.Base(path)
	target := filepath.Join(folder, files.WithEnding(name, s.choice.Ending))
	s.setBusy(true)
	async.Run(s.owner, func(context.Context) (files.Found, error) {
		if found, err := files.Look(path); err != nil || found == files.Folder {
			return found, err
		}
		if err := files.CheckName(name); err != nil {
			return files.Nothing, err
		}
		found, err := files.Look(target)
		if err == nil && found == files.Nothing {
			// What is to be written into has to be there.
			if within, e := files.Look(folder); e != nil || within != files.Folder {
				return found, files.ErrGone
			}
		}
		return found, err
	}, func(found files.Found, err error) {
		s.setBusy(false)
		switch {
		case err != nil:
			s.fail(err)
		case found == files.Folder:
			s.open(path)
		case found == files.Nothing:
			s.finish([]string{target})
		case s.choice.Replaces:
			s.askReplace(target)
		default:
			s.fault.set(refuse("files_exists"))
			s.name.Focus()
		}
	})
}

// askReplace asks before a file is written over.
func (s *fileSheet) askReplace(path string) {
	var hide func()
	keep := widget.NewPrimary(present.T("files.other_name"), func() {
		hide()
		s.name.Focus()
	})
	hide = ShowOverlay(s.Nav.Window(), 68, widget.Rows(2,
		widget.NewText(present.T("files.replace_title"), widget.Title),
		widget.NewText(filepath.Base(path), widget.Style{Bold: true, Wrap: true}),
		widget.NewText(present.T("files.replace_text"), widget.Paragraph),
		widget.Line(1.25, keep, widget.NewDanger(present.T("files.replace_do"), func() {
			hide()
			s.finish([]string{path})
		}))))
	widget.Focus(keep)
}

// askFolder makes a folder here and opens it.
func (s *fileSheet) askFolder() {
	if s.listing == nil {
		return
	}
	var hide func()
	within, fault, name := s.listing.Folder, newFaultBox(), widget.NewEntry(present.T("files.folder_name"))
	make := func() {
		text := name.Text()
		async.Run(s.owner, func(context.Context) (string, error) { return files.MakeFolder(within, text) }, func(path string, err error) {
			if err != nil {
				fault.set(folderFault(err))
				return
			}
			hide()
			s.open(path)
			s.focus()
		})
	}
	name.OnSubmitted = func(string) { make() }
	rows := widget.Rows(2, widget.NewText(present.T("files.new_folder"), widget.Title), name, fault,
		widget.Line(1.25, widget.NewPrimary(present.T("files.folder_make"), make), widget.NewButton(present.T("button.cancel"), func() { hide() })))
	fault.within = rows
	hide = ShowOverlay(s.Nav.Window(), 64, rows)
	name.Focus()
}
