package page_test

import (
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/ui/page"
)

// waiter is an engine of a station that waits.
type waiter struct{ woken atomic.Int32 }

func (w *waiter) Wake() { w.woken.Add(1) }

func (w *waiter) Status() client.Status {
	return client.Status{Phase: client.PhaseFirstSync, Incomplete: true, Waiting: true}
}

// waits joins a nurse's laptop to the desk's center, which asks for approval,
// and lets the desk's station know of it.
func (d *desk) waits() *store.Store {
	d.t.Helper()
	ctx := d.t.Context()
	nurse, _ := d.colleagues()
	if err := d.store.SetApproval(ctx, true); err != nil {
		d.t.Fatal(err)
	}
	e := d.enrolment("L-02")
	e.Founder, e.CenterSecret, e.Key = d.store.Me().ID, d.store.CenterSecret(), ledger.KeyName([]byte("laptop"))
	config := d.config
	config.Dir = d.t.TempDir()
	laptop, err := store.Join(ctx, config, e, directoryOf(d, logOf(d, d.store)), nurse, password)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = laptop.Close() })
	if err := d.store.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, directoryOf(d, logOf(d, laptop))); err != nil {
		d.t.Fatal(err)
	}
	return laptop
}

func directoryOf(d *desk, log []ledger.Logged) (out []ledger.Logged) {
	for _, l := range log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == d.store.Center() {
			out = append(out, l)
		}
	}
	return out
}

// TestMachineWaitsForApproval: the new machine shows its signs and who can
// approve it, and goes on once somebody has.
func TestMachineWaitsForApproval(t *testing.T) {
	d := newDesk(t).found()
	laptop := d.waits()
	w, in := &waiter{}, false
	p := page.NewWaiting(page.DoorDeps{Store: laptop, Sync: w, Owner: d.owner, In: func() { in = true }, Lock: func() { d.note("locked") }})
	t.Cleanup(p.Close)
	d.body.Add(p.Content())
	signs := store.SignsOf(d.store.Directory().Stations[laptop.Station()])
	d.do(see("承認を待っています"), see(signs), see("…大沢…"), see("承認されるまで、家庭の記録は届きません。…"), tap("いま試す"))
	d.look("waiting")
	if w.woken.Load() != 1 || in {
		t.Errorf("tried %d times, in: %v", w.woken.Load(), in)
	}
	if err := d.store.ApproveStation(t.Context(), laptop.Station(), d.store.Directory().Stations[laptop.Station()].Key); err != nil {
		t.Fatal(err)
	}
	if err := laptop.Receive(t.Context(), ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, directoryOf(d, logOf(d, d.store))); err != nil {
		t.Fatal(err)
	}
	p.SyncChanged()
	d.until("the machine to go on", func() bool { return in })
}

// TestMachineIsApproved: whoever may approve finds the machine on 今日 and in the
// settings, with the signs to compare, and approves it or refuses it.
func TestMachineIsApproved(t *testing.T) {
	d := newDesk(t).found()
	laptop := d.waits()
	signs := store.SignsOf(d.store.Directory().Stations[laptop.Station()])
	d.show(page.NewToday(d.deps))
	d.do(see("新しい端末「L-02」"), tap("確かめる"), see("「L-02」を承認しますか"), see(signs))
	d.look("waiting-judge")
	d.do(tap("あとで"))
	s := page.NewSettings(d.deps)
	d.show(s)
	d.do(tap("端末"), see("承認待ち"), see(signs), see("承認してから使う"))
	d.look("waiting-stations")
	d.do(tap("L-02"), tap("同じなので承認する"))
	d.until("the machine to be approved", func() bool { return len(d.store.WaitingStations()) == 0 })
	d.do(gone("承認待ち"), tapIn("新しい端末", "登録したらすぐ使える"))
	d.until("nobody to wait any more", func() bool { return !d.store.Directory().NeedsApproval() })
}

// TestMachineIsRefused: a machine whose signs differ is removed.
func TestMachineIsRefused(t *testing.T) {
	d := newDesk(t).found()
	laptop := d.waits()
	d.show(page.NewToday(d.deps))
	d.do(tap("確かめる"), tap("断る"))
	removed := func(id uuid.UUID) bool { at := d.store.Directory().Stations[id]; return at != nil && at.Removed }
	d.until("the machine to be removed", func() bool { return removed(laptop.Station()) })
	d.do(gone("新しい端末「L-02」"))
}
