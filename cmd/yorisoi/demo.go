package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/demo"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/client"
	"yorisoi/ui"
)

// demoFamilies is how large the made-up city is.
const demoFamilies = 300

// daysAway is how long the nurse has not looked.
const daysAway = 4

// demoKDF is cheap: the password of the made-up city is printed in its sign-in.
var demoKDF = trust.KDF{Time: 1, MemoryKiB: 8 * 1024, Threads: 1}

// city is a center on loopback and the folder that everything is in.
type city struct {
	root   string
	cancel context.CancelFunc
	center *center.Center
	done   sync.WaitGroup
}

func (c *city) stop() {
	c.cancel()
	c.done.Wait()
	if c.center != nil {
		_ = c.center.Close()
	}
	_ = os.RemoveAll(c.root) // made-up data in the system's temporary folder
}

// openDemo makes the made-up city with a center in this process, and signs in
// as the nurse whose day it is.
func openDemo(ctx context.Context, say func(done, total int)) (*ui.Demo, error) {
	root, err := os.MkdirTemp("", "yorisoi-demo-")
	if err != nil {
		return nil, fmt.Errorf("make demo: %w", err)
	}
	serving, cancel := context.WithCancel(context.Background())
	c := &city{root: root, cancel: cancel}
	d, err := c.open(ctx, serving, say)
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("make demo: %w", err)
	}
	return d, nil
}

func (c *city) open(ctx, serving context.Context, say func(done, total int)) (*ui.Demo, error) {
	enrolment, err := c.serve(ctx, serving)
	if err != nil {
		return nil, err
	}
	library, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		return nil, err
	}
	config := store.Config{Dir: filepath.Join(c.root, "station"), Now: time.Now, Library: library, KDF: demoKDF}
	s, made, err := demo.Found(ctx, config, enrolment)
	if err != nil {
		return nil, err
	}
	err = demo.Fill(ctx, s, demo.Config{Seed: 1, Families: demoFamilies, Today: time.Now(), Staff: made.Staff}, say)
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	if s, err = store.Open(ctx, config, made.Staff[0].ID, made.Password); err != nil {
		return nil, err
	}
	// As if the nurse had been away: the first page shows what others did.
	if err := s.MarkLooked(ctx, time.Now().AddDate(0, 0, -daysAway)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &ui.Demo{Store: s, Config: config, Password: made.Password, Stop: c.stop}, nil
}

// serve starts the center and enrols the station at it.
func (c *city) serve(ctx, serving context.Context) (store.Enrolment, error) {
	var e store.Enrolment
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return e, err
	}
	dir := filepath.Join(c.root, "center")
	ready := make(chan struct{})
	config := center.Config{Dir: dir, Ready: sync.OnceFunc(func() { close(ready) })}
	if err := center.Init(ctx, config, listener.Addr().String()); err != nil {
		return e, errors.Join(err, listener.Close())
	}
	if c.center, err = center.Open(ctx, config); err != nil {
		return e, errors.Join(err, listener.Close())
	}
	failed := make(chan error, 1)
	c.done.Go(func() { failed <- c.center.Serve(serving, listener) })
	select {
	case <-ready:
	case err := <-failed:
		return e, err
	case <-ctx.Done():
		return e, ctx.Err()
	}
	code, _, err := c.center.Invite(ctx, "", time.Hour)
	if err != nil {
		return e, err
	}
	const name = "L-02"
	made, err := client.Enrol(ctx, code, name, ledger.StationLaptop)
	if err != nil {
		return e, err
	}
	endpoint, err := made.Endpoint.Encode()
	return store.Enrolment{
		Center: made.Center, Station: made.Station, StationName: name, StationType: ledger.StationLaptop,
		CenterPublic: made.Endpoint.CenterPublic, Endpoint: endpoint,
	}, err
}
