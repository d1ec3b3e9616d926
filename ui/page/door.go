package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/sync/client"
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

// doorway stands between the password and the desk: the engine runs, nothing of
// any family is shown, and it goes on by itself.
type doorway struct {
	d     DoorDeps
	owner *async.Owner
	view  *split
	state *widget.Text
	again *async.Debouncer
	look  func() // at whether it may go on
	over  bool
}

func newDoorway(d DoorDeps) *doorway {
	w := &doorway{d: d, owner: d.Owner.Child(), state: widget.NewText("", widget.Paragraph)}
	w.again = async.NewDebouncer(w.owner, 50*time.Millisecond)
	return w
}

func (w *doorway) show(body fyne.CanvasObject, look func()) {
	w.look = look
	w.view = newSplit(widget.PadXY(0.5, 0, body))
	w.view.setFacts(present.T("door.station", w.d.Store.Me().Name, w.d.Store.StationName(w.d.Store.Station())))
	look()
}

// buttons ask the center again, and close the station.
func (w *doorway) buttons() fyne.CanvasObject {
	return widget.Line(2, widget.NewPrimary(present.T("door.try"), w.d.Sync.Wake), widget.NewButton(present.T("door.lock"), func() {
		w.over = true
		w.d.Lock()
	}))
}

// words say how it stands with the center.
func (w *doorway) words(status client.Status) string {
	line := present.Sync(SyncState(status, w.d.Store.SyncedAt()), casework.DateOf(w.d.Store.Now().Local()))
	return line.Text + "　" + line.Detail
}

// Content is what the window shows.
func (w *doorway) Content() fyne.CanvasObject { return w.view }

// Close ends its work.
func (w *doorway) Close() { w.owner.Close() }

// SyncChanged may be called from anywhere.
func (w *doorway) SyncChanged() { w.again.Call(w.look) }

// Door is what somebody sees who has signed in on a station that has not
// spoken to its center for longer than its lease. It goes on as soon as the
// center answers.
type Door struct{ *doorway }

// NewDoor shows why the station is closed.
func NewDoor(d DoorDeps) *Door {
	p := &Door{newDoorway(d)}
	p.show(p.body(), p.knock)
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
		p.buttons(),
	)
}

// knock goes on to the desk once the center has answered and the lease holds
// again. A clock that is years ahead outlives every lease: then the words say
// that the clock has to be set.
func (p *Door) knock() {
	status := p.d.Sync.Status()
	p.state.SetText(p.words(status))
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
