package page

import (
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Waiting is what somebody sees who has signed in on a station that nobody has
// approved yet: the signs of the machine, who can approve it, and nothing of any
// family. It goes on by itself.
type Waiting struct {
	d     DoorDeps
	owner *async.Owner
	view  *split
	state *widget.Text
	again *async.Debouncer
	over  bool
}

// NewWaiting shows what the station waits for.
func NewWaiting(d DoorDeps) *Waiting {
	p := &Waiting{d: d, owner: d.Owner.Child(), state: widget.NewText("", widget.Paragraph)}
	p.again = async.NewDebouncer(p.owner, 50*time.Millisecond)
	p.view = newSplit(widget.PadXY(0.5, 0, p.body()))
	p.view.setFacts(present.T("door.station", d.Store.Me().Name, d.Store.StationName(d.Store.Station())))
	p.look()
	return p
}

func (p *Waiting) body() fyne.CanvasObject {
	return widget.Rows(2,
		widget.NewSpacer(6),
		widget.NewText(present.T("waiting.title"), widget.Heading),
		widget.NewText(present.T("waiting.why"), widget.Paragraph),
		signsCard(p.d.Store.Directory().Stations[p.d.Store.Station()]),
		widget.NewText(present.T("waiting.call", p.approvers()), widget.Paragraph),
		widget.NewBanner(theme.Todo, present.T("waiting.now"), present.T("waiting.now_text")),
		p.state,
		widget.Line(2, widget.NewPrimary(present.T("door.try"), p.d.Sync.Wake), widget.NewButton(present.T("door.lock"), p.lock)),
	)
}

// approversShown is how many of those who can approve are named.
const approversShown = 6

func (p *Waiting) approvers() string {
	var names []string
	for i, person := range p.d.Store.Approvers() {
		if i == approversShown {
			break
		}
		job := p.d.Store.Library().Display("job", person.Job, string(present.CurrentLanguage()))
		names = append(names, present.T("waiting.person", person.Name, job))
	}
	return joined(names...)
}

// Content is what the window shows.
func (p *Waiting) Content() fyne.CanvasObject { return p.view }

// Close ends its work.
func (p *Waiting) Close() { p.owner.Close() }

// SyncChanged may be called from anywhere.
func (p *Waiting) SyncChanged() { p.again.Call(p.look) }

func (p *Waiting) lock() {
	p.over = true
	p.d.Lock()
}

// look goes on to the desk once the station is approved.
func (p *Waiting) look() {
	status := p.d.Sync.Status()
	line := present.Sync(SyncState(status, p.d.Store.SyncedAt()), casework.DateOf(p.d.Store.Now().Local()))
	says := line.Text + "　" + line.Detail
	if status.Online() {
		says = present.T("waiting.online")
	}
	p.state.SetText(says)
	if p.over || p.d.Store.AwaitsApproval() {
		return
	}
	p.over = true
	p.d.In()
}

// signsCard shows the signs of a machine, to be read out.
func signsCard(at *ledger.Station) fyne.CanvasObject {
	signs := store.SignsOf(at)
	if signs == "" {
		return widget.NewCard(present.T("waiting.signs"), widget.NewText(present.T("waiting.no_signs"), widget.SmallPara))
	}
	return widget.NewCard(present.T("waiting.signs"), widget.NewText(signs, widget.Style{Size: theme.SizeHeading, Bold: true}))
}
