package page

import (
	"context"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"yorisoi/ui/async"
	"yorisoi/ui/files"
)

// searchAhead is what is typed to find a name in the list.
type searchAhead struct {
	text string
	at   time.Time // when the last sign came
}

// lastPress is the row that was pressed last.
type lastPress struct {
	name string
	at   time.Time
}

const (
	// typingAhead is after which pause another name is begun.
	typingAhead = 1500 * time.Millisecond
	// twice is how soon a second press on a file chooses it.
	twice = 600 * time.Millisecond
)

// typed finds a name by its beginning, or begins a path.
func (s *fileSheet) typed(r rune) {
	now := s.Now()
	if now.Sub(s.search.at) > typingAhead {
		s.search.text = ""
	}
	if s.search.text == "" {
		if files.IsPath(string(r)) {
			s.picker.TypePath(string(r))
			return
		}
		if unicode.IsSpace(r) || !unicode.IsPrint(r) || s.listing == nil {
			return
		}
	}
	s.search = searchAhead{text: s.search.text + string(r), at: now}
	if i := files.Find(s.listing.Entries, s.search.text, max(s.picker.List.Selected(), 0)); i >= 0 {
		s.picker.List.Select(i)
	}
	s.told()
}

// key is what the keys do in the list beside moving.
func (s *fileSheet) key(e *fyne.KeyEvent) bool {
	typing := s.search.text != "" && s.Now().Sub(s.search.at) <= typingAhead
	switch e.Name {
	case fyne.KeyBackspace:
		if typing {
			runes := []rune(s.search.text)
			s.search = searchAhead{text: string(runes[:len(runes)-1]), at: s.Now()}
			s.told()
			return true
		}
		s.up()
		return true
	case fyne.KeySpace:
		if !typing {
			s.tick()
		}
		return true
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		s.search.text = ""
	}
	return false
}

// up leads to the folder above.
func (s *fileSheet) up() {
	if s.listing == nil {
		return
	}
	if up, ok := files.Up(s.listing.Folder); ok {
		s.open(up)
	}
}

// tick ticks the marked file, or takes the tick away.
func (s *fileSheet) tick() {
	e := s.marked()
	if e == nil || e.Folder || s.choice.DoMany == "" {
		return
	}
	if err := s.bar(e.Name); err != nil {
		s.fault.set(err)
		return
	}
	s.fault.set(nil)
	if s.ticked[e.Name] {
		delete(s.ticked, e.Name)
	} else {
		s.ticked[e.Name] = true
	}
	s.picker.List.RefreshRow(s.picker.List.Selected())
	s.told()
}

// pressed answers the pointer: a folder is opened, a file is marked or ticked,
// and chosen when it is pressed again at once.
func (s *fileSheet) pressed(i int) {
	e, now := s.listing.Entries[i], s.Now()
	again := s.press.name == e.Name && now.Sub(s.press.at) <= twice
	s.press = lastPress{name: e.Name, at: now}
	s.search.text = ""
	switch {
	case e.Folder:
		s.open(s.listing.Path(i))
	case s.name != nil:
		s.name.SetText(e.Name)
		s.told()
	case again:
		if s.choice.DoMany != "" && !s.ticked[e.Name] {
			s.tick() // the first of the two had taken it away
		}
		s.confirm()
	case s.choice.DoMany != "":
		s.tick()
	default:
		s.fault.set(s.bar(e.Name))
		s.told()
	}
}

// entered answers Enter in the list.
func (s *fileSheet) entered(i int) {
	switch e := s.listing.Entries[i]; {
	case e.Folder:
		s.open(s.listing.Path(i))
	case s.name != nil:
		s.name.SetText(e.Name)
		s.told()
		s.name.Focus()
	default:
		s.confirm()
	}
}

// resolve is the path that is meant by what was typed.
func (s *fileSheet) resolve(text string) string {
	folder := s.system.Home
	if s.listing != nil {
		folder = s.listing.Folder
	}
	return files.Resolve(folder, s.system.Home, text)
}

// typedPath goes where a path leads: into a folder, or it chooses a file.
func (s *fileSheet) typedPath(text string) {
	path := s.resolve(text)
	s.look(path, func(found files.Found) {
		switch {
		case found == files.Folder:
			s.open(path)
		case found == files.File && s.name == nil:
			s.take([]string{path})
		default:
			s.fault.set(refuse("files_nothing"))
		}
	})
}

// look finds out what a path leads to.
func (s *fileSheet) look(path string, then func(files.Found)) {
	s.setBusy(true)
	async.Run(s.owner, func(context.Context) (files.Found, error) { return files.Look(path) }, func(found files.Found, err error) {
		s.setBusy(false)
		if err != nil {
			s.fail(err)
			return
		}
		then(found)
	})
}

func (s *fileSheet) setBusy(on bool) {
	s.busy = on
	s.told()
}
