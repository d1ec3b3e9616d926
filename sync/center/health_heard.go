package center

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	fileHeard = "heard.json" // when this folder's process last heard from each station
	heardTime = 30 * time.Second
)

// heard is when stations last spoke. It is written to the folder now and
// then, not into the log: it is of use to whoever looks after the machines,
// and nothing depends on it.
type heard struct {
	mu      sync.Mutex
	last    map[uuid.UUID]time.Time
	written bool
}

func (h *heard) note(station uuid.UUID, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = map[uuid.UUID]time.Time{}
	}
	if at.Sub(h.last[station]) >= time.Second {
		h.last[station], h.written = at.UTC().Truncate(time.Second), false
	}
}

// load takes what an earlier process wrote.
func (h *heard) load(dir string) {
	before, err := readHeard(dir)
	if err != nil {
		return // it begins anew
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last != nil {
		maps.Copy(before, h.last)
	}
	h.last = before
}

// keep writes what is new.
func (h *heard) keep(dir string) error {
	h.mu.Lock()
	if h.written || len(h.last) == 0 {
		h.mu.Unlock()
		return nil
	}
	b, err := json.Marshal(h.last)
	h.written = true
	h.mu.Unlock()
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, fileHeard), b)
}

func readHeard(dir string) (map[uuid.UUID]time.Time, error) {
	out := map[uuid.UUID]time.Time{}
	b, err := os.ReadFile(filepath.Join(dir, fileHeard))
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(b, &out)
}

// LastHeard is when a process of this folder last heard from each station.
func (c *Center) LastHeard() (map[uuid.UUID]time.Time, error) { return readHeard(c.Dir) }

// alive keeps what serving knows of itself up to date until the returned
// function is called, which waits for its end.
func (c *Center) alive(ctx context.Context) (end func()) {
	c.live.heard.load(c.Dir)
	c.live.health.draining.Store(false)
	c.live.health.serving.Store(true)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var keeping sync.WaitGroup
	keep := func() {
		if err := c.live.heard.keep(c.Dir); err != nil {
			c.Log.Warn("last contacts are not written", "err", err)
		}
	}
	keeping.Go(func() {
		tick := time.NewTicker(heardTime)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				keep()
			case <-ctx.Done():
				return
			}
		}
	})
	return func() {
		cancel()
		keeping.Wait()
		keep()
		c.live.health.serving.Store(false)
	}
}

// replaceFile writes a file of the owner's whole or not at all.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Version is the version that this program was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	version, revision := info.Main.Version, ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			revision = s.Value[:12]
		}
	}
	switch {
	case version != "" && version != "(devel)":
		return version
	case revision != "":
		return revision
	}
	return "devel"
}
