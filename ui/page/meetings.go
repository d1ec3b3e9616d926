package page

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// meetingKinds are the kinds of meetings in the order of the page.
var meetingKinds = []string{kindJoint, kindIntake, kindIndividual, kindWorking}

// The kinds of meetings, codes of the list meeting_kind.
const (
	kindJoint      = "joint"
	kindIntake     = "intake"
	kindIndividual = "individual"
	kindWorking    = "working"
)

// The stages of a meeting, codes of the list meeting_stage.
const (
	meetingPlanned = "planned"
	meetingHeld    = "held"
	meetingClosed  = "closed"
)

// Meetings is 会議: the meetings, coming and held, what waits for one, and
// what was decided and is not done yet.
type Meetings struct {
	base
	content *fyne.Container
	head    *fyne.Container
	filters *widget.Filters
	list    *fyne.Container
	waiting *fyne.Container
	tasks   *fyne.Container
	reload  *async.Debouncer
	kind    string // chosen, "" for all
	shown   *meetingsLoad
	editing *editor
}

var _ Page = (*Meetings)(nil)

// NewMeetings returns the page, still empty.
func NewMeetings(d Deps) *Meetings {
	p := &Meetings{base: newBase(d)}
	p.reload = async.NewDebouncer(p.owner, 200*time.Millisecond)
	p.list, p.waiting, p.tasks = widget.Rows(0), widget.Rows(0), widget.Rows(0)
	p.list.Add(widget.NewText(present.T("shell.loading"), widget.Small))
	words := []string{present.T("meetings.all")}
	for _, kind := range meetingKinds {
		words = append(words, p.code("meeting_kind", kind))
	}
	p.filters = widget.NewFilters(words, p.choose)
	p.head = widget.Rows(0, p.headLine())
	p.content = pageOf(widget.Rows(1.5, p.head, p.filters), newBoard(
		widget.NewCard(present.T("shell.meetings"), scrolled(p.list)),
		widget.NewCard(present.T("meetings.waiting"), scrolled(p.waiting)),
		widget.NewCard(present.T("meetings.open_tasks"), scrolled(p.tasks)),
	))
	return p
}

func (p *Meetings) headLine() fyne.CanvasObject {
	beside := ""
	if p.shown != nil {
		beside = present.T("meetings.count", len(p.coming()), len(p.waitingRows()))
	}
	return widget.PageHead(present.T("shell.meetings"), beside,
		widget.NewPrimary(present.T("meetings.new"), func() { p.openNew(p.kindOrJoint(), nil) }))
}

// Title is the word on the tab.
func (p *Meetings) Title() string { return present.T("shell.meetings") }

// Content is drawn.
func (p *Meetings) Content() fyne.CanvasObject { return p.content }

// Show reads anew.
func (p *Meetings) Show() { p.load() }

// Changed reads anew after a pause.
func (p *Meetings) Changed(store.Event) { p.reload.Call(p.load) }

// Keep saves what is typed of a new meeting.
func (p *Meetings) Keep(ctx context.Context) error { return p.editing.keepNow(ctx) }

func (p *Meetings) choose(i int) {
	p.kind = ""
	if i > 0 {
		p.kind = meetingKinds[i-1]
	}
	p.draw()
}

func (p *Meetings) kindOrJoint() string {
	if p.kind == "" {
		return kindJoint
	}
	return p.kind
}

// meetingsLoad is what the page shows.
type meetingsLoad struct {
	rows   []store.MeetingRow
	agenda map[string][]waitingFamily // by kind of meeting
	tasks  []store.TaskRow
}

func (p *Meetings) load() {
	today := p.today()
	async.Run(p.owner, func(ctx context.Context) (*meetingsLoad, error) {
		l := &meetingsLoad{agenda: map[string][]waitingFamily{}}
		var err error
		if l.rows, err = p.Store.FindMeetings(ctx); err != nil {
			return nil, err
		}
		for _, kind := range meetingKinds {
			on := today
			if next := nextMeeting(l.rows, kind, today.String()); next != nil {
				on = dateOf(next.Record.Text("on"))
			}
			rows, err := p.Store.FindAgenda(ctx, kind, on)
			if err != nil {
				return nil, err
			}
			l.agenda[kind] = families(rows)
		}
		all, err := p.Store.FindTasks(ctx, nil, nil, false)
		for _, t := range all {
			if t.Meeting != uuid.Nil {
				l.tasks = append(l.tasks, t)
			}
		}
		return l, err
	}, func(l *meetingsLoad, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.shown = l
		p.draw()
	})
}

// nextMeeting is the first meeting of a kind that has not been held and whose
// agenda is open, nil for none.
func nextMeeting(rows []store.MeetingRow, kind, today string) *store.MeetingRow {
	var next *store.MeetingRow
	for i, row := range rows {
		r := row.Record
		if r.Text("kind") != kind || stageOf(r) == meetingClosed || r.Text("on") < today {
			continue
		}
		if next == nil || r.Text("on")+r.Text("start_time") < next.Record.Text("on")+next.Record.Text("start_time") {
			next = &rows[i]
		}
	}
	return next
}

// stageOf is the stage of a meeting; one without any is planned.
func stageOf(meeting *store.Record) string {
	if stage := meeting.Text("stage"); stage != "" {
		return stage
	}
	return meetingPlanned
}

// coming are the meetings of the chosen kind that have not been closed, the
// next one first.
func (p *Meetings) coming() []store.MeetingRow {
	out := p.ofKind(func(r *store.Record) bool { return stageOf(r) != meetingClosed })
	slices.Reverse(out)
	return out
}

// held are the closed ones, the last one first.
func (p *Meetings) held() []store.MeetingRow {
	return p.ofKind(func(r *store.Record) bool { return stageOf(r) == meetingClosed })
}

func (p *Meetings) ofKind(keep func(*store.Record) bool) []store.MeetingRow {
	var out []store.MeetingRow
	for _, row := range p.shown.rows {
		if (p.kind == "" || row.Record.Text("kind") == p.kind) && keep(row.Record) {
			out = append(out, row)
		}
	}
	return out
}

func (p *Meetings) draw() {
	if p.shown == nil {
		return
	}
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.list.Objects = p.meetingRows()
	p.waiting.Objects = p.waitingGroups()
	p.tasks.Objects = p.openTasks()
	for _, box := range []*fyne.Container{p.head, p.list, p.waiting, p.tasks} {
		box.Refresh()
	}
	p.content.Refresh()
}

// openTasks are what was decided in meetings and is not done yet, by date.
func (p *Meetings) openTasks() []fyne.CanvasObject {
	kinds := map[uuid.UUID]string{}
	for _, row := range p.shown.rows {
		kinds[row.Record.ID] = row.Record.Text("kind")
	}
	var rows []fyne.CanvasObject
	for _, t := range p.shown.tasks {
		if p.kind == "" || kinds[t.Meeting] == p.kind {
			rows = append(rows, p.narrowTask(t))
		}
	}
	if len(rows) == 0 {
		return []fyne.CanvasObject{widget.EmptyState("check", present.T("meetings.no_tasks"), present.T("meetings.no_tasks_sub"))}
	}
	return []fyne.CanvasObject{ruled(rows)}
}

// openNew opens the form of a new meeting of a kind; then is what else to do
// with it.
func (p *Meetings) openNew(kind string, then func(*store.Record)) {
	if then == nil {
		then = func(r *store.Record) { p.Nav.OpenMeeting(r.ID) }
	}
	p.editing = openEdit(p.Deps, edit{
		kase: p.Store.Office(), kind: store.KindMeeting, preset: p.newMeeting(kind), title: present.T("meetings.new"),
		skip: map[string]bool{"stage": true, "number": true}, slot: kind,
		done: func(r *store.Record) { p.number(r, then) },
	})
}

// newMeeting is what is known of a meeting before anybody typed. Its number
// follows later, from its kind and the year of its day.
func (d Deps) newMeeting(kind string) map[string]any {
	preset := map[string]any{"kind": kind, "occasion": "regular", "recorder": d.Store.Me().ID.String(), "stage": meetingPlanned}
	if kind == kindIntake {
		preset["occasion"], preset["on"] = "extra", d.today().String()
	}
	if chair := d.coordinator(); chair != uuid.Nil {
		preset["chair"] = chair.String()
	}
	return preset
}

// number gives a new meeting the next number of its kind in its fiscal year.
func (p *Meetings) number(r *store.Record, done func(*store.Record)) {
	async.Run(p.owner, func(ctx context.Context) (*store.Record, error) {
		rows, err := p.Store.FindMeetings(ctx)
		if err != nil {
			return nil, err
		}
		n := nextNumber(rows, r.Text("kind"), dateOf(r.Text("on")).FiscalYear())
		return p.Store.Put(ctx, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"number": n}})
	}, func(numbered *store.Record, err error) {
		if err != nil {
			p.Nav.Fail(err)
			numbered = r
		}
		done(numbered)
	})
}

// nextNumber is the number after the highest of a kind in a fiscal year.
func nextNumber(rows []store.MeetingRow, kind string, year int) int64 {
	n := int64(0)
	for _, row := range rows {
		if row.Record.Text("kind") == kind && dateOf(row.Record.Text("on")).FiscalYear() == year {
			have, _ := row.Record.Int("number")
			n = max(n, have)
		}
	}
	return n + 1
}

// coordinator is who leads the joint conference, the first by name.
func (d Deps) coordinator() uuid.UUID {
	first, name := uuid.Nil, ""
	for id, s := range d.Store.Directory().Staff {
		if s.Has(casework.RoleCoordinator) && (first == uuid.Nil || s.Name < name) {
			first, name = id, s.Name
		}
	}
	return first
}
