package ui

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// hitLimit is how many answers hang below the search box.
const hitLimit = 8

// searching is the search over everything: what is typed, and the answers
// that hang below it.
type searching struct {
	desk  *desk
	wait  *async.Debouncer
	turn  int
	query string // that the answers are for
	hits  []store.Hit
	rows  []*widget.Area
	enter bool // Enter came before the answers
}

func newSearching(d *desk) *searching {
	s := &searching{desk: d, wait: async.NewDebouncer(d.owner, async.TypingPause)}
	d.top.OnSearch = s.typed
	d.top.OnSubmit = s.submit
	d.top.OnDown = func() { s.focus(0) }
	d.top.OnEscape = func() {
		s.hide()
		d.program.win.Canvas().Focus(nil)
	}
	return s
}

func (s *searching) typed(text string) {
	s.desk.touch()
	s.enter = false
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) < 2 {
		s.wait.Cancel()
		s.turn++
		s.query = ""
		s.close()
		return
	}
	s.wait.Call(func() { s.ask(text) })
}

func (s *searching) ask(text string) {
	s.turn++
	turn := s.turn
	async.Run(s.desk.owner, func(ctx context.Context) ([]store.Hit, error) {
		return s.desk.session.store.Search(ctx, text, hitLimit)
	}, func(hits []store.Hit, err error) {
		if turn != s.turn {
			return
		}
		if err != nil {
			s.desk.Fail(err)
			return
		}
		s.query, s.hits = text, hits
		if s.enter && len(hits) > 0 {
			s.open(hits[0])
			return
		}
		s.show()
	})
}

// submit opens the first answer, once it is there.
func (s *searching) submit(text string) {
	text = strings.TrimSpace(text)
	if text == s.query && len(s.hits) > 0 {
		s.open(s.hits[0])
		return
	}
	s.enter = true
	s.wait.Flush()
}

func (s *searching) show() {
	list := widget.Rows(0)
	s.rows = nil
	for _, hit := range s.hits {
		row := widget.NewArea(widget.PadXY(1.5, 0.75, hitRow(hit)), func() { s.open(hit) })
		s.rows = append(s.rows, row)
		list.Add(row)
	}
	if len(s.hits) == 0 {
		list.Add(widget.Pad(1.5, widget.NewText(present.T("shell.search_none"), widget.SmallPara)))
		if s.desk.deps.Store.GlassRules().Member {
			row := widget.NewArea(widget.Pad(1.5, widget.NewText(present.T("glass.from_search"), widget.Body)), s.openGlass)
			s.rows = append(s.rows, row)
			list.Add(row)
		}
	}
	s.desk.float.setDrop(widget.NewSheet(list))
}

func hitRow(hit store.Hit) fyne.CanvasObject {
	title := hit.Title
	if hit.Kind == store.KindFamily {
		title = present.Family(hit.Family)
	}
	spans := []widget.Span{{Text: title, Bold: true}}
	if hit.Kind != store.KindFamily && hit.Family != "" {
		spans = append(spans, widget.Span{Text: "  " + present.Family(hit.Family), Color: theme.Muted})
	}
	return widget.LineFill(1, 1,
		widget.NewChip(page.KindWord(hit.Kind), page.KindTone(hit.Kind)),
		widget.Rows(0, widget.NewSpans(widget.Body, spans...), widget.NewText(hit.Sub, widget.Small)),
	)
}

func (s *searching) open(hit store.Hit) {
	s.note(hit.Case)
	s.hide()
	s.desk.top.SetSearch("")
	switch hit.Kind {
	case store.KindFamily, store.KindPerson, store.KindRelation, store.KindAgency:
		s.desk.OpenCase(hit.Case)
	case store.KindIntake:
		s.desk.OpenReport(hit.Record)
	case store.KindMeeting:
		s.desk.OpenMeeting(hit.Record)
	case store.KindResource:
		s.desk.OpenResources()
	default:
		if hit.Record == uuid.Nil {
			s.desk.OpenCase(hit.Case)
			return
		}
		s.desk.OpenRecord(hit.Record)
	}
}

// openGlass leads to the envelopes for emergencies.
func (s *searching) openGlass() {
	s.hide()
	s.desk.top.SetSearch("")
	s.desk.OpenGlass()
}

// focus puts the keyboard on answer i.
func (s *searching) focus(i int) {
	if i >= 0 && i < len(s.rows) {
		s.desk.program.win.Canvas().Focus(s.rows[i])
	}
}

// step moves the keyboard among the answers and reports whether it was there.
func (s *searching) step(by int) bool {
	if s.desk.float.drop == nil {
		return false
	}
	focused := s.desk.program.win.Canvas().Focused()
	for i, row := range s.rows {
		if focused == fyne.Focusable(row) {
			if i+by < 0 {
				s.desk.top.FocusSearch()
			} else {
				s.focus(i + by)
			}
			return true
		}
	}
	return false
}

func (s *searching) close() {
	s.hits, s.rows = nil, nil
	s.desk.float.setDrop(nil)
}

// hide takes the answers away and reports whether there were any.
func (s *searching) hide() bool {
	was := s.desk.float.drop != nil
	s.wait.Cancel()
	s.turn++
	s.query = ""
	s.close()
	return was
}
