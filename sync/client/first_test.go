package client_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// agreed is what a store remembers of when both sides were equal.
type agreed struct {
	mu sync.Mutex
	at time.Time
}

func (a *agreed) get() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at
}

func (a *agreed) note(s client.Status) {
	if s.Phase == client.PhaseSynced {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.at = s.SyncedAt
	}
}

// TestFirstSyncOverRestarts cuts a first sync and ends the program in the
// middle of it: it is said to be incomplete, with how far it is, before and
// after the start, until both sides are equal; then never again.
func TestFirstSyncOverRestarts(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	for range 300 {
		kase := newCase()
		for i := range 20 {
			a.save(kase, a.desk.Write(kase, fmt.Sprint("記録 ", i)))
		}
	}
	a.run()
	a.settle()
	b := enrol(t, c, office)
	line := newCable(t, c.Address())
	line.budget.Store(500_000)
	var known agreed
	remembering := func(config *client.Config) { config.Agreed = known.get }
	b.run(through(line), remembering)
	b.engine.OnStatus(known.note)
	eventually(t, "the line is cut in the middle", func() bool { return line.cuts.Load() > 0 })
	line.down.Store(true)
	line.cut()
	b.waitPhase(client.PhaseOffline)
	if s := b.engine.Status(); !s.Incomplete || s.Total == 0 || s.Done == 0 || s.Done >= s.Total {
		t.Errorf("cut: got %+v", s)
	}
	b.stop()
	here := b.total()
	if here == 0 || here >= 6001 {
		t.Fatalf("%d of 6001 changes are here", here)
	}

	var phases sync.Map
	b.run(through(line), remembering)
	b.engine.OnStatus(func(s client.Status) {
		phases.Store(s.Phase, true)
		if s.Phase == client.PhaseSynced && (s.Incomplete || b.total() != 6001) {
			t.Errorf("synced with %d changes: %+v", b.total(), s)
		}
		if !s.Incomplete && b.total() != 6001 {
			t.Errorf("complete with %d changes: %+v", b.total(), s)
		}
		if s.Total != 0 && (s.Done < uint64(here) || s.Done > s.Total || s.Total != 6001) {
			t.Errorf("done %d of %d with %d here before", s.Done, s.Total, here)
		}
		known.note(s)
	})
	if !b.engine.Status().Incomplete {
		t.Error("complete after the start, before anybody has looked")
	}
	line.down.Store(false)
	b.engine.Wake()
	b.waitPhase(client.PhaseSynced)
	if _, said := phases.Load(client.PhaseFirstSync); !said {
		t.Error("nobody was told of the first sync after the start")
	}
	b.stop()
	b.run(remembering)
	if b.engine.Status().Incomplete {
		t.Error("incomplete again after both sides were equal")
	}
	b.waitPhase(client.PhaseSynced)
}

// slow is a store to which every batch takes two seconds of its clock, and
// which lets one case get lost.
type slow struct {
	*memory
	mu     sync.Mutex
	now    time.Time
	drops  uuid.UUID
	landed int
}

func (s *slow) time() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *slow) dropping(kase uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops = kase
}

func (s *slow) Receive(ctx context.Context, cursor ledger.Cursor, changes []ledger.Logged) error {
	s.mu.Lock()
	if len(changes) > 0 {
		s.now = s.now.Add(2 * time.Second)
		s.landed++
	}
	drops := s.drops
	s.mu.Unlock()
	var kept []ledger.Logged
	for _, c := range changes {
		if change, err := ledger.Decode(c.Raw); err == nil && change.Case != drops {
			kept = append(kept, c)
		}
	}
	return s.memory.Receive(ctx, cursor, kept)
}

// TestWhatIsLeftIsEstimated tells how long a first sync of five thousand
// changes will still take, by what it took so far.
func TestWhatIsLeftIsEstimated(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	for range 5000 {
		kase := newCase()
		a.save(kase, a.desk.Write(kase, "記録"))
	}
	a.run()
	a.settle()
	b := enrol(t, c, office)
	store := &slow{memory: b.memory, now: time.Now()}
	engine := client.New(client.Config{Store: store, Endpoint: b.enrolled.Endpoint, Via: localStation(t, c, b), Now: store.time})
	var left []time.Duration
	engine.OnStatus(func(s client.Status) {
		if s.Left > 0 && (len(left) == 0 || left[len(left)-1] != s.Left) {
			left = append(left, s.Left)
		}
	})
	if err := engine.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(left) < 3 || left[0] < 4*time.Second || left[0] > 60*time.Second {
		t.Errorf("left: got %v", left)
	}
	for i := 1; i < len(left); i++ {
		if left[i] > left[i-1] {
			t.Errorf("left rises: %v", left)
		}
	}
	if s := engine.Status(); s.Left != 0 || s.Done != 0 || s.Total != 0 {
		t.Errorf("after it: got %+v", s)
	}
}

// TestLackingIsNotComplete has a store that loses one case again and again:
// the first sync is never said to be complete, and is as soon as it keeps it.
func TestLackingIsNotComplete(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	lost := newCase()
	a.write(lost, "なくなる記録")
	a.write(newCase(), "記録")
	a.run()
	a.settle()
	b := enrol(t, c, office)
	store := &slow{memory: b.memory, now: time.Now()}
	store.dropping(lost)
	b.run(func(config *client.Config) { config.Store = store })
	eventually(t, "it was fetched and lost again", func() bool { store.mu.Lock(); defer store.mu.Unlock(); return store.landed >= 2 })
	b.write(newCase(), "そのあいだの記録")
	eventually(t, "work goes on", func() bool { return b.unsent() == 0 })
	if s := b.engine.Status(); s.Phase != client.PhaseFirstSync || !s.Incomplete {
		t.Errorf("got %+v", s)
	}
	store.dropping(uuid.Nil)
	eventually(t, "it is complete", func() bool {
		b.engine.Wake()
		s := b.engine.Status()
		return s.Phase == client.PhaseSynced && !s.Incomplete && b.records(lost) == 1
	})
}
