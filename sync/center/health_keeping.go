package center

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center/logbook"
)

// Served says whether a process serves a folder.
type Served int

// Whether a process serves. With a log in a database a folder cannot tell:
// several processes may serve it, on any machine.
const (
	ServedUnknown Served = iota
	ServedNo
	ServedYes
)

// StationState is a station as its keeper sees it.
type StationState struct {
	logbook.Station
	Heard   time.Time // by this folder's process; zero: never
	Revoked *logbook.Revocation
}

// Keeping is what whoever looks after a center asks beside Status.
type Keeping struct {
	Served   Served
	Database string // without a password; empty: in the folder
	DiskLeft uint64
	Backup   Backup
	Stations []StationState
}

// Keeping reads it, whether or not the center is being served.
func (c *Center) Keeping(ctx context.Context) (Keeping, error) {
	var k Keeping
	var err error
	k.Database, _ = Redact(c.settings.Database)
	if k.Served, err = c.served(ctx); err != nil {
		return k, err
	}
	if k.DiskLeft, err = diskLeft(c.Dir); err != nil {
		return k, err
	}
	if k.Backup, err = c.LastBackup(); err != nil {
		return k, err
	}
	k.Stations, err = c.stationStates(ctx)
	return k, err
}

func (c *Center) stationStates(ctx context.Context) ([]StationState, error) {
	stations, err := c.log.Stations(ctx)
	if err != nil {
		return nil, fmt.Errorf("read stations: %w", err)
	}
	revoked, err := c.log.Revocations(ctx)
	if err != nil {
		return nil, fmt.Errorf("read stations: %w", err)
	}
	// What cannot be read here is a pity and no more.
	spoken, _ := c.LastHeard()
	byStation := map[uuid.UUID]*logbook.Revocation{}
	for i, r := range revoked {
		byStation[r.Station] = &revoked[i]
	}
	out := make([]StationState, len(stations))
	for i, s := range stations {
		out[i] = StationState{Station: s, Heard: spoken[s.ID], Revoked: byStation[s.ID]}
	}
	return out, nil
}

// served asks the lock that a serving process holds.
func (c *Center) served(ctx context.Context) (Served, error) {
	if c.settings.Database != "" {
		return ServedUnknown, nil
	}
	release, err := holdLock(ctx, c.Dir)
	if errors.Is(err, ErrServing) {
		return ServedYes, nil
	}
	if err != nil {
		return ServedUnknown, err
	}
	release()
	return ServedNo, nil
}

// Where a database's address may hold a password. It is not read as a URL:
// PostgreSQL takes several hosts with a port each, which no URL has.
var (
	userPassword  = regexp.MustCompile(`(//[^/@:]*):[^/@]*@`)
	paramPassword = regexp.MustCompile(`([?&](?:ssl)?password=)[^&]*`)
)

// Redact returns a database's address as it may be shown, and whether there
// was a password in it.
func Redact(database string) (shown string, secret bool) {
	shown = userPassword.ReplaceAllString(database, "$1:…@")
	shown = paramPassword.ReplaceAllString(shown, "$1…")
	return shown, shown != database
}
