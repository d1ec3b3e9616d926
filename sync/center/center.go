package center

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

var (
	// ErrNoCenter is returned when a folder has no center in it.
	ErrNoCenter = errors.New("no center here")
	// ErrExists is returned when a center would be made where something is.
	ErrExists = errors.New("folder is not empty")
	// ErrAddress is returned for an address that is not host:port.
	ErrAddress = errors.New("address is not host:port")
	// ErrServing is returned when another process serves the same folder.
	ErrServing = errors.New("center is being served already")
)

// DefaultExpires is how long an enrolment code can be used.
const DefaultExpires = 72 * time.Hour

// Config says where a center is and what it works with. Dir is needed.
type Config struct {
	Dir  string
	Now  func() time.Time // nil: time.Now
	Rand io.Reader        // nil: crypto/rand
	Log  *slog.Logger     // nil: none; never given a body

	Database string // of Init: where the log is kept, postgres://…; empty: SQLite in Dir
	Limits   Limits // zero: those for one office

	Ready func() // nil, or called by Serve once it will answer
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
	c.Log = withoutCases(c.Log)
	c.Limits = c.Limits.withDefaults()
	return c
}

// settings is what center.json holds.
type settings struct {
	ID      uuid.UUID `json:"id"`
	Address string    `json:"address"` // host:port that stations dial
	// Database is where the log is kept when not in the folder. It may hold a
	// password, as the folder holds keys.
	Database string `json:"database,omitempty"`
}

// Center is a center's folder, opened.
type Center struct {
	Config
	settings
	keys *keys
	log  logbook.Log

	house        house
	direct       sync.Mutex // held by a push that changes the directory
	held         holdIndex
	certificates sync.Map // of stations: the name of the key, by id; see keyOf
	parts        parts
	begun        begunBlobs
	hub          hub
	enrols       limiter
	pushes       chan struct{} // a token for each large push in memory
	chunks       chan struct{} // a token for each chunk of a blob in memory
	serving      sync.Mutex
	live         *live         // what this process knows of itself
	closing      chan struct{} // closed by Close, for the streams of Handler
	closed       sync.Once
}

// Init makes a center in Config.Dir, which must not exist or be empty, for
// stations that dial address. The folder appears whole or not at all.
func Init(ctx context.Context, c Config, address string) error {
	c = c.withDefaults()
	if err := checkAddress(address); err != nil {
		return fmt.Errorf("make center: %w", err)
	}
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("make center in %s: %w", c.Dir, ErrExists)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make center: %w", err)
	}
	parent := filepath.Dir(filepath.Clean(c.Dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("make center: %w", err)
	}
	made, err := os.MkdirTemp(parent, filepath.Base(filepath.Clean(c.Dir))+".init-*")
	if err != nil {
		return fmt.Errorf("make center: %w", err)
	}
	defer os.RemoveAll(made)
	if err := fill(ctx, made, c, address); err != nil {
		return fmt.Errorf("make center: %w", err)
	}
	if err := os.Remove(c.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make center in %s: %w: %w", c.Dir, ErrExists, err)
	}
	if err := os.Rename(made, c.Dir); err != nil {
		return fmt.Errorf("make center: %w", err)
	}
	return nil
}

func checkAddress(address string) error {
	if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
		return fmt.Errorf("%q: %w", address, ErrAddress)
	}
	return nil
}

func fill(ctx context.Context, dir string, c Config, address string) error {
	id, err := uuid.NewRandomFromReader(c.Rand)
	if err != nil {
		return err
	}
	if err := createKeys(dir, id, c.Rand); err != nil {
		return err
	}
	made := settings{ID: id, Address: address, Database: c.Database}
	if err := made.createLog(ctx, dir, c.Rand); err != nil {
		return err
	}
	b, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, fileConfig), append(b, '\n'), 0o600)
}

// Open opens a center's folder. It can be open in several processes. Where
// the log is in the folder, only one of them serves; where it is in a
// database, any number do, each with its own copy of the folder.
func Open(ctx context.Context, c Config) (*Center, error) {
	c = c.withDefaults()
	out := &Center{Config: c, pushes: make(chan struct{}, largePushes), chunks: make(chan struct{}, chunksAtOnce), closing: make(chan struct{})}
	out.live = newLive()
	out.hub.init()
	b, err := os.ReadFile(filepath.Join(c.Dir, fileConfig))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open center %s: %w", c.Dir, ErrNoCenter)
	}
	if err != nil {
		return nil, fmt.Errorf("open center: %w", err)
	}
	strict := json.NewDecoder(bytes.NewReader(b))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&out.settings); err != nil || out.settings.ID == uuid.Nil {
		return nil, fmt.Errorf("open center: read %s: %w", fileConfig, err)
	}
	if out.keys, err = loadKeys(c.Dir, out.settings.ID); err != nil {
		return nil, fmt.Errorf("open center: %w", err)
	}
	if out.log, err = out.settings.openLog(ctx, c.Dir); err != nil {
		return nil, fmt.Errorf("open center: %w", err)
	}
	useClock(out.log, c.Now)
	out.log = &measuredLog{Log: out.log, metrics: out.live.metrics}
	out.live.metrics.registry.MustRegister(reading{out})
	return out, nil
}

// Close lets go of the folder. Serve must have returned; streams of Handler
// end.
func (c *Center) Close() error {
	c.closed.Do(func() { close(c.closing) })
	return c.log.Close()
}

// ID is the center's id, and the case id of its directory.
func (c *Center) ID() uuid.UUID { return c.settings.ID }

// Address is what stations dial.
func (c *Center) Address() string { return c.settings.Address }

// Pin is what stations know the center by.
func (c *Center) Pin() wire.Pin { return wire.PinOf(c.keys.ca) }

// Invite makes a code with which one station can be enrolled at address
// until it expires. An empty address is the center's own.
func (c *Center) Invite(ctx context.Context, address string, expires time.Duration) (wire.Code, time.Time, error) {
	return c.invite(ctx, uuid.Nil, address, expires)
}

func (c *Center) invite(ctx context.Context, by uuid.UUID, address string, expires time.Duration) (wire.Code, time.Time, error) {
	code := wire.Code{Address: address, Pin: c.Pin()}
	if address == "" {
		code.Address = c.settings.Address
	}
	if err := checkAddress(code.Address); err != nil {
		return wire.Code{}, time.Time{}, fmt.Errorf("invite: %w", err)
	}
	if _, err := io.ReadFull(c.Rand, code.Secret[:]); err != nil {
		return wire.Code{}, time.Time{}, fmt.Errorf("invite: %w", err)
	}
	hash := sha256.Sum256(code.Secret[:])
	until := c.Now().Add(expires)
	if err := c.log.AddInvite(ctx, logbook.Invite{Hash: hash[:], By: by, Expires: until}); err != nil {
		return wire.Code{}, time.Time{}, fmt.Errorf("invite: %w", err)
	}
	return code, until, nil
}

// Status is what a center's keeper wants to know of it.
type Status struct {
	ID      uuid.UUID
	Address string
	Pin     wire.Pin
	LogID   uuid.UUID
	Head    uint64
	Founder uuid.UUID // zero: nobody has founded the directory yet
	logbook.Totals
}

// Status reads the center's state, whether or not it is being served.
func (c *Center) Status(ctx context.Context) (Status, error) {
	s := Status{ID: c.ID(), Address: c.Address(), Pin: c.Pin(), LogID: c.log.ID()}
	var err error
	if s.Head, err = c.log.Head(ctx); err != nil {
		return s, fmt.Errorf("read status: %w", err)
	}
	if s.Founder, err = c.log.Founder(ctx); err != nil {
		return s, fmt.Errorf("read status: %w", err)
	}
	if s.Totals, err = c.log.Totals(ctx, c.Now()); err != nil {
		return s, fmt.Errorf("read status: %w", err)
	}
	return s, nil
}
