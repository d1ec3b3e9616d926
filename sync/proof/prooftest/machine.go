package prooftest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// Password opens every machine that is not told another.
const Password = "ひみつのことばです"

// CheapKDF is for machines whose password nobody tries to guess.
var CheapKDF = trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

// Library is the built-in one.
var Library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

// Machine is a station as the desktop program holds it, without a window.
type Machine struct {
	Dir      string
	Password string // of whoever founds or joins
	KDF      trust.KDF
	Now      func() time.Time
	Lib      *form.Library // nil: the built-in one
	Dial     client.Dial   // nil: straight to the center
	Store    *store.Store
	Engine   *client.Engine
	Stop     func() error // ends the engine and waits for it; nil while none runs
	// Through stands between engine and store, nil: nothing does.
	Through func(*store.Store) client.Store
}

// New is a machine with a folder and nothing in it.
func New(dir string) *Machine {
	return &Machine{Dir: dir, Password: Password, KDF: CheapKDF, Now: time.Now}
}

// Config is what the machine opens its store with.
func (m *Machine) Config() (store.Config, error) {
	lib, err := Library()
	if m.Lib != nil {
		lib = m.Lib
	}
	return store.Config{Dir: m.Dir, Library: lib, KDF: m.KDF, Now: m.Now}, err
}

// Enrol makes the machine a station of the center that the code is for.
func Enrol(ctx context.Context, text, name, typ string) (wire.Code, store.Enrolment, client.Enrolled, error) {
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
		CenterPublic: got.Endpoint.CenterPublic, CenterSecret: code.CenterSecret, Endpoint: endpoint, Key: got.Endpoint.KeyName(),
	}, got, err
}

// Found begins a center's directory on this machine.
func (m *Machine) Found(ctx context.Context, text, name, founder string) error {
	_, enrolment, _, err := Enrol(ctx, text, name, ledger.StationOffice)
	if err != nil {
		return err
	}
	config, err := m.Config()
	if err != nil {
		return err
	}
	m.Store, err = store.Found(ctx, config, enrolment, store.Founder{Name: founder, Job: "director", Password: m.Password})
	return err
}

// Join makes this machine a further station, for one of the staff by name.
func (m *Machine) Join(ctx context.Context, text, name, staff string) error {
	code, enrolment, got, err := Enrol(ctx, text, name, ledger.StationLaptop)
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
	config, err := m.Config()
	if err != nil {
		return err
	}
	for id, person := range directory.Staff {
		if person.Name == staff {
			m.Store, err = store.Join(ctx, config, enrolment, logged, id, m.Password)
			return err
		}
	}
	return fmt.Errorf("nobody is called %s", staff)
}

// Open signs a person in.
func (m *Machine) Open(ctx context.Context, staff uuid.UUID, password string) error {
	config, err := m.Config()
	if err != nil {
		return err
	}
	m.Store, err = store.Open(ctx, config, staff, password)
	return err
}

// Invite makes a code for one more station, with what the center has not.
func (m *Machine) Invite(ctx context.Context) (string, error) {
	endpoint, err := client.DecodeEndpoint(m.Store.Endpoint())
	if err != nil {
		return "", err
	}
	code, _, err := client.Invite(ctx, endpoint)
	if err != nil {
		return "", err
	}
	directory := m.Store.Directory()
	founder, ok := directory.Public(directory.Founder)
	if !ok {
		return "", errors.New("the directory has no founder")
	}
	code.CenterSecret, code.Founder = m.Store.CenterSecret(), wire.FingerprintOf(founder)
	return code.Text()
}

// Online starts the engine; tell, where it is not nil, hears of every change
// of its status.
func (m *Machine) Online(ctx context.Context, tell func(client.Status)) error {
	endpoint, err := client.DecodeEndpoint(m.Store.Endpoint())
	if err != nil {
		return err
	}
	opened := m.Store
	config := client.Config{
		Store: opened, Blobs: opened, Scoped: opened, HoldBox: opened, Audit: opened, Endpoint: endpoint, Now: m.Now, Dial: m.Dial,
		Pending: func(ctx context.Context) (int, int, error) {
			counts, err := opened.Counts(ctx)
			return counts.Unsent, counts.Held, err
		},
	}
	if m.Through != nil {
		config.Store = m.Through(opened)
	}
	engine := client.New(config)
	m.Engine = engine
	m.Engine.OnStatus(tell)
	opened.SetOnline(func() bool { return engine.Status().Online() })
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- m.Engine.Run(ctx) }()
	m.Stop = func() error {
		cancel()
		m.Stop = nil
		opened.SetOnline(nil)
		return <-done
	}
	return nil
}

// Lock ends the engine and closes the store, as at the end of the day.
func (m *Machine) Lock() error {
	var err error
	if m.Stop != nil {
		err = m.Stop()
	}
	if m.Store != nil {
		err = errors.Join(err, m.Store.Close())
		m.Store = nil
	}
	return err
}
