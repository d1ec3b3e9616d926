package client_test

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/store/trust"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// TestRetryAfter waits for as long as the center asks for, and never longer
// than a minute.
func TestRetryAfter(t *testing.T) {
	for _, tc := range []struct {
		asks       int
		least, max time.Duration
	}{{20, 20 * time.Second, time.Minute}, {86400, time.Minute, time.Minute}} {
		t.Run(strconv.Itoa(tc.asks), func(t *testing.T) {
			c := centertest.Start(t)
			_, a := found(t, c)
			line := impostor(t, c.Dir, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", wire.ContentType)
				w.Header().Set("Retry-After", strconv.Itoa(tc.asks))
				w.WriteHeader(http.StatusTooManyRequests)
				w.Write(trust.MustEncode(wire.ErrTooMany))
			})
			// A clock that stands still, so that the wait can be read from it.
			now := time.Now()
			a.run(quick, through(line), func(config *client.Config) { config.Now = func() time.Time { return now } })
			a.waitPhase(client.PhaseRefused)
			if wait := a.engine.Status().NextTry.Sub(now); wait < tc.least || wait > tc.max {
				t.Errorf("waits %s, want %s to %s", wait, tc.least, tc.max)
			}
			a.engine.Wake() // a person does not have to wait
			eventually(t, "it is tried at once", func() bool { return line.taken.Load() > 1 })
		})
	}
}

// TestDeadLineIsGivenUp lets a line stand that carries nothing any more, as
// after a laptop was taken from one network to another: work goes on soon
// after the network of the machine looks different.
func TestDeadLineIsGivenUp(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	line := newCable(t, c.Address())
	var network atomic.Value
	network.Store("office")
	a.run(quick, through(line), func(config *client.Config) { config.Network = func() string { return network.Load().(string) } })
	a.waitPhase(client.PhaseSynced)
	before := line.taken.Load()
	line.freeze()
	a.write(newCase(), "記録")
	network.Store("Wi-Fi")
	eventually(t, "it goes through a new line", func() bool { return a.unsent() == 0 && line.taken.Load() > before })
	a.waitPhase(client.PhaseSynced)
}

// TestSilentCenter accepts connections and says nothing on them: the station
// says that the center is not there, and goes on when it is.
func TestSilentCenter(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	line := newCable(t, c.Address())
	line.silent.Store(true)
	a.run(quick, through(line))
	a.waitPhase(client.PhaseOffline)
	if a.unsent() != 1 {
		t.Errorf("%d unsent, want 1", a.unsent())
	}
	line.silent.Store(false)
	line.cut() // a handshake that waits needs not time out
	a.engine.Wake()
	a.waitPhase(client.PhaseSynced)
}
