package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// DoorDeps is what the door needs.
type DoorDeps struct {
	Store *store.Store
	Sync  Engine
	Owner *async.Owner
	// In goes on to the desk.
	In func()
	// Lock closes the station and asks for the password again.
	Lock func()
}

// Door is what somebody sees who has signed in on a station that has not
// spoken to its center for longer than its lease: the engine runs, nothing of
// any family is shown, and it goes on by itself as soon as the center answers.
type Door struct {
	d     DoorDeps
	owner *async.Owner
	view  *split
	state *widget.Text
	again *async.Debouncer
	over  bool
}

// NewDoor shows why the station is closed.
func NewDoor(d DoorDeps) *Door {
	p := &Door{d: d, owner: d.Owner.Child(), state: widget.NewText("", widget.Paragraph)}
	p.again = async.NewDebouncer(p.owner, 50*time.Millisecond)
	p.view = newSplit(widget.PadXY(0.5, 0, p.body()))
	p.view.setFacts(present.T("door.station", d.Store.Me().Name, d.Store.StationName(d.Store.Station())))
	p.look()
	return p
}

func (p *Door) body() fyne.CanvasObject {
	lease := p.d.Store.Lease()
	today := casework.DateOf(p.d.Store.Now().Local())
	return widget.Rows(2,
		widget.NewSpacer(10),
		widget.NewText(present.T("door.title"), widget.Heading),
		widget.NewText(present.T("door.why", int(p.d.Store.Directory().Lease()/time.Hour), present.DateTime(lease.Spoke.Local(), today)), widget.Paragraph),
		widget.NewBanner(theme.Todo, present.T("door.safe"), present.T("door.safe_text")),
		widget.NewText(present.T("door.next"), widget.Paragraph),
		p.state,
		widget.Line(2, widget.NewPrimary(present.T("door.try"), p.d.Sync.Wake), widget.NewButton(present.T("door.lock"), p.lock)),
	)
}

// Content is what the window shows.
func (p *Door) Content() fyne.CanvasObject { return p.view }

// Close ends its work.
func (p *Door) Close() { p.owner.Close() }

// SyncChanged may be called from anywhere.
func (p *Door) SyncChanged() { p.again.Call(p.look) }

func (p *Door) lock() {
	p.over = true
	p.d.Lock()
}

// look goes on to the desk once the center has answered and the lease holds
// again. A clock that is years ahead outlives every lease: then the words say
// that the clock has to be set.
func (p *Door) look() {
	status := p.d.Sync.Status()
	line := present.Sync(SyncState(status, p.d.Store.SyncedAt()), casework.DateOf(p.d.Store.Now().Local()))
	p.state.SetText(line.Text + "　" + line.Detail)
	if p.over || !status.Online() {
		return
	}
	p.over = true
	at := p.d.Store.Now().Add(-status.ClockOffset)
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.d.Store.Spoke(ctx, at)
	}, func(_ struct{}, err error) {
		switch {
		case err != nil:
			p.over = false
			p.state.SetText(Explain(err).What)
		case p.d.Store.Lease().Out:
			p.over = false
			p.state.SetText(present.T("door.clock"))
		default:
			p.d.In()
		}
	})
}
