package client_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/client"
	"yorisoi/sync/wire/wiretest"
)

// nowhere is a network on which nothing answers; it notes when it was tried.
type nowhere struct {
	mu   sync.Mutex
	at   []time.Time
	name string
	back bool // something listens again, though it does not answer yet
}

func (n *nowhere) dial(context.Context, string, string) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.at = append(n.at, time.Now())
	return nil, &net.OpError{Op: "dial", Err: errors.New("network is unreachable")}
}

// probe is no try of its own.
func (n *nowhere) probe(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.back {
		return nil
	}
	return errors.New("network is unreachable")
}

func (n *nowhere) tries() []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]time.Time(nil), n.at...)
}

func (n *nowhere) network() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.name
}

// ones draws the longest wait that there is.
type ones struct{}

func (ones) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0xff
	}
	return len(p), nil
}

// alone runs an engine without a network inside of a bubble of fake time.
func alone(t *testing.T, n *nowhere, jitter interface{ Read([]byte) (int, error) }) (*client.Engine, *memory) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	store := newMemory(t, wiretest.NewOffice(t, uuid.New()).Desk(uuid.New()))
	engine := client.New(client.Config{
		Store: store, Dial: n.dial, Probe: n.probe, Network: n.network, Rand: jitter, Pending: store.pending,
		Endpoint: client.Endpoint{Address: "10.1.2.3:8443", Certificate: tls.Certificate{PrivateKey: key}},
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return engine, store
}

func TestBackoffGrowsToAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &nowhere{}
		engine, _ := alone(t, n, ones{})
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		tries := n.tries()
		bound := time.Second
		for i := 1; i < len(tries); i++ {
			gap := tries[i].Sub(tries[i-1])
			if gap > bound || gap < bound/2 && bound < time.Minute {
				t.Errorf("wait %d: got %s, want up to %s", i, gap, bound)
			}
			bound = min(2*bound, time.Minute)
		}
		if len(tries) < 12 {
			t.Errorf("got %d tries in ten minutes", len(tries))
		}
		s := engine.Status()
		if s.Phase != client.PhaseOffline || !errors.Is(s.Err, client.ErrUnreachable) || !s.NextTry.After(time.Now()) || s.NextTry.After(time.Now().Add(time.Minute)) {
			t.Errorf("status: got %+v", s)
		}
	})
}

func TestBackoffHasFullJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &nowhere{}
		alone(t, n, rand.Reader)
		time.Sleep(30 * time.Minute)
		synctest.Wait()
		tries := n.tries()
		short := 0
		for i := 8; i < len(tries); i++ {
			gap := tries[i].Sub(tries[i-1])
			if gap > time.Minute {
				t.Errorf("wait %d: got %s", i, gap)
			}
			if gap < 30*time.Second {
				short++
			}
		}
		if all := len(tries) - 8; short == 0 || short == all {
			t.Errorf("%d of %d waits are in the lower half: no jitter", short, all)
		}
	})
}

// TestWhatEndsAWait looks at everything that makes an engine try sooner.
func TestWhatEndsAWait(t *testing.T) {
	for _, tc := range []struct {
		name   string
		do     func(*client.Engine, *memory, *nowhere)
		within time.Duration
	}{
		{"Person", func(e *client.Engine, _ *memory, _ *nowhere) { e.Wake() }, 0},
		{"Save", func(_ *client.Engine, m *memory, _ *nowhere) { m.write(newCase(), "記録") }, time.Second},
		{"Network", func(_ *client.Engine, _ *memory, n *nowhere) {
			n.mu.Lock()
			n.name = "Wi-Fi"
			n.mu.Unlock()
		}, 2 * time.Second},
		{"Listening", func(_ *client.Engine, _ *memory, n *nowhere) {
			n.mu.Lock()
			n.back = true
			n.mu.Unlock()
		}, 6 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &nowhere{}
				engine, store := alone(t, n, ones{})
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				for s := engine.Status(); time.Until(s.NextTry) < 30*time.Second; s = engine.Status() {
					time.Sleep(time.Second)
					synctest.Wait()
				}
				before := len(n.tries())
				tc.do(engine, store, n)
				time.Sleep(tc.within)
				synctest.Wait()
				if got := len(n.tries()); got != before+1 {
					t.Errorf("got %d tries within %s, want one", got-before, tc.within)
				}
				if tc.name == "Save" && engine.Status().Unsent != 1 {
					t.Errorf("status: got %+v, want one unsent", engine.Status())
				}
			})
		})
	}
}

// TestSavingDoesNotHammer saves ten times a second for a minute without a
// network: the center is tried about once a second, not at every save.
func TestSavingDoesNotHammer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &nowhere{}
		_, store := alone(t, n, ones{})
		kase := newCase()
		for range 600 {
			store.write(kase, "一文字ずつ")
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		if got := len(n.tries()); got > 70 {
			t.Errorf("got %d tries in a minute", got)
		}
	})
}

func TestRunTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine, _ := alone(t, &nowhere{}, ones{})
		synctest.Wait()
		if err := engine.Run(t.Context()); !errors.Is(err, client.ErrRunning) {
			t.Errorf("got %v, want %v", err, client.ErrRunning)
		}
	})
}
