package page_test

import (
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/sync/client"
	"yorisoi/ui/page"
)

// line is an engine whose connection a test makes and cuts.
type line struct {
	up     atomic.Bool
	offset time.Duration
	woken  atomic.Int32
}

func (l *line) Wake() { l.woken.Add(1) }

func (l *line) Status() client.Status {
	if l.up.Load() {
		return client.Status{Phase: client.PhaseSynced, ClockOffset: l.offset}
	}
	return client.Status{Phase: client.PhaseOffline}
}

// TestDoor: a station that has not spoken to its center for too long shows
// nothing of a family, and opens by itself when the center answers.
func TestDoor(t *testing.T) {
	d := newDesk(t).found()
	d.family()
	if err := d.store.Spoke(t.Context(), time.Now().Add(-100*time.Hour)); err != nil {
		t.Fatal(err)
	}
	l, in := &line{}, false
	p := page.NewDoor(page.DoorDeps{Store: d.store, Sync: l, Owner: d.owner, In: func() { in = true }, Lock: func() { d.note("locked") }})
	t.Cleanup(p.Close)
	d.body.Add(p.Content())
	d.do(see("センターと話すまで、開きません"), see("書いたものは、この端末に残っています。  まだ送っていない記録も、つながりしだい送られます。"), gone("森田"), tap("いま試す"))
	if l.woken.Load() != 1 || in {
		t.Errorf("tried %d times, in: %v", l.woken.Load(), in)
	}
	d.look("door")
	d.do(tap("鍵をかける"))
	if len(d.opened) != 1 {
		t.Errorf("led to %v", d.opened)
	}

	p = page.NewDoor(page.DoorDeps{Store: d.store, Sync: l, Owner: d.owner, In: func() { in = true }})
	t.Cleanup(p.Close)
	l.up.Store(true)
	p.SyncChanged()
	d.until("the door to open", func() bool { return in })
	if lease := d.store.Lease(); lease.Out {
		t.Errorf("the lease is %+v", lease)
	}
}

// TestDoorWithAWrongClock: the center answers, and still the lease does not
// hold by this machine's clock.
func TestDoorWithAWrongClock(t *testing.T) {
	d := newDesk(t).found()
	if err := d.store.Spoke(t.Context(), time.Now().Add(-100*time.Hour)); err != nil {
		t.Fatal(err)
	}
	l := &line{offset: 3 * 365 * 24 * time.Hour}
	l.up.Store(true)
	p := page.NewDoor(page.DoorDeps{Store: d.store, Sync: l, Owner: d.owner, In: func() { t.Error("let in") }})
	t.Cleanup(p.Close)
	d.body.Add(p.Content())
	d.do(see("センターとは話せましたが、この端末の時計が大きくずれています。時計を合わせてから、もう一度試してください。"))
}
