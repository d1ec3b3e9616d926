package client

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"net"
	"time"
)

const (
	firstBackoff = time.Second      // the longest wait after a first failure
	maxBackoff   = time.Minute      // and after many
	leastBackoff = time.Second      // a save does not try again sooner
	lookEvery    = 2 * time.Second  // how often the network is looked at
	dialTimeout  = 10 * time.Second // for one TCP connection
	knockTimeout = 2 * time.Second  // for one that only looks whether there is any
)

// backoff returns how long to wait after so many failures before this one:
// anything up to a bound that doubles, so that a hundred stations do not
// come back in one moment.
func (e *Engine) backoff(failures int) time.Duration {
	bound := maxBackoff
	if failures < 6 {
		bound = min(bound, firstBackoff<<failures)
	}
	var b [8]byte
	if _, err := io.ReadFull(e.Rand, b[:]); err != nil {
		return bound
	}
	share, _ := bits.Mul64(binary.BigEndian.Uint64(b[:]), uint64(bound))
	return time.Duration(share)
}

// wait stands still until the next try: by the clock, because a person asks,
// because something was saved, or because the network looks different.
func (e *Engine) wait(ctx context.Context, failures int, why error) {
	began := e.Now()
	pause := e.backoff(failures)
	e.update(func(s *Status, a *activity) {
		*a = activity{}
		s.Phase, s.Err, s.NextTry = phaseOf(why), why, began.Add(pause)
		s.Done, s.Total = 0, 0
	})
	e.count(ctx)
	network := e.Network()
	next := time.NewTimer(pause)
	defer next.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			return
		case <-e.now:
			return
		case <-e.save:
			e.count(ctx)
			next.Reset(max(0, min(pause, leastBackoff)-e.Now().Sub(began)))
			e.waitFor(ctx, next.C)
			return
		case <-look.C:
			if e.Network() != network {
				return
			}
		}
	}
}

// waitFor waits for the timer, a person, or the end.
func (e *Engine) waitFor(ctx context.Context, timer <-chan time.Time) {
	select {
	case <-ctx.Done():
	case <-timer:
	case <-e.now:
	}
}

// interfaces describes the network by the addresses of this machine.
func interfaces() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(addrs)
}

// knock opens a connection to the center's address and closes it again.
func (c Config) knock(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, knockTimeout)
	defer cancel()
	conn, err := c.Dial(ctx, "tcp", c.Endpoint.Address)
	if err != nil {
		return err
	}
	return conn.Close()
}
