package page

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Parts of a case's page.
const (
	PartOverview  = "overview"
	PartCourse    = "course"
	PartAssess    = "assess"
	PartPlan      = "plan"
	PartMeetings  = "meetings"
	PartServices  = "services"
	PartDocuments = "documents"
	PartHistory   = "history"
)

// caseParts are the parts in the order of their tabs.
var caseParts = []struct{ id, key string }{
	{PartOverview, "case.overview"}, {PartCourse, "case.course"}, {PartAssess, "case.assess"}, {PartPlan, "case.plan"},
	{PartMeetings, "case.meetings"}, {PartServices, "case.services"}, {PartDocuments, "case.documents"}, {PartHistory, "case.history"},
}

// Case is one family's file.
type Case struct {
	base
	id      uuid.UUID
	file    *store.Case
	office  map[string]*store.Record // of the office file, that the case's records name
	rules   casework.File            // the case as the rules of the work see it
	wall    caseWall                 // who may read it
	lasting caseKept                 // how long it is kept
	contact bool                     // address and telephone were asked for
	part    string
	looks   bool // the history shows who looked
	assess  assessView
	plan    planView
	content *fyne.Container
	head    *fyne.Container
	tabs    *widget.SubTabs
	body    *fyne.Container
	course  *course
	photos  *attachments
	reload  *async.Debouncer
	editing *editor // the last one that was opened
}

var _ Page = (*Case)(nil)

// NewCase returns the page of a case, still empty.
func NewCase(d Deps, id uuid.UUID) *Case {
	c := &Case{base: newBase(d), id: id, part: PartOverview}
	c.reload = async.NewDebouncer(c.owner, 150*time.Millisecond)
	c.head = widget.Rows(1, widget.NewText(present.T("shell.loading"), widget.Small))
	var tabs []widget.Tab
	for _, part := range caseParts {
		tabs = append(tabs, widget.Tab{ID: part.id, Word: present.T(part.key)})
	}
	c.tabs = widget.NewSubTabs(tabs, c.choose)
	c.body = container.NewStack()
	c.course = newCourse(c)
	c.photos = newAttachments(d, c.owner, id, uuid.Nil)
	c.photos.changed = c.load
	top := widget.Rows(1.5, c.head, widget.Rows(0, c.tabs, widget.NewRule()))
	c.content = widget.PadXY(3, 2.25, widget.RowsFill(1.75, top, c.body))
	return c
}

// Title is the family's name.
func (c *Case) Title() string {
	if c.file == nil {
		return present.T("shell.loading")
	}
	return present.Family(c.file.Family.Text("name"))
}

// Content is drawn.
func (c *Case) Content() fyne.CanvasObject { return c.content }

// Show reads anew, and takes files that are let fall on the window.
func (c *Case) Show() {
	c.Nav.Window().SetOnDropped(func(_ fyne.Position, files []fyne.URI) { c.Dropped(files) })
	c.load()
}

// Leave gives the window's drops back.
func (c *Case) Leave() { c.Nav.Window().SetOnDropped(nil) }

// Dropped goes to where photographs and documents are, and adds files.
func (c *Case) Dropped(files []fyne.URI) {
	if c.file != nil {
		c.ShowPart(PartDocuments)
		c.photos.dropped(files)
	}
}

// ShowPart goes to a part of the case.
func (c *Case) ShowPart(part string) {
	c.tabs.Select(part)
	c.choose(part)
}

// Changed reads anew when it was this case or the staff.
func (c *Case) Changed(e store.Event) {
	for _, id := range e.Cases {
		if id == c.id {
			c.reload.Call(c.load)
			return
		}
	}
	if e.Directory || e.Sync {
		c.reload.Call(c.load)
	}
}

func (c *Case) choose(part string) {
	c.part = part
	c.draw()
}

// caseLoad is what the page reads.
type caseLoad struct {
	file   *store.Case
	office map[string]*store.Record
	rules  casework.File
	wall   caseWall
	kept   caseKept
}

func (c *Case) load() {
	async.Run(c.owner, func(ctx context.Context) (l caseLoad, err error) {
		if l.file, err = c.Store.OpenCase(ctx, c.id, "case"); err != nil {
			return l, err
		}
		l.rules = l.file.Rules()
		if l.wall, err = c.findWall(ctx); err != nil {
			return l, err
		}
		if l.kept, err = c.findKept(ctx); err != nil {
			return l, err
		}
		l.office, err = c.findOffice(ctx, l.file)
		return l, err
	}, func(l caseLoad, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		renamed := c.file == nil || c.file.Family.Text("name") != l.file.Family.Text("name")
		c.file, c.office, c.rules, c.wall, c.lasting = l.file, l.office, l.rules, l.wall, l.kept
		c.draw()
		if renamed {
			c.Nav.Retitle()
		}
	})
}

// findOffice reads the records of the office file that those of the case name:
// the meetings that decided, the agencies that help.
func (c *Case) findOffice(ctx context.Context, file *store.Case) (map[string]*store.Record, error) {
	out := map[string]*store.Record{}
	for _, r := range file.Records {
		for _, name := range []string{"meeting", "resource"} {
			id, err := uuid.Parse(r.Text(name))
			if err != nil || out[id.String()] != nil {
				continue
			}
			record, err := c.Store.FindRecord(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				continue // not on this station yet
			}
			if err != nil {
				return nil, err
			}
			out[id.String()] = record
		}
	}
	return out, nil
}

func (c *Case) draw() {
	if c.file == nil {
		return
	}
	c.head.Objects = c.headRows()
	if banner := c.joinedBanner(); banner != nil {
		c.head.Objects = append(c.head.Objects, banner)
	}
	c.head.Refresh()
	c.body.Objects = []fyne.CanvasObject{c.drawPart()}
	c.content.Refresh()
}

func (c *Case) drawPart() fyne.CanvasObject {
	switch c.part {
	case PartCourse:
		return c.course.draw()
	case PartAssess:
		return c.assessment()
	case PartPlan:
		return c.plans()
	case PartMeetings:
		return c.meetings()
	case PartServices:
		return c.services()
	case PartDocuments:
		return c.documents()
	case PartHistory:
		return c.historyPart()
	}
	return c.overview()
}

// children are the children and unborn ones of the case.
func (c *Case) children() []store.ChildRow {
	var out []store.ChildRow
	seen := lastSeen(c.file)
	for _, p := range c.file.Persons {
		if isChild(p) && !p.Bool("deceased") {
			row := rowOfPerson(p)
			row.LastSeen = seen[p.ID]
			out = append(out, row)
		}
	}
	return out
}

// lastSeen is, for each person, the last day on which somebody saw that person
// with own eyes: at a visit, a contact, a safety check.
func lastSeen(file *store.Case) map[uuid.UUID]string {
	out := map[uuid.UUID]string{}
	for person, day := range casework.LastSeen(file.Rules()) {
		if id, err := uuid.Parse(person); err == nil {
			out[id] = day.String()
		}
	}
	return out
}
