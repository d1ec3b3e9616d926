package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
	"yorisoi/ui/widget"
)

// leaveRemoved ends what is left of a station that staff have removed: once
// nothing is only here, the store is closed and destroyed. What somebody typed
// until this moment is kept first and goes the way of all work; the engine then
// reports again.
func (p *Program) leaveRemoved(se *session, r *ledger.Removal) {
	if p.leaving {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := p.phase.keep(ctx); err != nil {
		page.ShowFault(p.win, err)
		return
	}
	if left, err := se.store.OnlyHere(ctx); err != nil || left > 0 {
		se.engine.Wake()
		return
	}
	p.leaving = true
	widget.ForgetCopies()
	before, config, station := p.phase, p.storeConfig(), se.store.StationName(se.store.Station())
	p.show(newWaiting("removed.wiping"))
	async.Run(p.root, func(ctx context.Context) (struct{}, error) {
		before.close()
		return struct{}{}, store.Destroy(ctx, se.dir, config.Keeper)
	}, func(_ struct{}, err error) {
		p.leaving = false
		p.show(&removedPhase{page.NewRemoved(page.RemovedDeps{Removal: *r, Station: station, Now: p.c.Now(), Fault: err, On: p.Start})})
	})
}

// removedPhase says what became of the station.
type removedPhase struct{ *page.Removed }

func (r *removedPhase) content() fyne.CanvasObject { return r.Content() }
func (r *removedPhase) typedKey(*fyne.KeyEvent)    {}
func (r *removedPhase) shortcut(fyne.Shortcut)     {}
func (r *removedPhase) close()                     {}

func (r *removedPhase) keep(context.Context) error { return nil }
