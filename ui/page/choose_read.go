package page

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

const (
	// chooseWidth and chooseHeight are as large as the sheet becomes, in units.
	chooseWidth, chooseHeight = 118, 78
	// glanceAtPlaces is how often it is looked what is plugged in.
	glanceAtPlaces = 2 * time.Second
)

// newChooseFrame makes content as high as the sheet is: as high as there is
// room for in the window, up to a limit.
func newChooseFrame(win fyne.Window, content fyne.CanvasObject) *fyne.Container {
	return container.New(chooseLayout{win}, content)
}

type chooseLayout struct{ win fyne.Window }

// aroundSheet is what the card and the window leave around a sheet, in units.
const aroundSheet = 10

// MinSize has the height of the sheet.
func (l chooseLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	room := l.win.Canvas().Size().Height - theme.Space(aroundSheet)
	return fyne.NewSize(theme.Space(40), min(theme.Space(chooseHeight), room))
}

// Layout fills.
func (chooseLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}

// placeIcons are the icons of places, by their kind.
var placeIcons = map[files.Kind]string{
	files.Home: "visit", files.Desktop: "desktop", files.Documents: "file", files.Downloads: "download",
	files.Pictures: "camera", files.Disk: "disk", files.Media: "drive",
}

// placeWord is what a place is called.
func placeWord(p files.Place) string {
	switch p.Kind {
	case files.Home:
		return present.T("files.home")
	case files.Desktop:
		return present.T("files.desktop")
	case files.Documents:
		return present.T("files.documents")
	case files.Downloads:
		return present.T("files.downloads")
	case files.Pictures:
		return present.T("files.pictures")
	case files.Disk:
		return present.T("files.disk", p.Name)
	}
	return p.Name
}

// begin finds the places and opens the first folder.
func (s *fileSheet) begin() {
	async.Run(s.owner, func(context.Context) ([]files.Place, error) {
		return s.system.Places(), nil
	}, func(places []files.Place, _ error) {
		s.setPlaces(places)
		for _, folder := range []string{s.choice.Folder, s.Folders.Last(s.choice.Purpose)} {
			if folder != "" {
				s.openFirst(folder)
				return
			}
		}
		s.openFirst(files.Start(places, s.choice.Begin...))
	})
}

// openFirst opens the folder to begin at. Where it is not to be read any more,
// that is said, and the first place is shown in its stead.
func (s *fileSheet) openFirst(folder string) {
	s.read(folder, func(err error) {
		home := files.Start(s.places)
		if folder == home {
			s.fail(err)
			return
		}
		s.lost = folderFault(err)
		s.read(home, s.fail)
	})
}

// glance looks what is plugged in now. A sheet that was taken away ends.
func (s *fileSheet) glance() {
	if !s.isOpen() {
		s.stop()
		s.parent.Go(func(context.Context) { s.owner.Close() })
		return
	}
	async.Run(s.owner, func(context.Context) ([]files.Place, error) {
		return s.system.Places(), nil
	}, func(places []files.Place, _ error) {
		if !slices.Equal(places, s.places) {
			s.setPlaces(places)
		}
	})
}

func (s *fileSheet) setPlaces(places []files.Place) {
	s.places = places
	shown := make([]widget.FilePlace, len(places))
	for i, p := range places {
		shown[i] = widget.FilePlace{Icon: placeIcons[p.Kind], Word: placeWord(p), Path: p.Path}
	}
	at := ""
	if s.listing != nil {
		at = s.listing.Folder
	}
	s.picker.SetPlaces(shown, at)
}

// open reads a folder and shows it; one that cannot be read is told, and the
// one before stays.
func (s *fileSheet) open(folder string) { s.read(folder, s.fail) }

// read shows a folder, or calls failed. What is read slowly says so; another
// folder that is opened meanwhile ends it.
func (s *fileSheet) read(folder string, failed func(error)) {
	s.stop()
	s.turn++
	turn := s.turn
	ctx, cancel := context.WithCancel(s.owner.Context())
	s.stop = cancel
	s.slow.Call(func() {
		if turn == s.turn {
			s.foot.SetText(present.T("files.reading"))
		}
	})
	async.Run(s.owner, func(context.Context) (*files.Listing, error) {
		defer cancel()
		l, err := files.Read(ctx, folder, s.choice.Filter)
		if err == nil {
			files.Sort(l.Entries, files.Newest)
		}
		return l, err
	}, func(l *files.Listing, err error) {
		if turn != s.turn {
			return
		}
		s.slow.Cancel()
		if err != nil {
			failed(err)
			return
		}
		s.show(l)
	})
}

// show shows what a folder holds.
func (s *fileSheet) show(l *files.Listing) {
	from := ""
	if s.listing != nil {
		from = s.listing.Folder
	}
	s.listing, s.ticked, s.search, s.press = l, map[string]bool{}, searchAhead{}, lastPress{}
	if s.order != files.Newest {
		files.Sort(l.Entries, s.order)
	}
	s.fault.set(s.lost)
	s.lost = nil
	var way []widget.FileCrumb
	for _, c := range files.Crumbs(l.Folder, s.places) {
		word := c.Name
		if c.At != nil {
			word = placeWord(*c.At)
		}
		way = append(way, widget.FileCrumb{Word: word, Path: c.Path})
	}
	_, above := files.Up(l.Folder)
	s.picker.SetWay(way, !above)
	s.picker.List.Reload()
	// Whoever comes from within finds where that was.
	for i := range l.Entries {
		if l.Path(i) == from {
			s.picker.List.Select(i)
		}
	}
	s.told()
}

// fail tells why a folder cannot be shown. What was shown stays, unless it is
// the one that has gone.
func (s *fileSheet) fail(err error) {
	s.fault.set(folderFault(err))
	s.told()
}

// folderFault is an error of a folder in the words of the page.
func folderFault(err error) error {
	for _, known := range []struct {
		err  error
		code string
	}{
		{files.ErrForbidden, "files_forbidden"}, {files.ErrGone, "files_gone"}, {files.ErrNotFolder, "files_gone"},
		{files.ErrExists, "files_exists"}, {files.ErrNoName, "files_no_name"}, {files.ErrName, "files_name"},
		{files.ErrUnreadable, "files_unreadable"},
	} {
		if errors.Is(err, known.err) {
			return errors.Join(refuse(known.code), err)
		}
	}
	return err
}

// sortBy sorts by a column, or the other way round.
func (s *fileSheet) sortBy(column int) {
	s.order = s.order.Then(files.Column(column))
	s.picker.SetSorted(column, s.order.Down)
	if s.listing == nil {
		return
	}
	files.Sort(s.listing.Entries, s.order)
	s.picker.List.Reload()
	s.told()
}
