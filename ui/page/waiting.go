package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Waiting is what somebody sees who has signed in on a station that nobody has
// approved yet: the signs of the machine, who can approve it, and nothing of any
// family. It goes on by itself.
type Waiting struct{ *doorway }

// NewWaiting shows what the station waits for.
func NewWaiting(d DoorDeps) *Waiting {
	p := &Waiting{newDoorway(d)}
	p.show(p.body(), p.knock)
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
		p.buttons(),
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

// knock goes on to the desk once the station is approved.
func (p *Waiting) knock() {
	status := p.d.Sync.Status()
	says := p.words(status)
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
