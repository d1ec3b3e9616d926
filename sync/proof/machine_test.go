package proof_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

const password = "ひみつのことばです"

// cheapKDF is for machines whose password nobody tries to guess.
var cheapKDF = trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

// machine is a station as the desktop program holds it, without a window.
type machine struct {
	dir    string
	kdf    trust.KDF
	skew   time.Duration // how far its clock is off
	clock  *clock        // nil: the real one
	lib    *form.Library // nil: the built-in one
	line   *line         // nil: straight to the center
	store  *store.Store
	engine *client.Engine
	stop   func() error      // ends the engine and waits for it
	say    func(reply) error // tells how far a long deed is; only in a process
}

func newMachine(dir string) *machine { return &machine{dir: dir, kdf: cheapKDF} }

func (m *machine) now() time.Time {
	if m.clock != nil {
		return m.clock.now().Add(m.skew)
	}
	return time.Now().Add(m.skew)
}

func (m *machine) config() (store.Config, error) {
	lib, err := library()
	if m.lib != nil {
		lib = m.lib
	}
	return store.Config{Dir: m.dir, Library: lib, KDF: m.kdf, Now: m.now}, err
}

// enrol makes the machine a station of the center that the code is for.
func enrol(ctx context.Context, text, name, typ string) (wire.Code, store.Enrolment, client.Enrolled, error) {
	code, err := wire.ParseCode(text)
	if err != nil {
		return code, store.Enrolment{}, client.Enrolled{}, err
	}
	got, err := client.Enrol(ctx, code, name, typ)
	if err != nil {
		return code, store.Enrolment{}, got, err
	}
	endpoint, err := got.Endpoint.Encode()
	return code, store.Enrolment{
		Center: got.Center, Station: got.Station, StationName: name, StationType: typ, Founder: got.Founder,
		CenterPublic: got.Endpoint.CenterPublic, CenterSecret: code.CenterSecret, Endpoint: endpoint,
	}, got, err
}

// found begins a center's directory on this machine.
func (m *machine) found(ctx context.Context, text, name, founder string) error {
	_, enrolment, _, err := enrol(ctx, text, name, ledger.StationOffice)
	if err != nil {
		return err
	}
	config, err := m.config()
	if err != nil {
		return err
	}
	m.store, err = store.Found(ctx, config, enrolment, store.Founder{Name: founder, Job: "director", Password: password})
	return err
}

// join makes this machine a further station, for one of the staff by name.
func (m *machine) join(ctx context.Context, text, name, staff string) error {
	code, enrolment, got, err := enrol(ctx, text, name, ledger.StationLaptop)
	if err != nil {
		return err
	}
	logged, err := client.FetchDirectory(ctx, got.Endpoint, got.Center)
	if err != nil {
		return err
	}
	directory, err := store.ReadDirectory(got.Founder, logged)
	if err != nil {
		return err
	}
	if public, ok := directory.Public(got.Founder); !ok || wire.FingerprintOf(public) != code.Founder {
		return errors.New("the directory is not by the founder that the code names")
	}
	config, err := m.config()
	if err != nil {
		return err
	}
	for id, person := range directory.Staff {
		if person.Name == staff {
			m.store, err = store.Join(ctx, config, enrolment, logged, id, password)
			return err
		}
	}
	return fmt.Errorf("nobody is called %s", staff)
}

// open signs a person in.
func (m *machine) open(ctx context.Context, staff uuid.UUID, password string) error {
	config, err := m.config()
	if err != nil {
		return err
	}
	m.store, err = store.Open(ctx, config, staff, password)
	return err
}

// invite makes a code for one more station, with what the center has not.
func (m *machine) invite(ctx context.Context) (string, error) {
	endpoint, err := client.DecodeEndpoint(m.store.Endpoint())
	if err != nil {
		return "", err
	}
	code, _, err := client.Invite(ctx, endpoint)
	if err != nil {
		return "", err
	}
	directory := m.store.Directory()
	founder, ok := directory.Public(directory.Founder)
	if !ok {
		return "", errors.New("the directory has no founder")
	}
	code.CenterSecret, code.Founder = m.store.CenterSecret(), wire.FingerprintOf(founder)
	return code.Text()
}

// online starts the engine.
func (m *machine) online(ctx context.Context) error {
	endpoint, err := client.DecodeEndpoint(m.store.Endpoint())
	if err != nil {
		return err
	}
	opened := m.store
	config := client.Config{
		Store: opened, Blobs: opened, Scoped: opened, HoldBox: opened, Endpoint: endpoint, Now: m.now,
		Pending: func(ctx context.Context) (int, int, error) {
			counts, err := opened.Counts(ctx)
			return counts.Unsent, counts.Held, err
		},
	}
	if m.line != nil {
		config.Dial = m.line.dial
	}
	m.engine = client.New(config)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- m.engine.Run(ctx) }()
	m.stop = func() error {
		cancel()
		m.stop = nil
		return <-done
	}
	return nil
}

// lock ends the engine and closes the store, as at the end of the day.
func (m *machine) lock() error {
	var err error
	if m.stop != nil {
		err = m.stop()
	}
	if m.store != nil {
		err = errors.Join(err, m.store.Close())
		m.store = nil
	}
	return err
}
