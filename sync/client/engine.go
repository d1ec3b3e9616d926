package client

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what an engine works with. Store and Endpoint are needed.
type Config struct {
	Store     Store
	Endpoint  Endpoint
	Blobs     Blobs            // nil: attachments neither leave nor arrive
	Scoped    Scoped           // nil: the station holds every case
	HoldBox   HoldBox          // nil: the center's hold box is not looked at
	Audit     Audit            // nil: what other stations noted of who looked at what is not brought
	Walled    Walled           // nil: Store, where it is one
	Removable Removable        // nil: Store, where it is one
	Disposing Disposing        // nil: Store, where it is one
	Retry     Retrier          // nil: Store, where it is one
	Now       func() time.Time // nil: time.Now
	Rand      io.Reader        // nil: crypto/rand; for jitter only
	Log       *slog.Logger     // nil: none; never given anything of a case
	Dial      Dial             // nil: net.Dialer
	// Via carries requests instead of TLS over Dial, where a simulation
	// stands between both sides.
	Via http.RoundTripper
	// Pending counts own changes and blobs without a receipt, and changes in
	// quarantine. nil: the engine counts what it was given itself.
	Pending func(context.Context) (unsent, heldBack int, err error)
	// Agreed is when both sides agreed for the first time or later, in an
	// earlier run too; zero means that the first sync was never completed.
	// nil: SyncedAt of Store, where it has that.
	Agreed func() time.Time
	// Network describes how this machine is connected; when the answer
	// changes while the center is out of reach, it is tried at once.
	// nil: the addresses of the network interfaces.
	Network func() string
	// Probe looks whether something listens at the center's address, while
	// nothing did before. nil: a TCP connection that is closed again.
	Probe func(context.Context) error
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Dial == nil {
		c.Dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}).DialContext
	}
	if c.Network == nil {
		c.Network = interfaces
	}
	if c.Probe == nil {
		c.Probe = c.knock
	}
	if c.Retry == nil {
		c.Retry, _ = c.Store.(Retrier)
	}
	if c.Walled == nil {
		c.Walled, _ = c.Store.(Walled)
	}
	if c.Removable == nil {
		c.Removable, _ = c.Store.(Removable)
	}
	if c.Disposing == nil {
		c.Disposing, _ = c.Store.(Disposing)
	}
	if c.Agreed == nil {
		c.Agreed = func() time.Time { return time.Time{} }
		if s, ok := c.Store.(interface{ SyncedAt() time.Time }); ok {
			c.Agreed = s.SyncedAt
		}
	}
	return c
}

// Engine keeps a store and the center's log the same. All methods may be
// called from any goroutine and none waits for the network.
type Engine struct {
	Config
	now      chan struct{} // a person asked for a round
	save     chan struct{} // the store has something new
	blobs    chan struct{} // there may be blobs to send
	wishes   chan struct{} // there may be blobs to fetch
	rescoped chan struct{} // what is to be held may have changed

	running sync.Mutex
	handed  atomic.Bool // a removed station asked about everything that it has
	forgot  atomic.Bool // the center was set back: what it kept aside is lost too
	again   atomic.Bool // what was refused may be sent again
	known   known       // of the goroutine of Run, between connections

	tell     sync.Mutex // held while a change of the status is told
	mu       sync.Mutex
	status   Status
	act      activity
	told     func(Status)
	equalled bool          // both sides were found equal by this engine
	lacking  bool          // something could not be fetched when they were last compared
	counted  time.Time     // when the store has counted, and …
	counting time.Duration // … how long it took
}

// known is what an engine keeps from one connection to the next.
type known struct {
	first   uint64    // changes of an unfinished first sync that are here, of earlier runs too
	blobs   time.Time // when the center was last asked for all receipted blobs
	doubted bool      // the center was set back since
}

// ErrRunning is returned by a second Run of one engine at the same time.
var ErrRunning = errors.New("engine is running already")

// New returns an engine that stands still until Run or Round.
func New(c Config) *Engine {
	e := &Engine{
		Config: c.withDefaults(),
		now:    make(chan struct{}, 1), save: make(chan struct{}, 1), blobs: make(chan struct{}, 1),
		wishes: make(chan struct{}, 1), rescoped: make(chan struct{}, 1),
	}
	e.again.Store(true)
	e.status = Status{Phase: PhaseStopped, Incomplete: e.Agreed().IsZero()}
	return e
}

// Wake asks for a round at once, without waiting for the time of the next try.
func (e *Engine) Wake() { poke(e.now) }

// Status returns where the engine stands.
func (e *Engine) Status() Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.status
}

// OnStatus sets who is told of every change of the status. It is called from
// the engine's goroutines, one at a time, and must return soon.
func (e *Engine) OnStatus(tell func(Status)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = tell
}

// poke puts one token into a channel that holds one.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
