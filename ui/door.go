package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
)

// doorPhase keeps a person outside whose station has to speak to the center
// first.
type doorPhase struct {
	*page.Door
	p       *Program
	session *session
	through bool // the desk has taken over the session
}

// showDoor runs the engine of an opened store and shows nothing else of it.
func (p *Program) showDoor(se *session) {
	before := p.phase
	d := &doorPhase{p: p, session: se}
	d.Door = page.NewDoor(page.DoorDeps{
		Store: se.store, Sync: se.engine, Owner: p.root,
		In:   func() { d.through = true; p.enter(se) },
		Lock: d.lock,
	})
	se.listen(d.SyncChanged)
	p.show(d)
	if before != nil {
		before.close()
	}
}

func (d *doorPhase) lock() {
	d.p.show(newWaiting("shell.locking"))
	async.Run(d.p.root, func(context.Context) (struct{}, error) {
		d.close()
		return struct{}{}, nil
	}, func(struct{}, error) { d.p.Start() })
}

func (d *doorPhase) content() fyne.CanvasObject { return d.Content() }
func (d *doorPhase) typedKey(*fyne.KeyEvent)    {}
func (d *doorPhase) shortcut(fyne.Shortcut)     {}

func (d *doorPhase) keep(context.Context) error { return nil }

func (d *doorPhase) close() {
	d.Close()
	if !d.through {
		d.session.listen(nil)
		d.session.close()
	}
}

// showDesk hands the window to the person signed in, unless the station has
// to speak to the center first.
func (p *Program) showDesk(s *store.Store) {
	se, err := p.openSession(s)
	switch {
	case err != nil:
		page.ShowFault(p.win, err)
	case s.AwaitsApproval():
		p.showWaiting(se)
	case s.Lease().Out:
		p.showDoor(se)
	default:
		p.enter(se)
	}
}

// enter shows the desk of a session.
func (p *Program) enter(se *session) {
	before := p.phase
	p.show(newDesk(p, se))
	if before != nil {
		before.close()
	}
}
