package client_test

import (
	"fmt"
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// TestRefusedUntilTheDirectoryGrows writes as a person whose hiring another
// station has not sent yet: the center refuses it, says why, and takes it and
// what follows in its chain as soon as the hiring is there.
func TestRefusedUntilTheDirectoryGrows(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := localStation(t, c, b)
	a.run()
	a.waitPhase(client.PhaseSynced)
	nurse, kase := wiretest.Person(t), newCase()
	b.run(via(l), func(config *client.Config) { config.Pending = b.pending })
	b.waitPhase(client.PhaseSynced)
	b.writeAs(nurse, kase, "採用の前に届いた記録")
	b.write(kase, "その次の記録")
	b.write(newCase(), "ほかの家庭の記録")
	eventually(t, "two are held back and the third is through", func() bool { return len(b.refusals()) == 2 && b.unsent() == 0 })
	b.waitPhase(client.PhaseSynced)
	if s := b.engine.Status(); s.HeldBack != 2 {
		t.Errorf("held back: got %+v", s)
	}
	pushes := l.requests("POST " + wire.PathPush)
	for i := range 5 { // others work, and nothing is tried again for that
		want := a.total() + 1
		a.write(newCase(), fmt.Sprint("記録 ", i))
		eventually(t, "it has reached b", func() bool { return b.records(newCase()) == 0 && b.total() >= want })
	}
	b.waitPhase(client.PhaseSynced)
	if n := l.requests("POST " + wire.PathPush); n != pushes {
		t.Errorf("pushed %d times more though nothing had changed", n-pushes)
	}
	a.direct(func() []byte { return a.desk.Hire(office.Founder, nurse, ledger.RoleHealth) })
	eventually(t, "both are through", func() bool { return len(b.refusals()) == 0 && b.unsent() == 0 })
	eventually(t, "the other station has them", func() bool { return a.records(kase) == 2 })
	eventually(t, "nothing is said to be held back", func() bool { return b.engine.Status().HeldBack == 0 })
}

// TestForbiddenUntilTheRoleIsGiven refuses a hiring by somebody without the
// role, and takes it when the role was given.
func TestForbiddenUntilTheRoleIsGiven(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	chief, nurse := wiretest.Person(t), wiretest.Person(t)
	a.direct(func() []byte { return a.desk.Hire(office.Founder, chief, ledger.RoleHealth) })
	b := enrol(t, c, office)
	a.run()
	b.run()
	a.waitPhase(client.PhaseSynced)
	b.waitPhase(client.PhaseSynced)
	b.direct(func() []byte { return b.desk.Hire(chief, nurse, ledger.RoleHealth) })
	eventually(t, "it is refused", func() bool { return len(b.refusals()) == 1 })
	if r := b.refusals()[0]; wire.ErrorCode(r.Code) != wire.CodeForbidden {
		t.Errorf("refusal: got %+v", r)
	}
	b.waitPhase(client.PhaseSynced)
	before := a.total()
	a.write(newCase(), "記録")
	eventually(t, "everything else goes on", func() bool { return b.total() == before+2 })
}

// TestRefusalsOfAnEarlierRun are sent once more when the program starts
// again: the reason may have passed meanwhile.
func TestRefusalsOfAnEarlierRun(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	nurse := wiretest.Person(t)
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run()
	b.waitPhase(client.PhaseSynced)
	b.writeAs(nurse, newCase(), "採用の前に届いた記録")
	eventually(t, "it is refused", func() bool { return len(b.refusals()) == 1 })
	b.stop()
	a.direct(func() []byte { return a.desk.Hire(office.Founder, nurse, ledger.RoleHealth) })
	a.settle()
	// As a bundle would have brought the hiring.
	for _, raw := range a.raws[chain{office.Center, a.desk.ID}] {
		b.mu.Lock()
		if err := b.add(raw); err != nil {
			t.Error(err)
		}
		b.mu.Unlock()
	}
	b.run()
	eventually(t, "it is through", func() bool { return len(b.refusals()) == 0 && b.unsent() == 0 })
}

// TestFinalRefusalIsNotSentAgain leaves what can never pass alone.
func TestFinalRefusalIsNotSentAgain(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	l := localStation(t, c, a)
	stranger := wiretest.Person(t)
	a.direct(func() []byte { return a.desk.Hire(office.Founder, stranger, ledger.RoleHealth) })
	kase := newCase()
	a.mu.Lock()
	raw := a.desk.Sign(kase, stranger, func(c *ledger.Change) error {
		return c.ShowBody(&ledger.Edit{Record: kase, Kind: "note", Set: map[string]any{"facts": "読める"}})
	})
	change, err := ledger.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	change.Sig = make([]byte, 64)
	a.mu.Unlock()
	a.save(kase, change.Encode())
	a.run(via(l))
	eventually(t, "it is refused", func() bool { return len(a.refusals()) == 1 })
	a.waitPhase(client.PhaseSynced)
	code := wire.ErrorCode(a.refusals()[0].Code)
	pushes := l.requests("POST " + wire.PathPush)
	a.direct(func() []byte { return a.desk.Hire(office.Founder, wiretest.Person(t), ledger.RoleHealth) })
	a.settle()
	eventually(t, "the hiring is through", func() bool { return a.unsent() == 0 })
	a.waitPhase(client.PhaseSynced)
	if n := l.requests("POST " + wire.PathPush); code == wire.CodeSignature && n != pushes+1 {
		t.Errorf("pushed %d times for one hiring", n-pushes)
	}
}
