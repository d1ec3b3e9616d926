package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Ids of the pages that the rail leads to. Others have a kind and an id:
// "case:…", "visit:…".
const (
	idToday     = "today"
	idCases     = "cases"
	idIntakes   = "intakes"
	idVisits    = "visits"
	idMeetings  = "meetings"
	idRegistry  = "registry"
	idProgress  = "progress"
	idApprovals = "approvals"
	idResources = "resources"
	idSettings  = "settings"
)

var railIDs = []string{idToday, idCases, idIntakes, idVisits, idMeetings, idRegistry, idApprovals, idResources, idSettings}

// desk is the window of somebody signed in.
type desk struct {
	program *Program
	session *session
	owner   *async.Owner
	deps    page.Deps

	deck  *deck
	pages map[string]page.Page

	rail   *widget.Rail
	top    *widget.TopBar
	tabs   *widget.TabStrip
	middle *fyne.Container
	float  *floating
	search *searching
	root   fyne.CanvasObject

	touched time.Time // when somebody last did something
	left    bool      // the pages were taken away: late answers do nothing
}

var (
	_ page.Nav = (*desk)(nil)
	_ phase    = (*desk)(nil)
)

func newDesk(p *Program, s *session) *desk {
	d := &desk{
		program: p, session: s, owner: p.root.Child(),
		deck: newDeck(homeOf(s.store)), pages: map[string]page.Page{}, touched: p.c.Now(),
	}
	d.deps = page.Deps{
		Store: s.store, Sync: s.engine, Owner: d.owner, Nav: d,
		Clock: p.c.Now, Look: lookOf{p}, Dir: s.dir, Folders: &p.folders, Active: d.touch,
	}
	d.keepCopies()
	d.build()
	d.follow()
	d.open(d.deck.open[0])
	return d
}

// shut reports whether a page is of no use to somebody who is given no key.
func (d *desk) shut(id string) bool {
	kind, _, _ := strings.Cut(id, ":")
	return d.deck.open[0] == idSettings && slices.Contains(keyed, kind)
}

// keyed are the kinds of pages on which there is nothing to see without a key.
var keyed = []string{
	idToday, idCases, idIntakes, idVisits, idMeetings, idRegistry, idProgress, idApprovals, idResources,
	"case", "newcase", "record", "note", "visit", "conflict", "intake", "report", "meeting", "approval",
}

// homeOf is the page that somebody begins at: who is given no key has nothing
// to read but the settings.
func homeOf(s *store.Store) string {
	if s.Reads() {
		return idToday
	}
	return idSettings
}

func (d *desk) build() {
	items := []widget.RailItem{
		{ID: idToday, Icon: "today", Word: present.T("shell.today")},
		{ID: idCases, Icon: "case", Word: present.T("shell.cases")},
		{ID: idIntakes, Icon: "phone", Word: present.T("shell.intakes")},
		{ID: idVisits, Icon: "visit", Word: present.T("shell.visits")},
		{ID: idMeetings, Icon: "meeting", Word: present.T("shell.meetings")},
		{ID: idRegistry, Icon: "registry", Word: present.T("shell.registry")},
		{ID: idApprovals, Icon: "approval", Word: present.T("shell.approvals")},
		{ID: idResources, Icon: "resource", Word: present.T("shell.resources")},
		{ID: idSettings, Icon: "settings", Word: present.T("shell.settings")},
	}
	if d.deck.open[0] == idSettings {
		items = items[len(items)-1:]
	}
	d.rail = widget.NewRail(items, d.open)
	d.top = widget.NewTopBar(widget.TopBarLabels{
		Search: present.T("shell.search"), Hint: "Ctrl+K", Lock: present.T("button.lock"),
	})
	me := d.session.store.Me()
	job := d.session.store.Library().Display("job", me.Job, string(present.CurrentLanguage()))
	d.top.SetPerson(me.Name, present.T("name.staff", present.Named{"name": me.Name, "job": job}))
	d.top.OnLock = func() { d.program.lock(d) }
	d.top.OnPerson = func() { d.open(idSettings) }
	d.top.OnSync = d.showSyncPanel
	d.tabs = widget.NewTabStrip(d.open, d.closeTab)
	d.middle = container.NewStack()
	d.float = newFloating()
	d.search = newSearching(d)
	all := container.New(frame{}, d.rail, d.top, d.tabs, d.middle)
	d.root = newMotion(container.NewStack(all, d.float.layer), d.touch)
}

// frame places rail, top bar, tabs and page.
type frame struct{}

func (frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1100, 700) }

func (frame) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rail, top, tabs := o[0].MinSize().Width, o[1].MinSize().Height, o[2].MinSize().Height
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	put(o[0], 0, 0, rail, size.Height)
	put(o[1], rail, 0, size.Width-rail, top)
	put(o[2], rail, top, size.Width-rail, tabs)
	put(o[3], rail, top+tabs, size.Width-rail, size.Height-top-tabs)
}

func (d *desk) content() fyne.CanvasObject { return d.root }

// touch notes that somebody is there.
func (d *desk) touch() { d.touched = d.program.c.Now() }

// open brings the page of an id to the front.
func (d *desk) open(id string) {
	if d.left {
		return
	}
	if d.shut(id) {
		id = idSettings // whatever a key or a link asks for
	}
	if d.pages[id] == nil {
		pg, err := d.make(id)
		if err != nil {
			d.Fail(err)
			return
		}
		d.pages[id] = pg
	}
	if front := d.front(); front != nil && d.deck.current != id {
		front.Leave()
	}
	d.deck.show(id)
	d.draw()
}

func (d *desk) front() page.Page { return d.pages[d.deck.current] }

// make builds the page of an id that carries no more than an id.
func (d *desk) make(id string) (page.Page, error) {
	switch id {
	case idToday:
		return page.NewToday(d.deps), nil
	case idCases:
		return page.NewCases(d.deps), nil
	case idVisits:
		return page.NewVisits(d.deps), nil
	case idIntakes:
		return page.NewIntakes(d.deps), nil
	case idMeetings:
		return page.NewMeetings(d.deps), nil
	case idRegistry:
		return page.NewRegistry(d.deps), nil
	case idProgress:
		return page.NewProgress(d.deps), nil
	case idApprovals:
		return page.NewApprovals(d.deps), nil
	case idResources:
		return page.NewResources(d.deps), nil
	case idSettings:
		return page.NewSettings(d.deps), nil
	}
	kind, text, _ := strings.Cut(id, ":")
	target, err := uuid.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("open page %s: %w", kind, err)
	}
	switch kind {
	case "case":
		return page.NewCase(d.deps, target), nil
	case "record":
		return page.NewRecord(d.deps, target), nil
	case "conflict":
		return page.NewConflict(d.deps, target), nil
	case "report":
		return page.NewReport(d.deps, target), nil
	case "meeting":
		return page.NewMeeting(d.deps, target), nil
	case "approval":
		return page.NewApproval(d.deps, target), nil
	}
	return nil, errors.New("open page: no such kind: " + kind)
}

// draw shows the page in front and its tab.
func (d *desk) draw() {
	if d.left {
		return
	}
	d.touch()
	d.search.hide()
	front := d.front()
	if len(d.middle.Objects) != 1 || d.middle.Objects[0] != front.Content() {
		d.program.win.Canvas().Focus(nil)
		d.middle.Objects = []fyne.CanvasObject{front.Content()}
		d.middle.Refresh()
	}
	d.Retitle()
	front.Show()
}

// Retitle draws rail and tabs.
func (d *desk) Retitle() {
	if d.left {
		return
	}
	var tabs []widget.Tab
	for _, id := range d.deck.open {
		tabs = append(tabs, widget.Tab{ID: id, Word: d.pages[id].Title(), Pinned: id == d.deck.open[0]})
	}
	d.tabs.Set(tabs, d.deck.current)
	d.rail.Select(railOf(d.deck.current))
}

// railOf is the destination of the rail that a page belongs to.
func railOf(id string) string {
	kind, _, _ := strings.Cut(id, ":")
	switch kind {
	case "case", "record", "note", "newcase":
		return idCases
	case "visit":
		return idVisits
	case "conflict":
		return idToday
	case "intake", "report":
		return idIntakes
	case "meeting":
		return idMeetings
	case idProgress:
		return idRegistry
	case "approval":
		return idApprovals
	}
	return kind
}

func (d *desk) closeTab(id string) {
	pg := d.pages[id]
	if pg == nil || id == d.deck.open[0] {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := pg.Keep(ctx); err != nil {
		d.Fail(err)
		return
	}
	pg.Leave()
	d.deck.close(id)
	delete(d.pages, id)
	d.draw()
	pg.Close()
}

func (d *desk) back() {
	if front := d.front(); front != nil {
		front.Leave()
	}
	if d.deck.back() {
		d.draw()
	}
}

func (d *desk) typedKey(e *fyne.KeyEvent) {
	d.touch()
	switch e.Name {
	case fyne.KeyDown:
		d.search.step(1)
	case fyne.KeyUp:
		d.search.step(-1)
	case fyne.KeyEscape:
		d.escape()
	}
}

// escape takes away what lies on top, or goes back.
func (d *desk) escape() {
	switch {
	case page.CloseTop(d.program.win):
	case d.search.hide():
	default:
		d.back()
	}
}

func (d *desk) shortcut(s fyne.Shortcut) {
	d.touch()
	key, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return
	}
	switch *key {
	case *keySearch:
		d.top.FocusSearch()
	case *keyLock:
		d.program.lock(d)
	case *keyClose:
		d.closeTab(d.deck.current)
	case *keyNew:
		d.OpenNewCase()
	case *keyBack:
		d.back()
	case *keyNextTab, *keyPrevTab:
		by := 1
		if *key == *keyPrevTab {
			by = -1
		}
		d.front().Leave()
		d.deck.step(by)
		d.draw()
	default:
		for i, name := range pageKeyName {
			if key.KeyName == name {
				d.open(railIDs[i])
			}
		}
	}
}

// keep saves what was typed on every page.
func (d *desk) keep(ctx context.Context) error {
	var errs []error
	for _, pg := range d.pages {
		if err := pg.Keep(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// close ends the pages' work, the sync and the store.
func (d *desk) close() { d.takeAway()() }

// takeAway empties the desk, on the drawing goroutine, and returns what is
// left to do, which may wait: an answer that comes in between finds no page.
func (d *desk) takeAway() (end func()) {
	leave := d.takePages()
	return func() {
		leave()
		d.session.close()
	}
}

// leavePages ends the pages' work; the session goes on.
func (d *desk) leavePages() { d.takePages()() }

func (d *desk) takePages() (end func()) {
	pages := d.pages
	d.pages, d.left = map[string]page.Page{}, true
	d.session.listen(nil)
	return func() {
		for _, pg := range pages {
			pg.Close()
		}
		d.owner.Close()
	}
}

// canMake reports whether the page of an id can be made from the id alone.
func (d *desk) canMake(id string) bool {
	switch kind, _, _ := strings.Cut(id, ":"); kind {
	case "visit", "note", "newcase":
		return false
	}
	return true
}

// changed tells the pages what the store says.
func (d *desk) changed(e store.Event) {
	d.keepCopies()
	for _, pg := range d.pages {
		pg.Changed(e)
	}
}

// keepCopies heeds what the center says about copying on this machine.
func (d *desk) keepCopies() {
	widget.KeepCopies(!d.session.store.Directory().CopiesLeave(d.session.store.Station()))
}
