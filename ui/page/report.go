package page

import (
	"context"
	"errors"
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

// Report is an intake that was accepted: its clocks, its checks, what was
// decided, and what comes next.
type Report struct {
	base
	id      uuid.UUID
	loaded  *reportLoad
	content *fyne.Container
	head    *fyne.Container
	left    *fyne.Container
	right   *fyne.Container
	reload  *async.Debouncer
	editing *editor  // the last one that was opened
	ticks   []func() // bring the clocks up to date
	front   bool
}

// reportLoad is what the page reads.
type reportLoad struct {
	intake   *store.Record
	file     *store.Case
	children []*store.Record // of kind intake_child
	checks   []*store.Record // newest first
	lookups  []*store.Record
	urgent   []*store.Record // urgency assessments, newest first
	reporter *store.Record
	clocks   map[string]store.DueRow // DL01 by the intake_child
	sheet    *store.Record           // of the meeting that took it up
	meeting  *store.Record
	related  map[string]*store.Record // intakes that it names
}

var _ Page = (*Report)(nil)

// NewReport returns the page, still empty.
func NewReport(d Deps, id uuid.UUID) *Report {
	p := &Report{base: newBase(d), id: id}
	p.reload = async.NewDebouncer(p.owner, 150*time.Millisecond)
	p.head = widget.Rows(0, widget.NewText(present.T("shell.loading"), widget.Small))
	p.left, p.right = widget.Rows(1.5), widget.Rows(1.5)
	p.content = widget.PadXY(3, 2.25, widget.RowsFill(1.5, p.head,
		widget.Columns(2.5, []float32{80, 41}, scrolled(p.left), scrolled(p.right))))
	p.owner.Every(time.Minute, p.tick)
	return p
}

// Title is the number and the family.
func (p *Report) Title() string {
	if p.loaded == nil {
		return present.T("shell.intakes")
	}
	return present.T("shell.intakes") + " " + present.Family(p.loaded.file.Family.Text("name"))
}

// Content is drawn.
func (p *Report) Content() fyne.CanvasObject { return p.content }

// Show reads anew; from now on the clocks tick.
func (p *Report) Show() {
	p.front = true
	p.load()
}

// Leave stops the clocks on the screen: nobody sees them.
func (p *Report) Leave() { p.front = false }

// Changed reads anew when it was this case, or something was sent.
func (p *Report) Changed(e store.Event) {
	if p.loaded == nil {
		return
	}
	if e.Sync || slices.Contains(e.Cases, p.loaded.file.ID) || slices.Contains(e.Cases, p.Store.Office()) {
		p.reload.Call(p.load)
	}
}

// Keep saves what is typed in the editor.
func (p *Report) Keep(ctx context.Context) error { return p.editing.keepNow(ctx) }

// tick brings the clocks up to date while the page is in front.
func (p *Report) tick() {
	if !p.front {
		return
	}
	for _, f := range p.ticks {
		f()
	}
}

func (p *Report) load() {
	async.Run(p.owner, p.read, func(l *reportLoad, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		first := p.loaded == nil
		p.loaded = l
		p.draw()
		if first {
			p.Nav.Retitle()
		}
	})
}

func (p *Report) read(ctx context.Context) (*reportLoad, error) {
	intake, err := p.Store.FindRecord(ctx, p.id)
	if err != nil {
		return nil, err
	}
	l := &reportLoad{intake: intake, clocks: map[string]store.DueRow{}, related: map[string]*store.Record{}}
	if l.file, err = p.Store.OpenCase(ctx, intake.Case, "report"); err != nil {
		return nil, err
	}
	for _, r := range l.file.Records {
		if r.Parent == p.id && r.State == store.StateConfirmed {
			l.sort(r)
		}
	}
	slices.Reverse(l.children) // as they were named
	for _, name := range []string{"previous", "same_call"} {
		if err := p.readRelated(ctx, l, intake.Text(name)); err != nil {
			return nil, err
		}
	}
	due, err := p.Store.FindDue(ctx, store.DueFilter{Case: &l.file.ID, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true})
	if err != nil {
		return nil, err
	}
	// Clocks stopped long ago are not among those that are due: the case has
	// them all.
	for _, d := range l.file.Deadlines {
		if d.ID == casework.DL01SafetyCheck {
			l.clocks[d.Entry] = store.DueRow{Deadline: d, Case: l.file.ID, Intake: p.id}
		}
	}
	for _, row := range due {
		l.clocks[row.Entry] = row
	}
	return l, p.readMeeting(ctx, l)
}

// sort puts a record that belongs to the intake where it is shown.
func (l *reportLoad) sort(r *store.Record) {
	switch r.Kind {
	case store.KindIntakeChild:
		l.children = append(l.children, r)
	case store.KindSafetyCheck:
		l.checks = append(l.checks, r)
	case store.KindLookup:
		l.lookups = append(l.lookups, r)
	case store.KindUrgency:
		l.urgent = append(l.urgent, r)
	case store.KindReporter:
		l.reporter = r
	}
}

// readRelated reads an intake that this one names; it may not be here yet.
func (p *Report) readRelated(ctx context.Context, l *reportLoad, text string) error {
	id, err := uuid.Parse(text)
	if err != nil {
		return nil
	}
	r, err := p.Store.FindRecord(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	l.related[text] = r
	return err
}

// readMeeting finds the meeting that takes the report up: the first intake
// meeting that the family was put on the agenda of since it came in.
func (p *Report) readMeeting(ctx context.Context, l *reportLoad) error {
	day := ""
	if at := momentOf(l.intake.Text("received_at")); !at.IsZero() {
		day = dayOf(at)
	}
	for _, r := range l.file.Of(store.KindSheet) {
		if r.Text("meeting_kind") == "intake" && r.Text("proposed_on") >= day {
			l.sheet = r // newest first: the last one is the earliest
		}
	}
	if l.sheet == nil {
		return nil
	}
	id, err := uuid.Parse(l.sheet.Text("meeting"))
	if err != nil {
		return nil // proposed, waits for the next meeting
	}
	if l.meeting, err = p.Store.FindRecord(ctx, id); errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// momentOf reads a stored moment, zero when it is none.
func momentOf(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.Local()
}

// draw shows all anew.
func (p *Report) draw() {
	p.ticks = nil
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.left.Objects = p.clockCards()
	p.left.Objects = append(p.left.Objects, p.heardCards()...)
	p.right.Objects = []fyne.CanvasObject{p.stepsCard(), p.outcomeCard(), p.lookupsCard(), p.reporterCard(), p.linksCard()}
	p.head.Refresh()
	p.left.Refresh()
	p.right.Refresh()
	p.content.Refresh()
}

// parsedID reads an id that a field holds, zero if it is none.
func parsedID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}
