package client

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"net"
	"sync"
	"time"
)

const (
	firstBackoff = time.Second      // the longest wait after a first failure
	maxBackoff   = time.Minute      // and after many
	leastBackoff = time.Second      // a save does not try again sooner
	lookEvery    = 2 * time.Second  // how often the network is looked at
	dialTimeout  = 10 * time.Second // for one TCP connection
	probeEvery   = 5 * time.Second  // how often the center's address is knocked at
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
// because something was saved, because the network looks different, or
// because something listens at the address again.
func (e *Engine) wait(ctx context.Context, failures int, why error) {
	ctx, cancel := context.WithCancel(ctx)
	var probing sync.WaitGroup
	defer probing.Wait()
	defer cancel()
	began := e.Now()
	pause := max(e.backoff(failures), pauseOf(why))
	e.failed(why, began.Add(pause))
	e.count(ctx)
	network := e.Network()
	next := time.NewTimer(pause)
	defer next.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	there := make(chan struct{}, 1)
	if neverThere(why) && e.Via == nil {
		probing.Go(func() { e.probe(ctx, there) })
	}
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
		case <-there:
			next.Reset(min(pause, e.backoff(0)))
			e.waitFor(ctx, next.C)
			return
		case <-look.C:
			if e.Network() != network {
				return
			}
		}
	}
}

// probe looks every so often whether something listens at the address, where
// nothing did, and says so once: a person who sees the network back does not
// wait out a minute.
func (e *Engine) probe(ctx context.Context, there chan<- struct{}) {
	again := time.NewTicker(probeEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		if e.Probe(ctx) == nil && ctx.Err() == nil {
			there <- struct{}{}
			return
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
