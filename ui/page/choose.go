package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// fileChoice says what a person is to choose.
type fileChoice struct {
	Purpose string       // the folder is remembered for it
	Title   string       // above
	Do      string       // the word of the button
	DoMany  string       // key of the word for several files; "" where one is chosen
	Filter  files.Filter // which files are shown; nil: all
	Begin   []files.Kind // places to begin at, the best one first
	// Bar tells why a file that is shown cannot be chosen, or nil.
	Bar func(name string) error

	Save     bool   // a name is chosen to write to
	Name     string // the one proposed
	Folder   string // where to begin in place of Begin; "" for nowhere special
	Ending   string // what the name ends in
	Replaces bool   // a file of that name may be written over, after a question

	Chosen func(paths []string)
}

// fileSheet is the sheet in which files are chosen.
type fileSheet struct {
	Deps
	owner  *async.Owner
	parent *async.Owner // outlives the sheet
	choice fileChoice
	system files.System

	picker  *widget.FilePicker
	content *fyne.Container
	name    *widget.Entry // of what is saved; nil where files are opened
	fault   *faultBox
	foot    *widget.Text
	do      *widget.Button
	hide    func()
	root    fyne.CanvasObject // what lies over the window

	places  []files.Place
	listing *files.Listing // nil until the first folder was read
	order   files.Order
	ticked  map[string]bool // by name
	turn    int             // the last reading that was begun
	stop    func()          // ends it
	busy    bool            // what was chosen is being looked at
	lost    error           // why the folder to begin at is not shown
	slow    *async.Debouncer
	search  searchAhead
	press   lastPress
}

// chooseFiles opens the sheet.
func (d Deps) chooseFiles(owner *async.Owner, c fileChoice) {
	s := &fileSheet{
		Deps: d, owner: owner.Child(), parent: owner, choice: c, system: files.ThisSystem(), order: files.Newest,
		ticked: map[string]bool{}, fault: newFaultBox(), stop: func() {}, foot: widget.NewText("", widget.Small),
	}
	s.slow = async.NewDebouncer(s.owner, progressAfter)
	s.build()
	s.hide = showTall(d.Nav.Window(), chooseWidth, s.content)
	s.root = d.Nav.Window().Canvas().Overlays().Top()
	s.focus()
	s.begin()
	s.owner.Every(glanceAtPlaces, s.glance)
}

func (s *fileSheet) build() {
	s.picker = widget.NewFilePicker(widget.FileWords{
		Up: present.T("files.up"), Type: present.T("files.type"), TypeHint: present.T("files.type_hint"), Places: present.T("files.places"),
		Columns: [3]string{present.T("files.name"), present.T("files.date"), present.T("files.size")},
	}, s.choice.DoMany != "")
	s.picker.Length = s.length
	s.picker.Row = s.row
	s.picker.OnFolder = s.open
	s.picker.OnUp = s.up
	s.picker.OnTyped = s.typedPath
	s.picker.OnSort = s.sortBy
	s.picker.List.OnOpened = s.entered
	s.picker.List.OnPressed = s.pressed
	s.picker.List.OnMarked = func(int) { s.told() }
	s.picker.List.OnKey = s.key
	s.picker.List.OnRune = s.typed
	s.picker.SetSorted(int(s.order.By), s.order.Down)
	s.do = widget.NewPrimary(s.choice.Do, s.confirm)
	s.do.Disable()
	buttons := widget.Line(1.25, s.do, widget.NewButton(present.T("button.cancel"), s.close))
	rows := []fyne.CanvasObject{widget.NewText(s.choice.Title, widget.Title), s.picker, s.foot, s.fault, widget.LineFill(1, 1, buttons)}
	if s.choice.Save {
		s.name = widget.NewEntry(present.T("files.save_name"))
		s.name.SetText(s.choice.Name)
		s.name.OnChanged = func(string) { s.told() }
		s.name.OnSubmitted = func(string) { s.confirm() }
		folder := widget.NewButton(present.T("files.new_folder"), s.askFolder)
		folder.Icon = "add"
		rows = append(rows[:3:3], s.name, s.fault, widget.LineFill(1, 1, buttons, widget.NewText("", widget.Small), folder))
	}
	s.content = newRowsFill(1, 1.25, rows...)
	s.fault.within = s.content
	s.content = newChooseFrame(s.Nav.Window(), s.content)
}

// focus puts the keyboard where one begins.
func (s *fileSheet) focus() {
	if s.name != nil {
		s.name.Focus()
		return
	}
	s.picker.List.Focus()
}

// close takes the sheet away and ends its work; a disk that is slow to answer
// is waited for by the page.
func (s *fileSheet) close() {
	s.stop()
	s.hide()
	s.parent.Go(func(context.Context) { s.owner.Close() })
}

// isOpen reports whether the sheet still lies over the window: Esc takes it
// away without asking.
func (s *fileSheet) isOpen() bool {
	return slices.Contains(s.Nav.Window().Canvas().Overlays().List(), s.root)
}

// told says below the list what is shown, and whether it can be gone on.
func (s *fileSheet) told() {
	s.foot.SetText(s.footWords())
	n := len(s.ticked)
	word := s.choice.Do
	if n > 0 {
		word = present.T(s.choice.DoMany, n)
	}
	s.do.SetText(word)
	if s.ready() {
		s.do.Enable()
	} else {
		s.do.Disable()
	}
	s.content.Refresh()
}

// ready reports whether the button has something to do: a name, something
// ticked, or the file that is marked.
func (s *fileSheet) ready() bool {
	switch {
	case s.busy || s.listing == nil:
		return false
	case s.name != nil:
		return strings.TrimSpace(s.name.Text()) != ""
	case s.choice.DoMany != "":
		return len(s.ticked) > 0
	}
	e := s.marked()
	return e != nil && !e.Folder && s.bar(e.Name) == nil
}

// marked is the entry that the keyboard is at, nil for none.
func (s *fileSheet) marked() *files.Entry {
	i := s.picker.List.Selected()
	if s.listing == nil || i < 0 || i >= len(s.listing.Entries) {
		return nil
	}
	return &s.listing.Entries[i]
}

func (s *fileSheet) footWords() string {
	switch {
	case s.search.text != "":
		return present.T("files.searching", s.search.text)
	case s.listing == nil:
		return ""
	case len(s.listing.Entries) == 0 && s.listing.LeftOut == 0:
		return present.T("files.empty")
	}
	words := present.T("files.count", len(s.listing.Entries))
	if n := s.listing.LeftOut; n > 0 {
		words = joined(words, present.T("files.left_out", n))
	}
	return words
}

func (s *fileSheet) length() int {
	if s.listing == nil {
		return 0
	}
	return len(s.listing.Entries)
}

// row is an entry in words.
func (s *fileSheet) row(i int) widget.FileRow {
	e := s.listing.Entries[i]
	r := widget.FileRow{Name: e.Name, Date: s.moment(e.Changed), Folder: e.Folder, Icon: "case", Ticked: s.ticked[e.Name]}
	if e.Folder {
		return r
	}
	r.Icon, r.Size, r.Barred = "file", sizeWord(e.Size), s.bar(e.Name) != nil
	if pictureEndings.Takes(e.Name) {
		r.Icon = "camera"
	}
	return r
}

// bar tells why a file cannot be chosen.
func (s *fileSheet) bar(name string) error {
	if s.choice.Bar == nil {
		return nil
	}
	return s.choice.Bar(name)
}

// pictureEndings are the files that are shown as pictures.
var pictureEndings = files.Filter{".jpg", ".jpeg", ".png", ".heic", ".heif", ".gif", ".webp", ".bmp", ".tif", ".tiff"}
