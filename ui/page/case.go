package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
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
var caseParts = []string{PartOverview, PartCourse, PartAssess, PartPlan, PartMeetings, PartServices, PartDocuments, PartHistory}

// Case is one family's file.
type Case struct {
	base
	id      uuid.UUID
	file    *store.Case
	part    string
	content *fyne.Container
	head    *fyne.Container
	tabs    *widget.SubTabs
	body    *fyne.Container
	course  *course
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
		tabs = append(tabs, widget.Tab{ID: part, Word: present.T("case." + part)})
	}
	c.tabs = widget.NewSubTabs(tabs, c.choose)
	c.body = container.NewStack()
	c.course = newCourse(c)
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

// Show reads anew.
func (c *Case) Show() { c.load() }

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

func (c *Case) load() {
	async.Run(c.owner, func(ctx context.Context) (*store.Case, error) {
		return c.Store.FindCase(ctx, c.id)
	}, func(file *store.Case, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		renamed := c.file == nil || c.file.Family.Text("name") != file.Family.Text("name")
		c.file = file
		c.draw()
		if renamed {
			c.Nav.Retitle()
		}
	})
}

func (c *Case) draw() {
	if c.file == nil {
		return
	}
	c.head.Objects = c.headRows()
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
		return c.history()
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

// lastSeen is, for each person, the last day on which somebody of the center
// saw that person with own eyes.
func lastSeen(file *store.Case) map[uuid.UUID]string {
	out := map[uuid.UUID]string{}
	note := func(id, day string) {
		if parsed, err := uuid.Parse(id); err == nil && day > out[parsed] {
			out[parsed] = day
		}
	}
	for _, r := range file.Records {
		if r.State != store.StateConfirmed {
			continue
		}
		switch r.Kind {
		case store.KindVisit:
			if r.Text("result") == "met" {
				note(r.Text("child"), r.Text("visited_on"))
			}
			for _, id := range r.Texts("child_seen") {
				note(id, r.Text("visited_on"))
			}
		case store.KindNote:
			for _, id := range r.Texts("child_seen") {
				note(id, r.Text("on"))
			}
		}
	}
	return out
}
