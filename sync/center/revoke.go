package center

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center/logbook"
)

var (
	// ErrNoStation is returned for a station that the center never enrolled.
	ErrNoStation = errors.New("no such station")
	// ErrManyStations is returned for a name or the beginning of an id that
	// more than one station has.
	ErrManyStations = errors.New("more than one station is meant")
)

// revokedTime is how long a process goes on without looking at what another
// process over the same log has revoked.
const revokedTime = 2 * time.Second

// revokedCache is what the log has of revocations, as of a time.
type revokedCache struct {
	mu       sync.Mutex
	stations map[uuid.UUID]bool
	read     time.Time
}

// isRevoked reports whether the center's keeper has revoked a station.
func (c *Center) isRevoked(ctx context.Context, station uuid.UUID) (bool, error) {
	cache := &c.live.revoked
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if cache.stations == nil || time.Since(cache.read) > revokedTime {
		all, err := c.log.Revocations(ctx)
		if err != nil {
			return false, fmt.Errorf("read revocations: %w", err)
		}
		cache.stations, cache.read = make(map[uuid.UUID]bool, len(all)), time.Now()
		for _, r := range all {
			cache.stations[r.Station] = true
		}
	}
	return cache.stations[station], nil
}

// Revoke refuses a station's certificate from now on, in every process over
// this log. The station still may hand in its work, which goes to the hold
// box; everything else is refused, and nothing undoes it but enrolling the
// machine anew with a new code. The directory stays as it is: taking the
// station out of it is for staff.
func (c *Center) Revoke(ctx context.Context, station uuid.UUID, reason string) error {
	known, err := c.log.FindStation(ctx, station)
	if err != nil {
		return fmt.Errorf("revoke station: %w", err)
	}
	if known == nil {
		return fmt.Errorf("revoke station %s: %w", station, ErrNoStation)
	}
	r := logbook.Revocation{Station: station, At: c.Now().UnixMilli(), Reason: reason}
	if err := c.log.Revoke(ctx, r); err != nil {
		return fmt.Errorf("revoke station %s: %w", station, err)
	}
	c.live.revoked.mu.Lock()
	c.live.revoked.stations = nil
	c.live.revoked.mu.Unlock()
	c.Log.Info("station revoked", "station", station)
	return nil
}

// FindStation returns the one station that a person means by an id, the
// beginning of one of at least four letters, or a name. ErrNoStation,
// ErrManyStations.
func (c *Center) FindStation(ctx context.Context, meant string) (logbook.Station, error) {
	all, err := c.log.Stations(ctx)
	if err != nil {
		return logbook.Station{}, fmt.Errorf("find station: %w", err)
	}
	var found []logbook.Station
	for _, s := range all {
		id := s.ID.String()
		if id == strings.ToLower(meant) || s.Name == meant || len(meant) >= 4 && strings.HasPrefix(id, strings.ToLower(meant)) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return logbook.Station{}, fmt.Errorf("find station %q: %w", meant, ErrNoStation)
	case 1:
		return found[0], nil
	}
	return logbook.Station{}, fmt.Errorf("find station %q: %d of them: %w", meant, len(found), ErrManyStations)
}

// Revocations returns what was revoked, the oldest first.
func (c *Center) Revocations(ctx context.Context) ([]logbook.Revocation, error) {
	return c.log.Revocations(ctx)
}
