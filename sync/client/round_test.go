package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// rounds is a station that reconciles by single rounds inside this process.
type rounds struct {
	*station
	line  *local
	shelf *shelf
	box   *box
}

func byRounds(t *testing.T, c *centertest.Served, s *station) *rounds {
	t.Helper()
	r := &rounds{station: s, line: localStation(t, c, s), shelf: shelve(s), box: &box{}}
	l := newLimited(s.memory)
	s.engine = client.New(client.Config{
		Store: l, Blobs: r.shelf, Scoped: l, HoldBox: r.box, Via: r.line, Endpoint: s.enrolled.Endpoint, Pending: s.pending,
	})
	return r
}

func (r *rounds) round() error { return r.engine.Round(r.tb.Context()) }

func TestRoundDoesEverything(t *testing.T) {
	c := centertest.Start(t)
	office, first := found(t, c)
	a, b := byRounds(t, c, first), byRounds(t, c, enrol(t, c, office))
	kase := newCase()
	a.write(kase, "A の記録")
	b.write(kase, "B の記録") // whose directory has nobody yet: the round brings it
	photo := a.shelf.save(kase, 1, 3)
	b.shelf.want(kase, photo)
	for _, r := range []*rounds{a, b, a} {
		if err := r.round(); err != nil {
			t.Fatal(err)
		}
		if s := r.engine.Status(); s.Phase != client.PhaseSynced || s.SyncedAt.IsZero() || s.Incomplete || s.Unsent+s.UnsentBlobs != 0 {
			t.Errorf("after a round: got %+v", s)
		}
	}
	if a.total() != 3 || !same(a.station, b.station) || !b.shelf.has(photo) {
		t.Errorf("got %d and %d changes, photograph %t", a.total(), b.total(), b.shelf.has(photo))
	}
}

// TestRoundCutAnywhere breaks a round at each of its requests, before the
// center has heard it and after, and demands that the next one finds
// everything in order: nothing lost, nothing doubled, nothing held back.
func TestRoundCutAnywhere(t *testing.T) {
	c := centertest.Start(t)
	office, first := found(t, c)
	a, b := byRounds(t, c, first), byRounds(t, c, enrol(t, c, office))
	if err := errors.Join(a.round(), b.round()); err != nil {
		t.Fatal(err)
	}
	kase, cuts := newCase(), 0
	for n, whole := 1, false; !whole; n++ {
		for _, late := range []bool{false, true} {
			a.write(kase, fmt.Sprint("A ", n, late))
			b.write(kase, fmt.Sprint("B ", n, late))
			photo := a.shelf.save(kase, uint64(2*n), 2)
			if late {
				photo = a.shelf.save(kase, uint64(2*n+1), 2)
			}
			if err := b.round(); err != nil {
				t.Fatal(err)
			}
			a.line.cutAt(n, late)
			err := a.round()
			a.line.cutAt(0, false)
			if whole = err == nil; !whole {
				cuts++
				if s := a.engine.Status(); !errors.Is(err, client.ErrUnreachable) || s.Phase != client.PhaseOffline {
					t.Fatalf("cut at %d: got %v, %+v", n, err, s)
				}
			}
			b.shelf.want(kase, photo)
			if err := errors.Join(a.round(), b.round(), a.round()); err != nil {
				t.Fatalf("after a cut at %d: %v", n, err)
			}
			if !same(a.station, b.station) || !b.shelf.has(photo) || len(a.refused)+len(b.refused)+len(a.quarantine)+len(b.quarantine) > 0 {
				t.Fatalf("after a cut at %d (late %t): %d and %d changes, photograph %t", n, late, a.total(), b.total(), b.shelf.has(photo))
			}
		}
	}
	if cuts < 15 {
		t.Errorf("a round has %d requests only", cuts/2)
	}
}

// cutAt breaks the n-th request from now on, before or after it was taken; 0
// mends the line.
func (l *local) cutAt(n int, late bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := len(l.trace) + n
	l.before, l.after = nil, nil
	if n > 0 && late {
		l.after = func(m int, _ *http.Request, _ *http.Response) error {
			if m == at {
				return errCut
			}
			return nil
		}
	} else if n > 0 {
		l.before = func(m int, _ *http.Request) error {
			if m == at {
				return errCut
			}
			return nil
		}
	}
}

// TestRoundIsTheSameEveryTime plays one story at two centers and demands the
// same requests in the same order, and no goroutine of the engine afterwards.
func TestRoundIsTheSameEveryTime(t *testing.T) {
	play := func() []string {
		c := centertest.Start(t)
		_, first := found(t, c)
		a := byRounds(t, c, first)
		for i := range 40 {
			kase := newCase()
			a.write(kase, "記録")
			a.shelf.save(kase, uint64(i), 1+i%5)
		}
		if err := errors.Join(a.round(), a.round()); err != nil {
			t.Fatal(err)
		}
		return a.line.trace
	}
	one, two := play(), play()
	if !slices.Equal(one, two) {
		t.Errorf("two plays asked differently:\n%v\n%v", one, two)
	}
	all := make([]byte, 1<<20)
	if stacks := string(all[:runtime.Stack(all, true)]); strings.Contains(stacks, "client.(*session)") || strings.Contains(stacks, "client.(*Engine)") {
		t.Error("a goroutine of the engine is left after its rounds")
	}
}

// TestRoundExcludesRun allows one of both at a time.
func TestRoundExcludesRun(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	a.run()
	a.waitPhase(client.PhaseSynced)
	if err := a.engine.Round(t.Context()); !errors.Is(err, client.ErrRunning) {
		t.Errorf("got %v, want %v", err, client.ErrRunning)
	}
	a.stop()
	if err := a.engine.Round(t.Context()); err != nil {
		t.Error(err)
	}
	if head := a.desk.Head(c.ID()); head.N != 1 {
		t.Error("nothing was founded")
	}
}
