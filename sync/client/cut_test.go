package client_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// quick makes an engine try again at once, so that a hundred cuts fit into a
// test: its jitter always draws zero.
func quick(c *client.Config) { c.Rand = zeros{} }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func through(line *cable) func(*client.Config) {
	return func(c *client.Config) { c.Dial = line.dial }
}

// TestResumesAfterAnyCut breaks the line again and again, after a random
// number of bytes, while both stations push and pull: nothing is lost,
// nothing is doubled, and the end is reached.
func TestResumesAfterAnyCut(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	line := newCable(t, c.Address())
	random := rand.New(rand.NewPCG(7, 7))
	a.run(quick, through(line))
	a.waitPhase(client.PhaseSynced)
	b.run(quick, through(line))
	cases := []uuid.UUID{newCase(), newCase(), newCase()}
	const each = 1500
	for i := range each {
		kase := cases[i%len(cases)]
		a.write(kase, fmt.Sprint("A ", i))
		b.write(kase, fmt.Sprint("B ", i))
		if i%25 == 0 {
			line.budget.Store(2000 + random.Int64N(60_000))
		}
		if i%100 == 0 {
			time.Sleep(5 * time.Millisecond)
		}
	}
	line.budget.Store(0)
	eventually(t, "both have everything", func() bool { return a.total() == 2*each+1 && same(a, b) })
	if a.receipts < each+1 || len(a.quarantine) != 0 || len(b.quarantine) != 0 {
		t.Errorf("receipts %d, quarantine %d and %d", a.receipts, len(a.quarantine), len(b.quarantine))
	}
	t.Logf("%d cuts", line.cuts.Load())
	if line.cuts.Load() < 10 {
		t.Errorf("the line was cut %d times only", line.cuts.Load())
	}
}

// TestFirstSyncIsHonest cuts a first sync in the middle: it is never said to
// be synced before everything is here, and goes on from where it was.
func TestFirstSyncIsHonest(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	for range 300 {
		kase := newCase()
		for i := range 20 {
			a.save(kase, a.desk.Write(kase, fmt.Sprint("記録 ", i)))
		}
	}
	a.run()
	a.waitPhase(client.PhaseSynced)
	b := enrol(t, c, office)
	line := newCable(t, c.Address())
	line.budget.Store(500_000)
	var phases []client.Phase
	var most uint64
	b.run(quick, through(line), func(config *client.Config) {})
	b.engine.OnStatus(func(s client.Status) {
		if len(phases) == 0 || phases[len(phases)-1] != s.Phase {
			phases = append(phases, s.Phase)
		}
		if s.Done > s.Total {
			t.Errorf("done %d of %d", s.Done, s.Total)
		}
		if s.Phase == client.PhaseSynced && b.total() != 6001 {
			t.Errorf("said to be synced with %d of 6001 changes", b.total())
		}
		most = max(most, s.Total)
	})
	b.waitPhase(client.PhaseSynced)
	if b.total() != 6001 || line.cuts.Load() == 0 {
		t.Errorf("got %d changes after %d cuts, want 6001 after one", b.total(), line.cuts.Load())
	}
	b.stop()
	t.Logf("phases %v, most %d", phases, most)
	if most == 0 || most > 6001 {
		t.Errorf("total shown: got %d", most)
	}
}

// TestOfflineAndBack takes the center away: work goes on, the state is said,
// and when the center is back everything goes by itself.
func TestOfflineAndBack(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	line := newCable(t, c.Address())
	a.run(quick, through(line), func(config *client.Config) { config.Pending = a.pending })
	b.run(quick)
	a.waitPhase(client.PhaseSynced)
	line.down.Store(true)
	line.cut()
	a.waitPhase(client.PhaseOffline)
	kase := newCase()
	for range 3 {
		a.write(kase, "圏外で")
	}
	eventually(t, "three unsent are shown", func() bool { return a.engine.Status().Unsent == 3 })
	if s := a.engine.Status(); s.Online() || !errors.Is(s.Err, client.ErrUnreachable) {
		t.Errorf("offline: got %+v", s)
	}
	line.down.Store(false)
	eventually(t, "the other station has it", func() bool { return b.total() == 4 })
	eventually(t, "nothing is unsent", func() bool { return a.engine.Status().Unsent == 0 })
	a.waitPhase(client.PhaseSynced)
}
