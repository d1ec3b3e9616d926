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

// Meeting is one meeting: its agenda at the left, at the right the sheet of
// the family that is talked about.
type Meeting struct {
	base
	id     uuid.UUID
	data   *store.Meeting
	chosen uuid.UUID
	// ordering is set while a new order is written, again when it has changed
	// since.
	ordering, again bool
	sheets          map[uuid.UUID]*caseSheet // that were opened

	content *fyne.Container
	head    *fyne.Container
	agenda  *widget.Card
	rows    *fyne.Container
	areas   []*widget.MoveArea
	foot    *fyne.Container
	right   *fyne.Container
	reload  *async.Debouncer
	editing *editor
}

var _ Page = (*Meeting)(nil)

// NewMeeting returns the page, still empty.
func NewMeeting(d Deps, id uuid.UUID) *Meeting {
	m := &Meeting{base: newBase(d), id: id, sheets: map[uuid.UUID]*caseSheet{}}
	m.reload = async.NewDebouncer(m.owner, 150*time.Millisecond)
	m.head = widget.Rows(0, widget.NewText(present.T("shell.loading"), widget.Small))
	m.rows, m.foot = widget.Rows(0), widget.Rows(1)
	m.right = container.NewStack()
	m.agenda = widget.NewCard(present.T("meeting.agenda"), newRowsFill(0, 1, scrolled(m.rows), m.foot))
	m.content = widget.PadXY(3, 2.25, widget.RowsFill(1.5, m.head,
		widget.Columns(2, []float32{39, 84}, m.agenda, m.right)))
	return m
}

// Title is the kind and number of the meeting.
func (m *Meeting) Title() string {
	if m.data == nil {
		return present.T("shell.meetings")
	}
	return m.meetingTitle(m.data.Record)
}

// Content is drawn.
func (m *Meeting) Content() fyne.CanvasObject { return m.content }

// Show reads anew.
func (m *Meeting) Show() { m.load() }

// Changed reads anew after a pause.
func (m *Meeting) Changed(e store.Event) {
	if !e.Sync || len(e.Cases) > 0 || e.Directory {
		m.reload.Call(m.load)
	}
}

// Leave saves what was typed on the sheet in front into its record.
func (m *Meeting) Leave() {
	if s := m.sheets[m.chosen]; s != nil {
		s.leave()
	}
}

// Keep saves what was typed on every sheet and waits for it.
func (m *Meeting) Keep(ctx context.Context) error {
	errs := []error{m.editing.keepNow(ctx)}
	for _, s := range m.sheets {
		errs = append(errs, s.keepNow(ctx))
	}
	return errors.Join(errs...)
}

func (m *Meeting) load() {
	async.Run(m.owner, func(ctx context.Context) (*store.Meeting, error) {
		return m.Store.FindMeeting(ctx, m.id)
	}, func(data *store.Meeting, err error) {
		if err != nil {
			m.Nav.Fail(err)
			return
		}
		if m.ordering {
			m.reload.Call(m.load) // the order shown is newer than what was read
			return
		}
		first := m.data == nil
		m.data = data
		m.draw()
		if first {
			m.Nav.Retitle()
		}
	})
}

func (m *Meeting) draw() {
	m.head.Objects = []fyne.CanvasObject{m.headLine()}
	m.head.Refresh()
	if m.sheetRow(m.chosen) == nil {
		m.chosen = m.firstOpen()
	}
	m.drawAgenda()
	m.drawSheet()
	m.content.Refresh()
}

// sheetRow is a sheet of the agenda, nil when it is on it no more.
func (m *Meeting) sheetRow(id uuid.UUID) *store.SheetRow {
	for i := range m.data.Sheets {
		if m.data.Sheets[i].Record.ID == id {
			return &m.data.Sheets[i]
		}
	}
	return nil
}

// firstOpen is the first sheet on which nothing was decided yet, else the
// first of all.
func (m *Meeting) firstOpen() uuid.UUID {
	for _, s := range m.data.Sheets {
		if s.Record.Text("stage") != sheetDiscussed && s.Record.Text("stage") != sheetPostponed {
			return s.Record.ID
		}
	}
	if len(m.data.Sheets) > 0 {
		return m.data.Sheets[0].Record.ID
	}
	return uuid.Nil
}

// headLine is the meeting's name, when and where, and the step that is next.
func (m *Meeting) headLine() fyne.CanvasObject {
	buttons := []fyne.CanvasObject{
		widget.NewLink(present.T("button.edit"), m.edit),
		widget.NewButton(present.T("meeting.minutes"), m.showMinutes),
	}
	if next := m.nextStage(); next != nil {
		buttons = append(buttons, next)
	}
	return widget.LineFill(1.5, 1,
		widget.NewText(m.Title(), widget.Heading),
		widget.NewText(m.facts(), oneLine(widget.Quiet)),
		stageChip(m.Deps, m.data.Record),
		widget.Line(1.25, buttons...))
}

// facts are the day, the times, the place and who leads.
func (m *Meeting) facts() string {
	r := m.data.Record
	times := r.Text("start_time")
	if end := r.Text("end_time"); end != "" {
		times += "–" + end
	}
	chair := ""
	if name := m.staffText(r.Text("chair")); name != "" {
		chair = present.T("meeting.chair", name)
	}
	return joined(m.dayWord(r.Text("on")), times, r.Text("place"), chair)
}

// nextStage is the button that takes the meeting a stage further, nil at the
// end.
func (m *Meeting) nextStage() *widget.Button {
	word, to := present.T("meeting.begin"), meetingHeld
	switch stageOf(m.data.Record) {
	case meetingHeld:
		word, to = present.T("meeting.close"), meetingClosed
	case meetingClosed:
		return nil
	}
	b := widget.NewPrimary(word, func() { m.move(to) })
	if !m.mayMove(to) {
		b.Disable()
	}
	return b
}

func (m *Meeting) mayMove(to string) bool {
	return casework.MayMove(store.KindMeeting, stageOf(m.data.Record), to, m.Store.Me().Roles)
}

// move takes the meeting to its next stage. What was not decided yet is said
// before it is closed.
func (m *Meeting) move(to string) {
	switch on, n := m.data.Record.Text("on"), m.undecided(); {
	case to == meetingClosed && n > 0:
		m.ask(present.T("meeting.close_title", n), present.T("meeting.close_text"), present.T("meeting.close_all_same"),
			func() { m.setStage(map[string]any{"stage": to}) })
	case to == meetingHeld && on > m.today().String():
		m.ask(present.T("meeting.early_title", m.dayWord(on)), present.T("meeting.early_text"), present.T("meeting.early_begin"),
			func() { m.setStage(map[string]any{"stage": to, "on": m.today().String()}) })
	default:
		m.setStage(map[string]any{"stage": to})
	}
}

func (m *Meeting) undecided() int {
	n := 0
	for _, s := range m.data.Sheets {
		if s.Record.Text("stage") == sheetProposed || s.Record.Text("stage") == "" {
			n++
		}
	}
	return n
}

// ask says what a step means before it is taken.
func (m *Meeting) ask(title, text, word string, act func()) {
	var hide func()
	stay := widget.NewPrimary(present.T("meeting.stay"), func() { hide() })
	hide = ShowOverlay(m.Nav.Window(), 64, widget.Rows(2,
		widget.NewText(title, widget.Style{Size: widget.Title.Size, Bold: true, Wrap: true}),
		widget.NewText(text, widget.Paragraph),
		widget.Line(1.25, stay, widget.NewButton(word, func() {
			hide()
			act()
		}))))
	widget.Focus(stay)
}

func (m *Meeting) setStage(set map[string]any) {
	m.Leave()
	r := m.data.Record
	async.Run(m.owner, func(ctx context.Context) (*store.Record, error) {
		return m.Store.Put(ctx, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: set})
	}, func(_ *store.Record, err error) {
		if err != nil {
			m.Nav.Fail(err)
			return
		}
		word := "meeting.now_held"
		if set["stage"] == meetingClosed {
			word = "meeting.now_closed"
		}
		for _, s := range m.sheets {
			s.foldInfo()
		}
		m.Nav.Say(present.T(word))
		m.load()
	})
}

// edit opens the meeting's own form.
func (m *Meeting) edit() {
	m.editing = openEdit(m.Deps, edit{
		kase: m.data.Record.Case, kind: store.KindMeeting, old: m.data.Record,
		skip: map[string]bool{"stage": true}, done: func(*store.Record) { m.load() },
	})
}

// underWay reports whether the meeting is held now: what is decided, is decided in
// it.
func (m *Meeting) underWay() bool { return stageOf(m.data.Record) == meetingHeld }
