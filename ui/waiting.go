package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
)

// waitingPhase keeps a person outside whose station nobody has approved yet.
type waitingPhase struct {
	*page.Waiting
	p       *Program
	session *session
	through bool // the desk has taken over the session
}

// showWaiting runs the engine of an opened store, for the directory that says
// whether the station is approved.
func (p *Program) showWaiting(se *session) {
	before := p.phase
	w := &waitingPhase{p: p, session: se}
	w.Waiting = page.NewWaiting(page.DoorDeps{
		Store: se.store, Sync: se.engine, Owner: p.root,
		In:   func() { w.through = true; p.enter(se) },
		Lock: w.lock,
	})
	se.listen(w.SyncChanged)
	p.show(w)
	if before != nil {
		before.close()
	}
}

func (w *waitingPhase) lock() {
	w.p.show(newWaiting("shell.locking"))
	async.Run(w.p.root, func(context.Context) (struct{}, error) {
		w.close()
		return struct{}{}, nil
	}, func(struct{}, error) { w.p.Start() })
}

func (w *waitingPhase) content() fyne.CanvasObject { return w.Content() }
func (w *waitingPhase) typedKey(*fyne.KeyEvent)    {}
func (w *waitingPhase) shortcut(fyne.Shortcut)     {}

func (w *waitingPhase) keep(context.Context) error { return nil }

func (w *waitingPhase) close() {
	w.Close()
	if !w.through {
		w.session.listen(nil)
		w.session.close()
	}
}

// shutOut locks the desk of a station that waits from now on: the policy was set
// by somebody who did not know of it yet.
func (d *desk) shutOut(e store.Event) bool {
	if d.left || !e.Directory || !d.session.store.AwaitsApproval() {
		return false
	}
	d.program.lock(d)
	return true
}
