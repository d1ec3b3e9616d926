package page

import (
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Progress is what the coordinator runs the center by: the clocks by hours
// left, whom nobody has seen, plans from needed to overdue, meetings with what
// is open of them, and who has not been heard of.
type Progress struct {
	base
	content *fyne.Container
	head    *fyne.Container
	left    *fyne.Container
	right   *fyne.Container
	reload  *async.Debouncer
	shown   *store.Progress
	plans   int             // which part of the plans is listed
	picked  bool            // by a person
	whole   map[string]bool // the sections that are shown to their end
	unfold  map[casework.DeadlineID]bool
	front   bool
}

var _ Page = (*Progress)(nil)

// NewProgress returns the page, still empty.
func NewProgress(d Deps) *Progress {
	p := &Progress{base: newBase(d), whole: map[string]bool{}, unfold: map[casework.DeadlineID]bool{}}
	p.reload = async.NewDebouncer(p.owner, 400*time.Millisecond)
	p.head = widget.Rows(0, p.headLine())
	p.left = widget.Rows(2, widget.NewText(present.T("shell.loading"), widget.Small))
	p.right = widget.Rows(2)
	p.content = pageOf(p.head, scrolled(newPair(p.left, p.right)))
	p.owner.Every(time.Minute, p.tick)
	return p
}

// Title is the word on the tab.
func (p *Progress) Title() string { return present.T("shell.progress") }

// Content is drawn.
func (p *Progress) Content() fyne.CanvasObject { return p.content }

// Show reads anew.
func (p *Progress) Show() {
	p.front = true
	p.load()
}

// Leave stops the clocks that are drawn.
func (p *Progress) Leave() { p.front = false }

// Changed reads anew after a pause, if anybody looks: a sync brings many
// changes at once.
func (p *Progress) Changed(store.Event) {
	if p.front {
		p.reload.Call(p.load)
	}
}

// tick draws the hours left anew, unless somebody goes through the rows by
// keyboard.
func (p *Progress) tick() {
	if p.front && p.shown != nil && p.Nav.Window().Canvas().Focused() == nil {
		p.draw()
	}
}

func (p *Progress) load() {
	async.Run(p.owner, p.Store.FindProgress, func(shown *store.Progress, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.shown = shown
		if !p.picked {
			p.plans = p.firstPlans()
		}
		p.draw()
	})
}

func (p *Progress) draw() {
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.left.Objects = []fyne.CanvasObject{p.clockCard(), p.unseenCard(), p.overdueCard()}
	p.right.Objects = []fyne.CanvasObject{p.planCard(), p.meetingCard(), p.approvalCard(), p.stationCard()}
	for _, box := range []*fyne.Container{p.head, p.left, p.right, p.content} {
		box.Refresh()
	}
}

func (p *Progress) headLine() fyne.CanvasObject {
	return newRoomHead(
		widget.NewText(present.T("shell.progress"), widget.Heading),
		widget.NewSpans(widget.Quiet, p.headSpans()...),
		newRoomSwitch(roomProgress, p.Nav))
}

func (p *Progress) headSpans() []widget.Span {
	if p.shown == nil {
		return nil
	}
	var out []widget.Span
	for _, c := range []struct {
		key  string
		n    int
		tone theme.Tone
	}{
		{"progress.clocks_run", len(p.running()), theme.Late},
		{"progress.unseen_count", len(p.shown.Unseen), theme.Late},
		{"progress.overdue_count", len(p.shown.Overdue), theme.Late},
		{"progress.approvals_count", len(p.shown.Approvals), theme.Soon},
	} {
		out = append(out, widget.Span{Text: present.T(c.key) + " "}, counted(c.n, c.tone), widget.Span{Text: "　"})
	}
	return out
}

// running are the 48-hour clocks that have not been stopped.
func (p *Progress) running() []store.DueRow {
	for i, c := range p.shown.Clocks {
		if !c.Open() {
			return p.shown.Clocks[:i]
		}
	}
	return p.shown.Clocks
}

// progressLimit is how many rows of a section stand there at first.
const progressLimit = 6

// section is a card with its rows, the first of them, and the way to the
// rest. Without rows it says what would be here.
func (p *Progress) section(id, title, none string, rows []fyne.CanvasObject) fyne.CanvasObject {
	body := p.limited(id, rows)
	if len(rows) == 0 {
		body = widget.NewText(none, widget.SmallPara)
	}
	return widget.NewCardWith(title, widget.NewText(present.Count("item", len(rows)), widget.Quiet), body)
}

// limited are the first rows, with a line that shows the others.
func (p *Progress) limited(id string, rows []fyne.CanvasObject) fyne.CanvasObject {
	rest := len(rows) - progressLimit
	if rest <= 0 || p.whole[id] {
		return ruled(rows)
	}
	more := widget.NewLink(present.T("progress.more", rest), func() {
		p.whole[id] = true
		p.draw()
	})
	return widget.Rows(0, ruled(rows[:progressLimit]), widget.NewRule(), widget.Line(0, more))
}

// progressWhen is how wide the first column of all rows is, in units.
const progressWhen = 16

// row is one line: in its colour how urgent, what, and at the right a word
// that needs to be seen.
func (p *Progress) row(tone theme.Tone, when, title, detail string, chip fyne.CanvasObject, open func()) fyne.CanvasObject {
	style := widget.Style{Bold: true}
	if tone != theme.Grey {
		style = style.In(tone)
	}
	line := widget.LineFill(1, 1, newFixed(progressWhen, widget.NewText(when, style)),
		widget.Rows(0, widget.NewText(title, oneLine(widget.Strong)), widget.NewText(detail, oneLine(widget.Small))))
	if chip != nil {
		line.Add(chip)
	}
	return widget.NewArea(widget.PadXY(0.5, 0.75, line), open)
}
