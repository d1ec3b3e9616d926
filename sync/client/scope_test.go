package client_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire/wiretest"
)

// laptop makes a station that holds only what was checked out to it, and says
// so in the directory.
func laptop(t *testing.T, a, b *station) *limited {
	t.Helper()
	a.direct(func() []byte {
		return a.desk.Direct(a.desk.Founder, ledger.KindStation, b.desk.ID, map[string]any{
			ledger.FieldName: "L-07", ledger.FieldType: ledger.StationLaptop, ledger.FieldScope: ledger.ScopeCarried,
		})
	})
	return newLimited(b.memory)
}

// scoped runs a station by what it is to hold.
func scoped(l *limited) func(*client.Config) {
	return func(c *client.Config) { c.Store, c.Scoped, c.Now = l, l, l.time }
}

// TestLaptopHoldsWhatItCarries checks a case out to a laptop and in again:
// its older records come, it goes when the time is over, and only once what
// was written on the way has its receipts.
func TestLaptopHoldsWhatItCarries(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := laptop(t, a, b)
	mine, other := newCase(), newCase()
	for range 3 {
		a.write(mine, "前からの記録")
		a.write(other, "ほかの家庭")
	}
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run(scoped(l))
	b.waitPhase(client.PhaseSynced)
	if l.has(mine) || l.has(other) || b.engine.Status().Incomplete {
		t.Errorf("nothing is checked out, but cases are here; %+v", b.engine.Status())
	}
	carry(t, a.memory, uuid.New(), mine, b.desk.ID, time.Now().Add(8*time.Hour), false)
	eventually(t, "the case comes with its older records", func() bool { return b.records(mine) == 3 })
	b.waitPhase(client.PhaseSynced)
	if l.has(other) {
		t.Error("a case came that was not checked out")
	}
	b.write(mine, "訪問先で")
	b.settle()
	l.pass(9 * time.Hour)
	b.engine.Wake()
	eventually(t, "it goes when the time is over", func() bool { return !l.has(mine) })
	eventually(t, "both sides agree on what is left", func() bool { return b.engine.Status().Phase == client.PhaseSynced })
	eventually(t, "the office has what was written on the way", func() bool { return a.records(mine) == 4 })
}

// records counts the changes of a case here.
func (m *memory) records(kase uuid.UUID) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c, raws := range m.raws {
		if c.kase == kase {
			n += len(raws)
		}
	}
	return n
}

// TestWhatLeavesTheScopeIsSentFirst lets a case leave the scope while the
// laptop is out of reach, with a change and an attachment unsent: it waits
// for both receipts, is said to wait, and then goes.
func TestWhatLeavesTheScopeIsSentFirst(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := laptop(t, a, b)
	l.shelf = shelve(b)
	mine := newCase()
	a.write(mine, "前からの記録")
	carry(t, a.memory, uuid.New(), mine, b.desk.ID, time.Now().Add(8*time.Hour), false)
	a.run()
	a.waitPhase(client.PhaseSynced)
	line := newCable(t, c.Address())
	withShelf := with(l.shelf)
	b.run(quick, scoped(l), withShelf, through(line))
	b.waitPhase(client.PhaseSynced)
	line.down.Store(true)
	line.cut()
	b.waitPhase(client.PhaseOffline)
	b.write(mine, "圏外で")
	photo := l.shelf.save(mine, 40, 12)
	l.pass(9 * time.Hour)
	if waiting, err := l.Trim(t.Context()); waiting != 1 || err != nil || !l.has(mine) {
		t.Fatalf("offline: got %d waiting, %v", waiting, err)
	}
	line.down.Store(false)
	b.engine.Wake()
	said := false
	eventually(t, "it goes", func() bool {
		said = said || b.engine.Status().Leaving == 1
		return !l.has(mine)
	})
	if !l.shelf.receipted(photo) || b.unsent() != 0 {
		t.Error("it went before its receipts")
	}
	if !said {
		t.Error("nobody was told that a case waits to leave")
	}
	eventually(t, "the office has it", func() bool { return a.records(mine) == 2 })
	eventually(t, "nothing is left to leave", func() bool { return b.engine.Status().Leaving == 0 })
}

// TestOutOfScopeIsStillPushed takes what was written in a case that the
// station does not hold.
func TestOutOfScopeIsStillPushed(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := laptop(t, a, b)
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run(scoped(l))
	b.waitPhase(client.PhaseSynced)
	kase := newCase()
	b.write(kase, "道で会った")
	eventually(t, "the office has it", func() bool { return a.records(kase) == 1 })
	eventually(t, "it leaves", func() bool { return !l.has(kase) })
	b.waitPhase(client.PhaseSynced)
}

// TestWiderScopeFetchesEverything lets a laptop become an office machine.
func TestWiderScopeFetchesEverything(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := laptop(t, a, b)
	for range 5 {
		a.write(newCase(), "記録")
	}
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run(scoped(l))
	b.waitPhase(client.PhaseSynced)
	if b.total() >= a.total() {
		t.Fatalf("has %d of %d changes with a scope of nothing", b.total(), a.total())
	}
	a.direct(func() []byte {
		return a.desk.Direct(office.Founder, ledger.KindStation, b.desk.ID, map[string]any{ledger.FieldScope: ledger.ScopeAll})
	})
	eventually(t, "everything is here", func() bool { return b.total() == a.total() && same(a, b) })
}

// TestHoldBox brings a change of somebody who was removed before to another
// station, from the laptop on which they wrote it.
func TestHoldBox(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	held := &box{}
	withBox := func(c *client.Config) { c.HoldBox = held }
	nurse := wiretest.Person(t)
	a.direct(func() []byte { return a.desk.Hire(office.Founder, nurse, ledger.RoleHealth) })
	a.run(withBox)
	a.waitPhase(client.PhaseSynced)
	b.run()
	b.waitPhase(client.PhaseSynced)
	b.stop()
	a.direct(func() []byte {
		return a.desk.Direct(office.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true})
	})
	a.settle()
	b.desk.Clock = b.desk.Clock.Add(time.Hour)
	b.writeAs(nurse, newCase(), "退職のあとに書いた記録")
	b.run()
	b.waitPhase(client.PhaseSynced)
	a.stop()
	a.run(withBox)
	eventually(t, "it is in the hold box of another station", func() bool { return held.count() == 1 })
	if b.engine.Status().HeldBack != 1 {
		t.Errorf("status: got %+v", b.engine.Status())
	}
	came := held.came
	a.stop()
	a.run(withBox)
	a.waitPhase(client.PhaseSynced)
	eventually(t, "it does not come again", func() bool { return held.came == came })
}

// TestRemovedStationHandsOver lets a station that was removed while it was out
// of reach hand in what it has, once, and nothing else.
func TestRemovedStationHandsOver(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	held := &box{}
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run()
	b.waitPhase(client.PhaseSynced)
	b.stop()
	a.direct(func() []byte {
		return a.desk.Direct(office.Founder, ledger.KindStation, b.desk.ID, map[string]any{ledger.FieldName: "L-02", ledger.FieldRemoved: true})
	})
	a.settle()
	kase := newCase()
	b.write(kase, "紛失する前の記録")
	b.run(quick)
	b.waitPhase(client.PhaseRevoked)
	eventually(t, "nothing is unsent there", func() bool { return b.unsent() == 0 })
	a.stop()
	a.run(func(c *client.Config) { c.HoldBox = held })
	eventually(t, "it is in the hold box", func() bool { return held.count() == 1 })
	if a.records(kase) != 0 {
		t.Error("it is among the records too")
	}
	b.stop()
	if !slices.ContainsFunc(b.refusals(), func(r ledger.Refusal) bool { return r.Code == 30 }) {
		t.Errorf("refusals: got %v", b.refusals())
	}
}

// refusals are those kept.
func (m *memory) refusals() (out []ledger.Refusal) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.refused {
		out = append(out, r)
	}
	return out
}
